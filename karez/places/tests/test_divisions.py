"""The public list of regions."""

from pathlib import Path

import pytest

from karez.places import divisions


def test_it_has_the_demo_county_with_its_townships() -> None:
    county = divisions.county("652722")
    assert county and (county.name, county.level) == ("精河县", "county")
    townships = [place.name for place in divisions.below("652722") if place.level == "township"]
    assert {"精河镇", "大河沿子镇", "托里镇", "托托镇", "茫丁乡", "阿合其农场"} <= set(townships)


def test_it_gives_the_way_down_to_a_village() -> None:
    names = [place.name for place in divisions.above("652722200204")]
    assert names == ["新疆维吾尔自治区", "博尔塔拉蒙古自治州", "精河县", "茫丁乡"]


def test_it_covers_the_nation() -> None:
    assert 2800 < len(divisions.counties()) < 3100
    assert divisions.total() > 600_000


@pytest.mark.parametrize("query", ["精河", "652722", "65272"])
def test_it_finds_counties_by_name_or_code(query: str) -> None:
    assert "精河县" in [county.name for county in divisions.counties(query)]


@pytest.mark.parametrize("name", ["皇宫南村", "皇宫南村委会"])
def test_it_finds_a_village_by_daily_and_official_name(name: str) -> None:
    assert [place.code for place in divisions.find(name, within="652722")] == ["652722200204"]


def test_it_gives_every_village_of_one_name() -> None:
    found = divisions.find("东风村", within="65", level="village")
    assert len(found) > 1 and {place.name for place in found} == {"东风村"}


def test_it_takes_a_prefecture_without_counties_as_a_county() -> None:
    dongguan = divisions.county("441900")
    assert dongguan and dongguan.name == "东莞市" and divisions.below("441900")


def test_it_knows_nothing_of_a_code_that_is_not_there() -> None:
    assert divisions.county("652799") is None
    assert divisions.below("652799") == []


@pytest.mark.parametrize(
    ("official", "daily"),
    [
        ("东山村民委员会", "东山村"),
        ("东山村村委会", "东山村"),
        ("东山村委会", "东山村"),
        ("红枫社区居委会", "红枫社区"),
        ("红枫社区居民委员会", "红枫社区"),
        ("农六队", "农六队"),
        ("城关居委会", "城关居委会"),
    ],
)
def test_it_calls_a_village_by_its_daily_name(official: str, daily: str) -> None:
    assert divisions.plain(official) == daily


def test_it_says_how_to_get_the_data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(divisions, "PATH", tmp_path / "none.sqlite3")
    assert not divisions.available()
    with pytest.raises(divisions.DivisionsMissing, match="make setup"):
        divisions.counties()
