"""What a workbook is: sheets and their columns, reading what counties really send, planning rows against the books, writing.

Rooms declare their sheets with `columns.sheet`; `reading` reads a workbook into typed rows and faults, a `draft` compares
rows with the books, `writing` writes tables. No room is named here.
"""
