"""A button of a page."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Action:
    """A button beside the title."""

    label: str
    url: str
    icon: str = ""
    primary: bool = False
