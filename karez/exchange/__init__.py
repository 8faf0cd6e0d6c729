"""All sheets of all rooms in one workbook: the template, the plan of an import, its execution and pages, the export.

What a sheet is stands in `karez.sheets`; what it holds, in its room's `sheets.py`.
"""
