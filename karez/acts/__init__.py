"""What an act is. Rooms declare theirs in `commands.py`; doors (forms, command line, scenarios) read the registry.

Import from `karez.acts.act` and `karez.acts.inputs`.
"""
