"""报告: the county's annual report: its order, the words that people write into it, who answers for it."""
