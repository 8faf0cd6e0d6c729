"""policy.confirm: the county says that it has read the source of a value."""

from datetime import date
from typing import Annotated

from pydantic import Field

from karez import policy
from karez.acts.act import Note, act, paper_for
from karez.acts.inputs import Input, PaperIn
from karez.acts.tells import Tells
from karez.acts.types import County, Starts
from karez.kernel.refusal import Refusal
from karez.places.rights import Actor
from karez.policy.values import PolicyError, UnknownParameter
from karez.rulebook.models import Confirmation


class Confirm(Input):
    """Which value: the parameter's key, the county, the day for which the value is looked up, and the paper read."""

    parameter: str = Field(title="参数")
    county: County = Field(title="县")
    on: Annotated[date, Starts("as_of")] = Field(title="适用日期", description="按这一天适用的取值确认。")
    paper: PaperIn = Field(title="依据文件")


class Value(Tells):
    """The value that was confirmed."""

    valid_from: date = Field(title="自何日起的值")
    value: str = Field(title="取值")


@act(
    "policy.confirm",
    label="确认政策依据",
    right="policy.confirm",
    at=lambda do: do.county,
    tells=Value,
    icon="patch-check",
    about="县里读过政策原文后确认取值，相应规则才会阻断办理。",
    order=400,
    page="policy",
)
def confirm(actor: Actor, do: Confirm, *, day: date, note: Note) -> Confirmation:
    """确认政策依据: from `day` on, the rules that use this value may block acts, no longer only warn.

    Refused when there is no such parameter or value, or when it needs no confirmation (any more).
    """
    try:
        value = policy.parameter(do.parameter, region=do.county, on=do.on)
    except PolicyError as error:
        field = "parameter" if isinstance(error, UnknownParameter) else "on"
        raise Refusal(
            str(error), rule="policy.no_such_value", hint="用 karez policy show 查看参数。", field=field
        ) from None
    if not value.unverified:
        raise Refusal(
            f"“{value.title}”这个值已经核实，不必确认。", rule="policy.already_confirmed", field="parameter"
        )
    paper = paper_for(do.county, "confirmation", do.paper)
    note.paper, note.label = paper, value.title
    note.after = {
        "parameter": do.parameter,
        "valid_from": value.valid_from.isoformat(),
        "value": str(value.value),
    }
    return Confirmation.objects.create(
        county=do.county,
        parameter=do.parameter,
        valid_from=value.valid_from,
        value=str(value.value)[:200],
        paper=paper,
        confirmed_on=day,
        confirmed_by=actor.username,
    )
