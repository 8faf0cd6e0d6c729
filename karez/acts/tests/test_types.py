"""Types that carry meaning: what each reads, refuses and says; and that every act's fields have one."""

from datetime import date
from fractions import Fraction
from typing import Annotated

import pytest
from pydantic import Field

from karez.acts import act as acts
from karez.acts import things
from karez.acts.act import act
from karez.acts.codes import codes_of, register_codes
from karez.acts.faults import faults_of
from karez.acts.inputs import Files, Input, PaperIn
from karez.acts.tells import ByCode, Tells, tellings
from karez.acts.types import (
    Code,
    Count,
    Digest,
    Fen,
    Follows,
    Lines,
    Long,
    Measured,
    Ref,
    Refs,
    RefsTo,
    RefTo,
    RowsOf,
    Share,
    mark,
    meaning,
    meanings,
)
from karez.kernel.refusal import Invalid
from karez.places.models import Region

ALL = acts.all_acts()
NAMES = [one.name for one in ALL]


class Row(Input):
    """A row."""

    amount: Fen = Field(title="金额")


class Everything(Input):
    """One field of each meaning."""

    grant: Ref[Region] | None = None
    places: Refs[Region] = Field((), max_length=3)
    task: Annotated[str, Code("task")] | None = None
    kind: Annotated[str, Code("operator", blank=True)] = ""
    amount: Fen | None = None
    visits: Annotated[int, Count("人次")] | None = None
    value: Annotated[int, Measured(by="task", name="indicator")] | None = None
    share: Share | None = None
    content: Long = ""
    digest: Digest = ""
    day: date | None = None
    active: bool = True
    number: int = 0
    text: str = ""
    paper: PaperIn | None = None
    rows: Lines[Row] = ()
    files: Files = ()
    versions: dict[str, int] | None = None


CONTROLS = {
    "grant": "reference", "places": "references", "task": "choice", "kind": "choice", "amount": "amount", "visits": "count",
    "value": "measured", "share": "share", "content": "long", "digest": "text", "day": "date", "active": "flag", "number": "number",
    "text": "text", "paper": "paper", "rows": "rows", "files": "files", "versions": "other",
}  # fmt: skip


def test_a_field_is_asked_by_what_it_means():
    assert {name: what.control for name, what in meanings(Everything).items()} == CONTROLS


def read(**data):
    return Everything.model_validate(data)


@pytest.mark.parametrize(
    ("field", "given", "kept"),
    [
        ("task", "consolidate", "consolidate"),
        ("task", "巩固拓展脱贫攻坚成果和乡村振兴", "consolidate"),
        ("kind", "", ""),
        ("kind", "农民专业合作社", "cooperative"),
        ("amount", "600万元", 600_000_000),
        ("places", "乌兰村、 茫丁乡，652722\n", ("乌兰村", "茫丁乡", "652722")),
        ("places", ["乌兰村", 7], ("乌兰村", 7)),
        ("places", "", ()),
        ("visits", "1,200 人次", 1200),
        ("visits", "３", 3),
        ("visits", 5, 5),
        ("share", "33.3%", Fraction(333, 1000)),
    ],
)
def test_it_reads_what_people_write(field, given, kept):
    assert getattr(read(**{field: given}), field) == kept


@pytest.mark.parametrize(
    ("field", "given", "says", "hint"),
    [
        ("task", "养花", "没有“养花”这个资金任务。", "consolidate（"),
        ("task", "", "没有“”这个资金任务。", "可用："),
        ("kind", "神仙", "没有“神仙”这个经营主体。", "cooperative（合作社）"),
        ("visits", "几次", "“visits”应为整数。", ""),
        ("visits", 1.5, "“visits”应为整数。", ""),
        ("grant", [], "的编号或名称。", ""),
        ("places", [7, []], "“places”第 2 行应为", ""),
        ("places", 7, "“places”应为若干行的列表。", ""),
        ("places", "甲、乙、丙、丁", "“places”最多 3 行。", ""),
        ("rows", {}, "“rows”应为若干行的列表。", ""),
        ("rows", [{"amount": 1}, {"amount": "x"}], "“rows”第 2 行的“金额”“x”不是金额", ""),
        ("rows", [{"amount": 1}, 2], "“rows”第 2 行", ""),
        ("rows", [{"sum": 1, "amount": 1}], "“rows”第 1 行的“sum”没有这一项。", "可用的项：amount。"),
    ],
)
def test_it_refuses_in_words_at_the_field(field, given, says, hint):
    with pytest.raises(ValueError) as caught:
        read(**{field: given})
    (fault,) = faults_of(Everything, caught.value)
    assert says in fault.message and hint in fault.hint and fault.field.partition(".")[0] == field


