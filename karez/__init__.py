"""Karez (坎儿井): a county's subsidy money from the centre to the village, every figure open to its papers."""

__version__ = "0.1.0"
