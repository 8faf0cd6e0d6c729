"""Pure arithmetic of the field: money, shares, periods, region codes, hashes. No Django, no I/O."""
