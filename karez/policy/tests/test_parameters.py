"""Parameters: what holds where and when, what it overlays, and what a county's word changes.

The world: the shipped data, and small folders written by the test itself: `write(folder, "cn/65/x.yaml", …)`.
"""

from datetime import date
from fractions import Fraction
from pathlib import Path
from textwrap import dedent

import pytest

from karez import policy
from karez.policy.book import Book
from karez.policy.values import NoValue, PolicyFileError, UnknownParameter

JUNE = date(2023, 6, 1)
COUNTY = "652722"

HEAD = """\
title: 试验期限
unit: 天
compare: "<="
tighter: lower
checked: 2023-01-01
"""


def entry(start: str, value: object, *, end: str | None = None, more: str = "") -> str:
    to = f"    to: {end}\n" if end else ""
    return (
        f"  - from: {start}\n{to}    value: {value}\n{more}    source_grade: A\n"
        f"    reference: {{title: 试验办法, number: 试〔{start[:4]}〕1号}}\n"
    )


def write(root: Path, file: str, *entries: str, head: str = HEAD) -> None:
    path = root / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(head + "values:\n" + "".join(entries), encoding="utf-8")


def test_it_gives_the_regions_floor_with_dates_and_source() -> None:
    value = policy.parameter("industry_share", COUNTY, JUNE)
    assert (value.value, value.text, value.unit) == (Fraction(1, 2), "≥50%", "%")
    assert (value.level, value.region, value.file) == ("自治区", "65", "cn/65/industry_share.yaml")
    assert (value.valid_from, value.valid_to) == (date(2023, 1, 1), date(2025, 12, 31))
    assert value.reference.number == "新财规〔2021〕11号"
    assert (
        str(value.reference)
        == "《新疆维吾尔自治区财政衔接推进乡村振兴补助资金管理办法》（新财规〔2021〕11号）"
    )
    assert value.unverified and not value.confirmed and value.source_grade == "B"


def test_it_gives_the_nations_line_where_the_region_has_none() -> None:
    assert policy.parameter("industry_share", COUNTY, date(2022, 6, 1)).value == Fraction(55, 100)
    assert policy.parameter("industry_share_aim", COUNTY, JUNE).value == Fraction(60, 100)
    assert not policy.parameter("industry_share_aim", COUNTY, JUNE).unverified


@pytest.mark.parametrize("region", ["65", "652722", "652722000000", "652722200204"])
def test_any_place_in_the_region_reads_the_regions_value(region: str) -> None:
    assert policy.parameter("industry_share", region, JUNE).region == "65"


@pytest.mark.parametrize("region", ["cn", "", "54", "513021"])
def test_another_region_does_not_read_it(region: str) -> None:
    with pytest.raises(NoValue, match="2023-06-01 没有适用于"):
        policy.parameter("industry_share", region, JUNE)


@pytest.mark.parametrize(("day", "value"), [
    (date(2022, 1, 1), Fraction(55, 100)), (date(2022, 12, 31), Fraction(55, 100)),
    (date(2023, 1, 1), Fraction(1, 2)), (date(2025, 12, 31), Fraction(1, 2)),
])  # fmt: skip
def test_the_first_and_the_last_day_belong_to_a_value(day: date, value: Fraction) -> None:
    assert policy.parameter("industry_share", COUNTY, day).value == value


@pytest.mark.parametrize("day", [date(2021, 12, 31), date(2026, 1, 1)])
def test_before_and_after_there_is_no_value(day: date) -> None:
    with pytest.raises(NoValue):
        policy.parameter("industry_share", COUNTY, day)


def test_an_unknown_key_says_so() -> None:
    with pytest.raises(UnknownParameter, match="没有名为“industry_shre”的政策参数"):
        policy.parameter("industry_shre", COUNTY, JUNE)
    with pytest.raises(ValueError, match="不是行政区划代码"):
        policy.parameter("industry_share", "精河", JUNE)


