"""The demo county: 精河县 2023. Its data adds up to the county's report; how it is loaded: `load.py`."""
