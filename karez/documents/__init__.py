"""公文: what a paper is, whatever it says: its model, its four renderers, and the hook by which rooms bring what they state.

Nothing here knows a business room: figures come as the catalogue has them, sentences and tables from the rooms' report.py.
"""