def test_it_reads_the_other_parameters_of_2023() -> None:
    on = date(2023, 9, 20)
    assert policy.parameter("management_fee_cap", COUNTY, on).value == Fraction(1, 100)
    assert policy.parameter("management_fee_cap", COUNTY, on).text == "≤1%"
    assert policy.parameter("management_fee_base_excludes", COUNTY, on).value == ()
    assert policy.parameter("management_fee_base_excludes", COUNTY, date(2024, 3, 4)).value == (
        "work_relief",
        "state_forest",
    )
    assert policy.parameter("issue_quota_days", COUNTY, on).value == 30
    assert policy.parameter("industry_share_rising", COUNTY, on).value is True
    marks = policy.parameter("payment_checkpoints", COUNTY, on)
    assert marks.value.marks == (
        (7, 15, Fraction(55, 100)),
        (10, 15, Fraction(80, 100)),
        (12, 31, Fraction(1)),
    )
    assert marks.text == "07-15 ≥55%，10-15 ≥80%，12-31 ≥100%" and not marks.unverified
    base = policy.parameter("industry_share_base", COUNTY, on).value
    assert (
        base.holds("central", "consolidate")
        and not base.holds("central", "minority")
        and not base.holds("regional", "consolidate")
    )


def test_a_county_overlay_tightens_and_names_what_it_overlays(tmp_path: Path) -> None:
    write(tmp_path, "cn/limit.yaml", entry("2021-01-01", 30))
    write(tmp_path, "cn/65/limit.yaml", entry("2022-01-01", 25))
    write(
        tmp_path,
        "cn/65/652722/limit.yaml",
        entry("2023-01-01", 20),
        head="title: 本县期限\nchecked: 2023-01-01\n",
    )
    book = Book(tmp_path)
    value = book.find("limit", "652722101000", JUNE)
    assert (value.value, value.text, value.title, value.level, value.region) == (
        20,
        "≤20天",
        "本县期限",
        "县市",
        "652722",
    )
    assert [(v.value, v.level, v.file) for v in value.overlaid] == [
        (25, "自治区", "cn/65/limit.yaml"), (30, "国家", "cn/limit.yaml"),
    ]  # fmt: skip
    assert book.find("limit", "652701", JUNE).value == 25  # the neighbour
    assert book.find("limit", "652722", date(2022, 6, 1)).value == 25  # before the county's own
    assert book.find("limit", "54", JUNE).value == 30
    assert [v.value for v in book.history("limit", "652722")] == [20, 25, 30]
    assert [v.value for v in book.history("limit", "6527")] == [25, 30]


def test_a_county_folder_beside_the_shipped_data_is_read(tmp_path: Path) -> None:
    head = "title: 本县产业占比下限\nchecked: 2023-01-01\n"
    write(
        tmp_path,
        "cn/65/6527/652722/industry_share.yaml",
        entry("2023-01-01", 62.5, end="2023-12-31"),
        head=head,
    )
    policy.use(tmp_path)
    here = policy.explain("industry_share", COUNTY, JUNE)
    assert [(v.text, v.region, v.unverified) for v in here] == [
        ("≥62.5%", "652722", False),
        ("≥50%", "65", True),
    ]
    assert here[0].value == Fraction(5, 8)
    text = policy.describe("industry_share", COUNTY, JUNE)
    assert "≥62.5%" in text and "覆盖了 自治区 65 的：" in text and "≥50%（待核实）" in text


def test_a_repeal_leaves_the_word_to_the_level_above_and_then_to_nobody(tmp_path: Path) -> None:
    write(tmp_path, "cn/limit.yaml", entry("2024-01-01", "null"), entry("2021-01-01", 30))
    write(tmp_path, "cn/65/limit.yaml", entry("2023-01-01", "null"), entry("2022-01-01", 25))
    book = Book(tmp_path)
    assert book.find("limit", "65", date(2022, 5, 1)).value == 25
    assert book.find("limit", "65", date(2023, 5, 1)).value == 30
    with pytest.raises(NoValue, match=r"自 2024-01-01 起已废止（《试验办法》（试〔2024〕1号））"):
        book.find("limit", "cn", date(2024, 1, 1))
    newest = book.history("limit", "65")[0]
    assert (newest.region, newest.text, newest.ended) == ("cn", "已废止", True)


def test_a_value_ends_the_day_before_the_next(tmp_path: Path) -> None:
    write(tmp_path, "cn/limit.yaml", entry("2023-03-01", 20), entry("2021-01-01", 30))
    old = Book(tmp_path).find("limit", "cn", date(2023, 2, 28))
    assert (old.value, old.valid_to, old.period) == (30, date(2023, 2, 28), "2021-01-01 至 2023-02-28")


