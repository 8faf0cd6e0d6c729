"""The flow of the money as data for a chart and for the table beside it: source, task, category, project, state.

Bands are fen; every node and band carries the address of the figure that it is. A county may have thousands of
projects: the largest are shown by name and the others of a category together.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from karez import policy
from karez.kernel.money import Fen, yuan
from karez.pages.links import Links, wan_short
from karez.web.kit.overview import Cell, Overview

NAMED = 14
"""How many projects stand by name."""

SHORT_TASKS = {
    "consolidate": "巩固衔接", "minority": "少数民族发展", "state_farm": "国有农场", "state_forest": "国有林场",
    "work_relief": "以工代赈",
}  # fmt: skip
TONES = {
    "central": "--k-water-700",
    "regional": "--k-water-400",
    "prefecture": "--k-water-600",
    "county": "--k-sand-600",
}
TASK = "--k-water-600"
PAID, UNPAID, FREE, RETURNED = "state:paid", "state:unpaid", "state:free", "state:returned"
STATES = {PAID: "已支付", UNPAID: "未支付", FREE: "未下达", RETURNED: "已上交"}
STATE_TONES = {PAID: "--k-water-600", UNPAID: "--k-sand-300", FREE: "--k-sand-600", RETURNED: "--k-ink-3"}
FAINT, LIGHT, STRONG = 0.18, 0.3, 0.66
_ENDINGS = ("建设项目", "建设工程", "改造工程", "项目", "工程")
_LONGEST = 10


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: fen of one source and task in one project (or in the rest of a category)."""

    source: str
    task: str
    category: str
    category_code: str
    project: str
    url: str
    allotted: Any
    paid: Any
    unpaid: Any


@dataclass
class _Chart:
    """Nodes and bands of one layout; bands between the same two are added up."""

    links: Links
    nodes: dict[str, dict[str, Any]] = field(default_factory=dict)
    bands: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)

    def node(self, name: str, label: str, depth: int, tone: str, url: str, full: str = "") -> None:
        self.nodes.setdefault(
            name,
            {
                "name": name,
                "label": label,
                "full": full or label,
                "depth": depth,
                "tone": tone,
                "url": url,
                "value": 0,
            },
        )

    def band(self, a: str, b: str, amount: Fen, tone: str, opacity: float, url: str) -> None:
        if amount <= 0:
            return
        band = self.bands.setdefault(
            (a, b), {"source": a, "target": b, "value": 0, "tone": tone, "opacity": opacity, "url": url}
        )
        band["value"] += amount

    def data(self) -> dict[str, Any]:
        """What the script draws: nodes that money passes, in order, with what passes each."""
        into: dict[str, Fen] = defaultdict(int)
        out: dict[str, Fen] = defaultdict(int)
        for (a, b), band in self.bands.items():
            out[a] += band["value"]
            into[b] += band["value"]
        for name, node in self.nodes.items():
            node["value"] = max(into[name], out[name])
        for thing in (*self.nodes.values(), *self.bands.values()):
            thing["text"], thing["yuan"] = wan_short(thing["value"]), yuan(thing["value"])
        return {
            "nodes": [node for node in self.nodes.values() if node["value"]],
            "links": list(self.bands.values()),
        }


def flow(view: Overview, links: Links) -> dict[str, Any]:
    """Both layouts of the chart: `wide` in five columns, `small` in three for a phone."""
    return {"wide": _wide(view, links), "small": _small(view, links)}


def table(view: Overview, links: Links) -> list[Row]:
    """The chart's data as lines of a table."""
    named = _named(view)
    sums: dict[tuple[str, str, str, str], list[Fen]] = defaultdict(lambda: [0, 0])
    for cell in view.cells:
        pair = sums[cell.source, cell.task, cell.category, cell.project if cell.project in named else ""]
        pair[0] += cell.allotted
        pair[1] += cell.paid
    word, rows = policy.codes.word, []
    for (source, task, category, project), (allotted, paid) in sorted(sums.items(), key=_place):
        by = {"source": source, "task": task, "category": category, "project": project}
        rows.append(
            Row(
                word("source", source), word("task", task), word("category", category), category,
                project or f"其余 {_others(view, category, named)} 个项目",
                links.books.url("project", view.places[project].id) if project in view.places else "",
                *(
                    links.money(key, fen, **by) if project else wan_short(fen)
                    for key, fen in (("funds.allotted", allotted), ("funds.paid", paid), ("funds.unpaid", allotted - paid))
                ),
            )
        )  # fmt: skip
    return rows


def short(name: str) -> str:
    """A project's name for the chart: without what every name ends in, at most ten characters."""
    for ending in _ENDINGS:
        if name.endswith(ending) and len(name) > len(ending) + 2:
            name = name.removesuffix(ending)
            break
    return name if len(name) <= _LONGEST else name[: _LONGEST - 1] + "…"


def _merged(view: Overview, named: Collection[str]) -> Iterable[Cell]:
    """The cells, those of projects that the chart doesn't name added up by source, task and category."""
    sums: dict[tuple[str, str, str, str], tuple[Cell, list[Fen]]] = {}
    for cell in view.cells:
        key = (cell.source, cell.task, cell.category, cell.project if cell.project in named else "")
        _, sums_of = sums.setdefault(key, (cell, [0, 0]))
        sums_of[0] += cell.allotted
        sums_of[1] += cell.paid
    return [replace(cell, allotted=allotted, paid=paid) for cell, (allotted, paid) in sums.values()]


