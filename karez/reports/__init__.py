"""报告: the county's written reports, from a document model to txt, HTML, DOCX and PDF."""
