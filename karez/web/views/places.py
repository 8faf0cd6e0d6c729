"""地区: the county without a map, township by township and village by village."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from karez.figures import Reading
from karez.kernel.regions import full, township_of
from karez.kernel.shares import share
from karez.pages.access import needs
from karez.pages.books import Books
from karez.pages.request import Request
from karez.places.models import Region
from karez.places.queries import place_names
from karez.sheets import writing

FIGURES = {
    "count": "projects.count",
    "allotted": "projects.amount",
    "paid": "funds.paid",
    "income": "performance.expected_income",
    "jobs": "performance.expected_jobs",
}
LABELS = {
    "count": "项目个数",
    "allotted": "下达指标",
    "paid": "已支付",
    "income": "预计年收益",
    "jobs": "带动就业人次",
}
ORDERS = {"code": "行政区划", **LABELS, "rate": "支付率"}


@dataclass
class Place:
    """A township or village with what lies in it."""

    code: str
    name: str
    sums: dict[str, int] = field(default_factory=lambda: dict.fromkeys(FIGURES, 0))
    villages: list["Place"] = field(default_factory=list)

    def __getattr__(self, name: str) -> int:
        try:
            return self.__dict__["sums"][name]
        except KeyError:
            raise AttributeError(name) from None

    @property
    def unpaid(self) -> int:
        return self.sums["allotted"] - self.sums["paid"]

    @property
    def rate(self) -> Any:
        return share(self.sums["paid"], self.sums["allotted"])


@needs("places.read")
def places(request: Request, books: Books) -> HttpResponse:
    """The list; `?sort=-allotted` orders townships and the villages in each; `?format=xlsx` is the same as a file."""
    asked = request.GET.get("sort", "code")
    key, falling = asked.removeprefix("-"), asked.startswith("-")
    if key not in ORDERS:
        key, falling = "code", False
    total, towns, empty = read(books, key, falling)
    if request.GET.get("format") == "xlsx":
        return as_excel(books, total, towns)
    heads = [
        (
            name,
            label,
            books.url(
                "places", sort=f"{'' if key == name and falling else '-' if name != 'code' else ''}{name}"
            ),
            ("descending" if falling else "ascending") if key == name else "none",
        )
        for name, label in ORDERS.items()
    ]
    return render(
        request,
        "web/places/places.html",
        {
            "total": total,
            "towns": towns,
            "empty_towns": empty,
            "heads": heads,
            "townships": sum(one.code != full(books.county) for one in towns),
            "falling": falling,
            "excel": books.url("places", sort=asked if asked != "code" else None, format="xlsx"),
        },
    )


def read(books: Books, key: str = "code", falling: bool = False) -> tuple[Place, list[Place], list[Place]]:
    """The whole within the reader's sight, its townships with projects (and their villages), and those without."""
    reading = Reading(books.scope)
    found: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(FIGURES, 0))
    total = Place(full(books.scope.region), books.county_name)
    for name, figure in FIGURES.items():
        for result in reading.split(figure, ["region"]):
            found[result.by["region"]][name] = int(result.value or 0)
        total.sums[name] = int(reading.evaluate(figure).value or 0)
    county = full(books.county)
    codes = set(found) | {township_of(code) for code in found}
    names = place_names(codes)
    townships = Region.objects.filter(code__startswith=books.scope.region, level="township")
    towns = {one.code: Place(one.code, one.name) for one in townships}
    for code, sums in sorted(found.items()):
        above = township_of(code)
        town = towns.setdefault(above, Place(above, "县本级" if above == county else names.get(above, above)))
        for name, value in sums.items():
            town.sums[name] += value
        town.villages.append(Place(code, names.get(code, code) if code != above else "本级", dict(sums)))
    for town in towns.values():
        if len(town.villages) == 1 and town.villages[0].code == town.code:
            town.villages = []
    held = _ordered([one for one in towns.values() if any(one.sums.values())], key, falling)
    for town in held:
        town.villages = _ordered(town.villages, key, falling)
    return total, held, [one for one in towns.values() if not any(one.sums.values())]


def _ordered(places: list[Place], key: str, falling: bool) -> list[Place]:
    known = [one for one in places if getattr(one, key) is not None]
    known.sort(key=lambda one: (getattr(one, key), one.code), reverse=falling)
    return known + [one for one in places if getattr(one, key) is None]


def as_excel(books: Books, total: Place, towns: list[Place]) -> HttpResponse:
    """Townships and villages, each a row; the totals are the county's figures."""
    heads = [
        writing.Head("乡镇"), writing.Head("村"), writing.Head("区划代码", width=16), writing.Head("项目个数", "count"),
        writing.Head("下达指标", "money"), writing.Head("已支付", "money"), writing.Head("支付率", "share"),
        writing.Head("预计年收益", "money"), writing.Head("带动就业人次", "count", 14),
    ]  # fmt: skip

    def line(town: str, village: str, one: Place) -> list[Any]:
        return [town, village, one.code, one.count, one.allotted, one.paid, one.rate, one.income, one.jobs]

    rows = [
        line(town.name, village.name if village is not town else "", village)
        for town in towns
        for village in (town.villages or [town])
    ]
    notes = [f"{books.county_name} {books.year} 年度，截至 {books.as_of} 的账　单位：元"]
    totals = line("合计", "", total)
    file = writing.write("地区", f"{books.county_name}分乡镇、村情况", notes, heads, rows, totals)
    return writing.answer(file, f"{books.county_name}分乡镇村{books.as_of}")
