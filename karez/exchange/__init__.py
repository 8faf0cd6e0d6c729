"""Excel in and out: the template, reading what counties really send, the plan of an import, and its execution.

`columns` says what the four sheets hold, `reading` reads a workbook into typed rows and faults (pure, no Django),
`template` writes the empty workbook, `plan` compares the rows with the books and carries them out through acts.
"""
