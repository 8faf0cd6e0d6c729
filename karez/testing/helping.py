"""An act for tests of forms alone: repeated rows, shares, counts and files, as no act of a room needs to have them all.

helping   the fixture: the act `tests.help` is declared for the time of a test; its right is that of payments.pay
"""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any

import pytest
from pydantic import Field

from karez.acts import act as acts
from karez.acts.act import Act, Note, act, paper_for
from karez.acts.files import attach_to
from karez.acts.inputs import Files, Input, PaperIn
from karez.acts.tells import Headline, Tells
from karez.acts.types import Code, Count, County, Fen, Lines, Long, Ref, Share
from karez.kernel.refusal import Refusal
from karez.places.models import Region
from karez.places.rights import Actor
from karez.trail.models import Paper

NAME = "tests.help"
MOST_FEN = 100_000_000


class Helped(Input):
    """One who was helped."""

    who: str = Field(title="姓名", min_length=1, max_length=20)
    place: Ref[Region] | None = Field(None, title="村")
    source: Annotated[str, Code("source")] = Field("county", title="资金层级")
    visits: Annotated[int, Count("人次")] = Field(0, title="务工", ge=0)
    amount: Fen = Field(title="补助")


class Help(Input):
    """Who was helped, by how much, on which paper."""

    county: County = Field(title="县")
    paper: PaperIn = Field(title="补助文件")
    share: Share | None = Field(None, title="自筹比例")
    remark: Long = Field("", title="说明", description="写明怎么定的人。")
    people: Lines[Helped] = Field(title="受助人员", min_length=1)
    files: Files = Field((), title="花名册")


class Told(Tells):
    """The sum of all rows."""

    total: Annotated[Fen, Headline()] = Field(title="补助合计")


def help_people(actor: Actor, do: Help, *, day: date, note: Note) -> Paper:
    """补助: for tests alone. Refused above a limit, at the row that goes beyond it."""
    total = 0
    for number, person in enumerate(do.people):
        total += person.amount
        if total > MOST_FEN:
            raise Refusal("补助超过 100万元。", rule="tests.too_much", field=f"people.{number}.amount")
    if {person.who for person in do.people} == {"无名"}:
        raise Refusal("写不出姓名的不补助。", rule="tests.nobody", field="people.0")
    paper = paper_for(do.county, "other", do.paper, day)
    attach_to(paper, do.files, actor)
    note.after = {"total": total, "people": [person.who for person in do.people]}
    return paper


@pytest.fixture
def helping(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Act[Any]]:
    """The act, declared."""
    monkeypatch.setattr(acts, "_registry", dict(acts._registry))
    declare = act(NAME, label="发放补助", right="payments.pay", at=lambda do: do.county, tells=Told)
    yield declare(help_people)
