"""karez figures, rows, report, verify, policy: reading the books."""

import json
import sys
from argparse import Namespace
from datetime import date
from pathlib import Path
from typing import Any

from karez.cli import start
from karez.kernel.refusal import Refusal


def _scope(arguments: Namespace) -> Any:
    from karez.figures import Scope
    from karez.kernel.regions import full, level
    from karez.places.models import Region

    code = arguments.county
    if not (code.isdigit() and len(code) == 6 and level(code) == "county"):
        raise Refusal(f"“{code}”不是县的 6 位代码。", rule="invalid", hint="如 652722。", field="county")
    if not Region.objects.filter(code=full(code)).exists():
        raise Refusal(
            f"这里没有 {code} 的账。",
            rule="unknown",
            hint="请先用 karez demo 或 karez import 装入。",
            field="county",
        )
    return Scope.whole(code, arguments.year, start.day_of(arguments.as_of, code))


def figures(arguments: Namespace) -> int:
    """List every figure of a county and year."""
    start.django()
    from karez import figures as catalogue

    scope = _scope(arguments)
    results = catalogue.list_all(scope)
    if arguments.json:
        print(json.dumps(catalogue.as_json(results, scope), ensure_ascii=False, indent=1))
    else:
        print(figures_table(results))
    return 0


def figures_table(results: list[Any]) -> str:
    """The figures as a table for a terminal; places by name and code."""
    from karez import figures as catalogue
    from karez.figures.mart import column_of
    from karez.figures.text import name
    from karez.places.queries import place_names

    dims = {dim for result in results for dim in result.by}
    named = {dim for dim in dims if column_of(dim).place}
    places = place_names(result.by[dim] for result in results for dim in named & result.by.keys())

    def words(dim: str, value: Any) -> str:
        return f"{places[value]} {value}" if dim in named and value in places else name(dim, value)

    rows = [
        [
            one.key,
            catalogue.get(one.key).label,
            "，".join(words(dim, value) for dim, value in one.by.items()),
            one.text,
        ]
        for one in results
    ]
    return start.table(["数据项", "名称", "分项", "值"], rows, right={3})


def rows(arguments: Namespace) -> int:
    """Open a figure."""
    start.django()
    from karez import figures as catalogue

    scope = _scope(arguments)
    where: dict[str, Any] = {}
    for pair in arguments.by:
        name, sign, value = pair.partition("=")
        if not sign:
            raise ValueError(f"“{pair}”应写成 键=值，如 category=industry。")
        where[name] = value or None
    reading = catalogue.Reading(scope)
    result = reading.evaluate(arguments.figure, where)
    found = reading.rows(arguments.figure, where)
    if arguments.json:
        document = catalogue.as_json([result], scope)
        document["figure"] = document.pop("figures")[0]
        document["rows"] = [{name: _plain(value) for name, value in row.items()} for row in found]
        print(json.dumps(document, ensure_ascii=False, indent=1))
    else:
        print(f"{catalogue.get(arguments.figure).label}  {result.text}  {len(found)} 行")
        if found:
            head = list(found[0])
            print(start.table(head, [[_plain(row[name]) for name in head] for row in found]))
    return 0


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def report(arguments: Namespace) -> int:
    """Write the annual report."""
    start.django()
    from django.conf import settings

    from karez.documents.render import render
    from karez.places.rights import operator
    from karez.reports.queries import build

    scope = _scope(arguments)
    document = build(scope.county, scope.year, scope.as_of, operator(scope.county))
    content = render(document, arguments.format, fonts=Path(settings.FONTS) if settings.FONTS else None)
    Path(arguments.out).write_bytes(content)
    print(f"✓ {arguments.out}（{len(content):,} 字节）")
    return 0


def verify(arguments: Namespace) -> int:
    """Check everything that must always be true; name what differs."""
    start.django()
    from karez.trail.invariants import heads, invariants

    breaches = []
    for one in start.progress(invariants(), None, "verify"):
        found = [breach for _, breach in zip(range(20), one.breaches(arguments.county), strict=False)]
        breaches += found
        if not arguments.json:
            print(f"{'✗' if found else '✓'} {one.title}")
            for breach in found:
                print(f"    {breach.where}：{breach.what}")
    ends = [
        {"chain": head.name, "county": head.county, "rows": head.seq, "head": head.head}
        for name in ("ledger", "trail")
        for head in heads(name, arguments.county)
    ]
    if arguments.json:
        said = [{"invariant": b.invariant, "where": b.where, "what": b.what} for b in breaches]
        print(json.dumps({"ok": not breaches, "breaches": said, "heads": ends}, ensure_ascii=False, indent=1))
    else:
        for head in ends:
            print(f"  链头 {head['chain']} {head['county'] or '全国'} 第 {head['rows']} 行 {head['head']}")
        print(
            "✗ 账被动过，见上。" if breaches else "✓ 全部一致。", file=sys.stderr if breaches else sys.stdout
        )
    return 1 if breaches else 0


def policy_show(arguments: Namespace) -> int:
    """A parameter's value with its dates, reference and what it overlays."""
    start.django()
    from karez import policy

    _confirmed_where_there_are_books()
    print(policy.describe(arguments.key, arguments.region, start.day_of(arguments.on)))
    return 0


def _confirmed_where_there_are_books() -> None:
    """The policy layer is readable before `karez init`: without books nothing is confirmed."""
    from django.db.utils import DatabaseError

    from karez import policy
    from karez.rulebook.models import Confirmation

    try:
        Confirmation.objects.exists()
    except DatabaseError:
        policy.set_confirmations(None)


def policy_list(arguments: Namespace) -> int:
    """All parameters as they stand today in the nation."""
    start.django()
    from karez import policy

    _confirmed_where_there_are_books()
    day, rows = start.day_of(None), []
    for key in policy.parameters():
        try:
            value = policy.parameter(key, "cn", day)
        except policy.NoValue:
            rows.append([key, policy.book().title(key), "—"])
            continue
        rows.append([key, value.title, value.text])
    print(start.table(["参数", "名称", "全国现值"], rows))
    return 0
