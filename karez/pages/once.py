"""One press done once: a form carries a key of its own, under which its act is done."""

import re
from uuid import uuid4

from karez.places.rights import Actor

_KEY = re.compile(r"[0-9a-f]{1,32}")


def fresh() -> str:
    """The key of a form that is shown now."""
    return uuid4().hex


def is_key(sent: str) -> bool:
    """Whether it may be a form's key: hex digits, as `fresh` makes them."""
    return _KEY.fullmatch(sent) is not None


def under(actor: Actor, sent: str) -> str | None:
    """The act's idempotency key for a form's, nobody's but the actor's; None where the form sent none."""
    return f"web:{actor.username}:{sent}" if is_key(sent) else None
