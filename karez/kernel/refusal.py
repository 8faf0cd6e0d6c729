"""How Karez says no: one exception with all a person needs to go on."""

from collections.abc import Sequence
from typing import Any, TypeVar

T = TypeVar("T")


class Refusal(Exception):
    """An act that was not done.

    `rule` is the stable key of what stands in the way, `message` what is wrong, `hint` how to mend it,
    `reference` the law or paper behind the rule, `field` the input at fault (None: the act as a whole).
    `others` holds further refusals of the same try, so that all faults show at once.
    """

    rule = "refused"

    def __init__(
        self,
        message: str,
        *,
        rule: str | None = None,
        hint: str = "",
        reference: str = "",
        field: str | None = None,
        others: "Sequence[Refusal] | None" = None,
    ) -> None:
        super().__init__(message)
        self.rule = rule or type(self).rule
        self.message, self.hint, self.reference, self.field = message, hint, reference, field
        self.others: Sequence[Refusal] = others or []

    def as_dict(self) -> dict[str, Any]:
        """The one form in which a refusal leaves the system."""
        said: dict[str, Any] = {
            "rule": self.rule,
            "reference": self.reference,
            "message": self.message,
            "hint": self.hint,
            "field": self.field,
        }
        if self.others:
            said["others"] = [other.as_dict() for other in self.others]
        return said


class Forbidden(Refusal):
    """The actor's post does not carry the right, or not there."""

    rule = "forbidden"


class Unknown(Refusal):
    """What the input names is not there, or not for this actor to see."""

    rule = "unknown"


class Ambiguous(Unknown):
    """What the input names is the name of several."""


def the_only(found: Sequence[T], what: str, *, measure: str = "个", several: str, none: str) -> T:
    """The one thing that was found under a name.

    Raises Ambiguous with the hint `several` for more than one, Unknown with the hint `none` for none.
    """
    if not found:
        raise Unknown(f"没有找到{what}。", hint=none)
    if len(found) > 1:
        raise Ambiguous(f"有多{measure}{what}。", hint=several)
    return found[0]


class Invalid(Refusal):
    """The input cannot be read."""

    rule = "invalid"