# (unit, stricter means, above, below, whether the lower level may say so)
@pytest.mark.parametrize(("unit", "tighter", "above", "below", "allowed"), [
    ("%", "higher", "50", "50", True), ("%", "higher", "50", "49.99", False), ("%", "lower", "1", "1.01", False),
    ("%", "lower", "1", "0.8", True), ("%", "none", "1", "90", True),
    ("天", "lower", "30", "31", False), ("万元", "lower", "400", "400.01", False), ("万元", "lower", "400", "399", True),
    ("是否", "higher", "true", "false", False), ("是否", "higher", "false", "true", True),
    ("任务清单", "higher", "[minority]", "[]", False), ("任务清单", "higher", "[]", "[minority]", True),
    ("类型清单", "lower", "[industry]", "[planting, processing]", True), ("类型清单", "lower", "[planting]", "[industry]", False),
    ("类型清单", "lower", "[planting]", "[road]", False),
    ("关键词", "higher", "[景观, 盆景]", "[景观]", False), ("关键词", "higher", "[景观]", "[景观, 雕塑]", True),
    ("关键词", "higher", "[景观]", "{words: [景观], unless: [景观树]}", False),
    ("节点", "higher", "{07-15: 55, 12-31: 100}", "{07-15: 55, 10-15: 80, 12-31: 100}", True),
    ("节点", "higher", "{07-15: 55, 12-31: 100}", "{06-30: 60, 12-31: 100}", True),
    ("节点", "higher", "{07-15: 55, 12-31: 100}", "{07-16: 55, 12-31: 100}", False),
])  # fmt: skip
def test_a_lower_level_may_tighten_but_not_loosen(
    tmp_path: Path, unit: str, tighter: str, above: str, below: str, allowed: bool
) -> None:
    head = f'title: 试\nunit: "{unit}"\ntighter: {tighter}\nchecked: 2023-01-01\n'
    write(tmp_path, "cn/x.yaml", entry("2021-01-01", above), head=head)
    write(
        tmp_path, "cn/65/652722/x.yaml", entry("2023-01-01", below), head="title: 试\nchecked: 2023-01-01\n"
    )
    if allowed:
        assert Book(tmp_path).find("x", "652722", JUNE).region == "652722"
    else:
        with pytest.raises(PolicyFileError, match=r"cn/65/652722/x\.yaml.*下级只能收紧，不能放宽"):
            Book(tmp_path)


def test_a_loose_value_of_other_days_is_no_matter(tmp_path: Path) -> None:
    write(tmp_path, "cn/limit.yaml", entry("2021-01-01", 30, end="2021-12-31"))
    write(tmp_path, "cn/65/limit.yaml", entry("2022-01-01", 60))
    assert Book(tmp_path).find("limit", "65", JUNE).value == 60


def test_a_folder_at_fault_leaves_the_former_book_in_use(tmp_path: Path) -> None:
    write(
        tmp_path,
        "cn/65/industry_share.yaml",
        entry("2023-01-01", 70),
        head="title: 重复\nchecked: 2023-01-01\n",
    )
    with pytest.raises(PolicyFileError, match="同一层级已有"):
        policy.use(tmp_path)
    assert policy.parameter("industry_share", COUNTY, JUNE).text == "≥50%"


def test_a_county_confirms_a_value_for_itself_and_its_day() -> None:
    asked = []

    def hook(key: str, region: str, on: date) -> bool:
        asked.append((key, region, on))
        return region == COUNTY

    policy.set_confirmations(hook)
    mine = policy.parameter("industry_share", COUNTY, JUNE)
    assert (mine.unverified, mine.confirmed) == (False, True)
    assert asked == [("industry_share", COUNTY, JUNE)]
    other = policy.parameter("industry_share", "652701", JUNE)
    assert (other.unverified, other.confirmed) == (True, False)
    assert policy.written("industry_share", COUNTY, JUNE).unverified
    assert "（县级已确认）" in policy.describe("industry_share", COUNTY, JUNE)


def test_a_verified_value_is_not_asked_about() -> None:
    def hook(key: str, region: str, on: date) -> bool:
        raise AssertionError(key)

    policy.set_confirmations(hook)
    value = policy.parameter("payment_checkpoints", COUNTY, date(2023, 9, 20))
    assert (value.unverified, value.confirmed) == (False, False)


def test_describe_prints_value_dates_reference_and_file() -> None:
    assert policy.describe("industry_share", COUNTY, JUNE) == dedent("""\
        到县中央衔接资金用于产业发展的最低比重  industry_share
          取值  ≥50%（待核实）
          层级  自治区 65
          期间  2023-01-01 至 2025-12-31
          依据  《新疆维吾尔自治区财政衔接推进乡村振兴补助资金管理办法》（新财规〔2021〕11号）
                见于县 2023 年报告的引述，办法原文未读，条款待核实。
          核对  尚无人核对原文
          文件  cn/65/industry_share.yaml""")
