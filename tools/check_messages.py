"""Checks the catalogue karez.cli.messages: each message used, in Chinese and English, with the same placeholders."""

import re
import string
import sys
from collections.abc import Iterator
from pathlib import Path

from karez.cli.messages import MESSAGES

CLI = Path(__file__).resolve().parent.parent / "karez" / "cli"
LANGUAGES = ("zh", "en")


def placeholders(text: str) -> set[str]:
    """The names in braces."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def faults(messages: dict[str, dict[str, str]]) -> Iterator[str]:
    """What is wrong, a line each."""
    sources = "\n".join(
        path.read_text("utf-8")
        for path in CLI.parent.rglob("*.py")
        if path.name != "messages.py" and "tests" not in path.parts
    )
    used = set(re.findall(r"""["']([\w.-]+)["']""", sources))
    for key, texts in messages.items():
        if key not in used:
            yield f"{key}: not used"
        if missing := [language for language in LANGUAGES if not texts.get(language)]:
            yield f"{key}: no text in {', '.join(missing)}"
        elif placeholders(texts["zh"]) != placeholders(texts["en"]):
            yield f"{key}: placeholders differ between zh and en"


if __name__ == "__main__":
    found = list(faults(MESSAGES))
    print("\n".join(found) or f"messages: {len(MESSAGES)} in order")
    sys.exit(1 if found else 0)