def _wide(view: Overview, links: Links) -> dict[str, Any]:
    chart, named = _Chart(links), _named(view)
    _sources(chart, view)
    for code in policy.codes.tasks():
        chart.node(
            f"task:{code.code}", SHORT_TASKS.get(code.code, code.label), 1, TASK,
            links.url("funds.allotted", task=code.code), code.label,
        )  # fmt: skip
    _categories(chart, 2)
    order = {code.code: number for number, code in enumerate(policy.codes.categories())}
    size = {name: place for place, name in enumerate(view.largest)}
    for cell in sorted(
        (cell for cell in view.cells if cell.project in named),
        key=lambda cell: (order.get(cell.category, len(order)), size[cell.project]),
    ):
        url = links.url("funds.allotted", project=cell.project)
        chart.node(_project(cell, named), short(cell.project), 3, _tone(cell), url, cell.project)
    for category in order:
        if count := _others(view, category, named):
            url = links.url("funds.allotted", category=category)
            chart.node(
                f"rest:{category}", f"其余 {count} 个", 3, f"--k-cat-{category}", url, f"其余 {count} 个项目"
            )
    _states(chart, 4)
    for cell in _merged(view, named):
        source, task, category, project = (
            f"source:{cell.source}", f"task:{cell.task}", f"category:{cell.category}", _project(cell, named),
        )  # fmt: skip
        by = {"project": cell.project} if cell.project in named else {"category": cell.category}
        if view.scope.narrow:  # without the county's grants the sources hold what the projects got of them
            at = links.url("funds.allotted", source=cell.source, task=cell.task)
            chart.band(source, task, cell.allotted, TONES.get(cell.source, TASK), FAINT, at)
        at = links.url("funds.allotted", task=cell.task, category=cell.category)
        chart.band(task, category, cell.allotted, _tone(cell), LIGHT, at)
        chart.band(category, project, cell.allotted, _tone(cell), LIGHT, links.url("funds.allotted", **by))
        chart.band(project, PAID, cell.paid, _tone(cell), STRONG, links.url("funds.paid", **by))
        chart.band(project, UNPAID, cell.unpaid, _tone(cell), FAINT, links.url("funds.unpaid", **by))
    for (source, task), fen in view.received.items():
        at = links.url("funds.received", source=source, task=task)
        chart.band(f"source:{source}", f"task:{task}", fen, TONES.get(source, TASK), FAINT, at)
    for state, moneys in ((FREE, view.available), (RETURNED, view.returned)):
        for (_, task), fen in moneys.items():
            at = (
                links.url("funds.available", task=task)
                if state == FREE
                else links.books.url("grants", task=task)
            )
            chart.band(f"task:{task}", state, fen, STATE_TONES[state], LIGHT, at)
    return chart.data()


def _small(view: Overview, links: Links) -> dict[str, Any]:
    chart = _Chart(links)
    _sources(chart, view)
    _categories(chart, 1)
    _states(chart, 2)
    for cell in _merged(view, ()):
        source, category = f"source:{cell.source}", f"category:{cell.category}"
        at = links.url("funds.allotted", source=cell.source, category=cell.category)
        chart.band(source, category, cell.allotted, TONES.get(cell.source, TASK), FAINT, at)
        chart.band(
            category, PAID, cell.paid, _tone(cell), STRONG, links.url("funds.paid", category=cell.category)
        )
        chart.band(
            category,
            UNPAID,
            cell.unpaid,
            _tone(cell),
            FAINT,
            links.url("funds.unpaid", category=cell.category),
        )
    for state, moneys in ((FREE, view.available), (RETURNED, view.returned)):
        for (source, _), fen in moneys.items():
            at = (
                links.url("funds.available", source=source)
                if state == FREE
                else links.books.url("grants", source=source)
            )
            chart.band(f"source:{source}", state, fen, STATE_TONES[state], LIGHT, at)
    return chart.data()


def _sources(chart: _Chart, view: Overview) -> None:
    key = "funds.allotted" if view.scope.narrow else "funds.received"
    for code in policy.codes.sources():
        url = chart.links.url(key, source=code.code)
        chart.node(f"source:{code.code}", code.label, 0, TONES.get(code.code, TASK), url)


def _categories(chart: _Chart, depth: int) -> None:
    for code in policy.codes.categories():
        url = chart.links.url("funds.allotted", category=code.code)
        chart.node(f"category:{code.code}", code.label, depth, f"--k-cat-{code.code}", url)


def _states(chart: _Chart, depth: int) -> None:
    urls = {
        PAID: chart.links.url("funds.paid"),
        UNPAID: chart.links.url("funds.unpaid"),
        FREE: chart.links.url("funds.available"),
        RETURNED: chart.links.books.url("grants"),
    }
    for state, label in STATES.items():
        chart.node(state, label, depth, STATE_TONES[state], urls[state])


def _named(view: Overview) -> frozenset[str]:
    """The projects that stand by name: all, or the largest where there are many."""
    largest = view.largest
    return frozenset(largest if len(largest) <= NAMED + 2 else largest[:NAMED])


def _others(view: Overview, category: str, named: frozenset[str]) -> int:
    return len({c.project for c in view.cells if c.category == category and c.project not in named})


def _project(cell: Cell, named: frozenset[str]) -> str:
    return f"project:{cell.project}" if cell.project in named else f"rest:{cell.category}"


def _tone(cell: Cell) -> str:
    return f"--k-cat-{cell.category}"


def _place(item: tuple[tuple[str, str, str, str], list[Fen]]) -> tuple[int, int, int, int]:
    (source, task, category, project), (allotted, _) = item

    def at(table: str, code: str) -> int:
        return next((n for n, one in enumerate(policy.codes.codes(table)) if one.code == code), 99)

    return at("source", source), at("task", task), at("category", category), -allotted if project else 0