@pytest.mark.parametrize(
    ("field", "value", "words", "aside"),
    [
        ("task", "consolidate", "巩固拓展脱贫攻坚成果和乡村振兴", ""),
        ("task", "gone", "gone", ""),
        ("amount", 12_345_600, "12.3456万元", "123,456.00 元"),
        ("visits", 1200, "1,200 人次", ""),
        ("share", "1/8", "12.50%", ""),
        ("digest", "a" * 64, "aaaaaaaaaaaa…", "a" * 64),
        ("active", False, "否", ""),
        ("rows", [{}, {}], "2 行", ""),
        ("places", ["乌兰村", "茫丁乡"], "乌兰村、茫丁乡", ""),
        ("places", [], "—", ""),
        ("files", [{"name": "甲.pdf"}, {"name": "乙.pdf"}], "甲.pdf、乙.pdf", ""),
        ("paper", {"number": "甲1号"}, "甲1号", ""),
        ("versions", {"甲": 2}, "甲 2", ""),
        *((name, None, "—", "") for name in CONTROLS),
    ],
)
def test_it_says_a_value_as_people_read_it(field, value, words, aside):
    what = meanings(Everything)[field]
    assert (what.words(value), what.aside(value)) == (words, aside)


def test_a_number_goes_by_the_unit_of_its_code():
    class Told(Tells):
        values: Annotated[int, Measured(by="indicator", name="indicator"), ByCode()] = Field(title="目标值")

    told = tellings(Told)
    assert [each.title for each in told.values()] == ["预计年收益", "带动就业人次"]
    assert (told["annual_income"].words(15_000_000), told["jobs"].words(15)) == ("15万元", "15")
    assert (told["annual_income"].aside(15_000_000), told["jobs"].aside(15)) == ("150,000.00 元", "")
    assert meanings(Everything)["value"].units() == ["人次"]


def test_a_list_of_codes_is_registered_once_and_known_by_name():
    with pytest.raises(ValueError, match="role is registered twice"):
        register_codes("role", "角色", {})
    with pytest.raises(LookupError, match="no list of codes is called rolle"):
        codes_of("rolle")
    assert codes_of("role").match("财政局") == "finance" and codes_of("role").match("国王") is None
    kinds = codes_of("kind").groups()
    assert [group.label for group in kinds] == [
        choice.label for choice in codes_of("category").groups()[0].options
    ]


# -- all acts


@pytest.mark.parametrize("name", NAMES)
def test_every_field_of_every_act_has_a_meaning_that_can_be_asked(name):
    one = acts.get(name)
    for field, info in one.input.model_fields.items():
        what = meaning(info)
        assert what.control != "other" or one.page, f"{field} cannot be asked on a form"
        if isinstance(what, Code):
            assert codes_of(what.name).groups()[0].options, field
        if isinstance(what, RefTo | RefsTo):
            assert things.of(what.model), f"{field} refers to what is no thing"
        if follows := mark(info, Follows):
            assert isinstance(meanings(one.input)[follows.field], Code)
        if isinstance(what, RowsOf):
            assert issubclass(what.row, Input)


@pytest.mark.parametrize("name", NAMES)
def test_all_that_an_act_may_tell_has_a_title_of_its_own(name):
    told = acts.get(name).told
    assert [each.name for each in told.values() if not each.title or each.title == each.name] == []


def test_what_an_act_tells_without_declaring_it_is_refused(county, monkeypatch):
    monkeypatch.setattr(acts, "_registry", dict(acts._registry))

    class Nothing(Input):
        """No field."""

    def murmur(actor, do: Nothing, *, day, note):
        note.after = {"whisper": 1}
        return Region.objects.first()

    murmur.__annotations__["do"] = Nothing
    declared = act("tests.murmur", label="低语", right="funds.allot", at=lambda do: county.code)(murmur)
    with pytest.raises(TypeError, match=r"tests\.murmur tells whisper"):
        declared(county.desks["财政局"], Nothing(), day=date(2023, 3, 1))


def test_an_input_that_is_wrong_in_many_ways_says_all_at_once():
    with pytest.raises(Invalid) as caught:
        acts.get("funds.arrive").read({"source": "天", "amount": "许多", "extra": 1})
    first = caught.value
    fields = [first.field, *(other.field for other in first.others)]
    assert set(fields) >= {"county", "source", "amount", "extra", "paper"}
