"""One short lock a chain, taken last: the caller extends, writes its row and commits."""

from collections.abc import Callable, Mapping
from typing import Any

from karez.kernel import hashing
from karez.trail import rows
from karez.trail.models import Chain


def extend(name: str, county: str, content: Callable[[int], Mapping[str, Any]]) -> tuple[int, str]:
    """Take the next place in a chain: returns its number and hash, and moves the head.

    `content(seq)` is what the row says, its own number included. Must run in a transaction; the head's row is locked
    until its end, so call it as the last thing before the row is written.
    """
    chain = rows.get(Chain, lock=True, name=name, county=county)
    if chain is None:
        Chain.objects.get_or_create(name=name, county=county, defaults={"head": hashing.FIRST})
        chain = Chain.objects.select_for_update().get(name=name, county=county)
    chain.seq += 1
    chain.head = hashing.link(chain.head, content(chain.seq))
    rows.update(chain, "seq", "head")
    return chain.seq, chain.head
