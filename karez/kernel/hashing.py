"""Hashes that anybody can recompute: canonical JSON under SHA-256, chained by the hash before."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

import orjson

FIRST = "0" * 64
"""What stands before the first link of a chain."""


def canonical(content: Mapping[str, Any]) -> bytes:
    """One text for one content: keys sorted, no spaces, UTF-8, dates in ISO form. Raises TypeError for anything else."""
    return orjson.dumps(content, option=orjson.OPT_SORT_KEYS)


def digest(content: bytes | Mapping[str, Any]) -> str:
    """SHA-256 in 64 hex digits."""
    return sha256(content if isinstance(content, bytes) else canonical(content)).hexdigest()


def link(previous: str, content: Mapping[str, Any]) -> str:
    """The hash of `content` standing behind `previous` in a chain."""
    return sha256(previous.encode() + b"\n" + canonical(content)).hexdigest()
