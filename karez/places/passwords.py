"""One-time passwords: drawn at random, read out or handed over once, changed at the first sign-in."""

import secrets

SYLLABLES = (
    "ba", "bo", "cha", "chu", "da", "du", "fa", "fen", "gao", "gu", "hai", "he", "ji", "ka", "lan", "lin",
    "mei", "mu", "nan", "pei", "qin", "rong", "sha", "shu", "tan", "tu", "wan", "xi", "yan", "yu",
)  # fmt: skip


def one_time() -> str:
    """A new one, easy to read out over the telephone: `kalin-meihai-xibo-4821` (about 42 bits; sign-in is throttled)."""
    words = (secrets.choice(SYLLABLES) + secrets.choice(SYLLABLES) for _ in range(3))
    return "-".join([*words, str(secrets.randbelow(9000) + 1000)])
