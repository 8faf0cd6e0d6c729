"""The rules of the county's money and of what each project is given: one file a subject."""
