"""karez import, template, export: workbooks in, the empty one and the books out."""

import json
import sys
from argparse import Namespace
from typing import Any

from karez.cli import start
from karez.kernel.refusal import Refusal

SHOWN = 60  # faults printed at most; --json gives them all


def template(arguments: Namespace) -> int:
    """Write the empty workbook."""
    start.django()
    from karez.exchange.template import write_template

    write_template(arguments.file)
    print(f"✓ {arguments.file}")
    return 0


def export(arguments: Namespace) -> int:
    """Write the books of a county and year in the columns of the import."""
    start.django()
    from karez.exchange.export import export as write
    from karez.sheets.sheet import sheets

    county = arguments.county
    counts = write(arguments.file, county, arguments.year, actor=_actor(arguments, county))
    print(start.table(["表", "行"], [[sheet.title, counts[sheet.kind]] for sheet in sheets()], right={1}))
    print(f"✓ {arguments.file}")
    return 0


def import_workbook(arguments: Namespace) -> int:
    """Read a workbook into a county's books, all of it or nothing."""
    start.django()
    from karez.conf import home
    from karez.exchange.apply import NotImported, carry_out, preview

    county, year = _whose(arguments, home.business_day() is not None)
    actor = _actor(arguments, county)
    call = {"actor": actor, "day": start.day_of(None, county), "places": _answers(arguments.place)}
    bar = _Bar("import")
    plan, outcome = None, {}
    faults, count = [], 0
    try:
        if arguments.dry_run:
            plan = preview(arguments.file, county, year, **call, progress=bar)
            faults, count = plan.faults, plan.fault_count
        else:
            plan, done = carry_out(arguments.file, county, year, **call, progress=bar)
            outcome = done.done
    except NotImported as refusal:
        faults, count = refusal.faults, refusal.count
    bar.close()
    if arguments.json:
        print(
            json.dumps(_said(plan, outcome, faults, count, arguments.dry_run), ensure_ascii=False, indent=1)
        )
    else:
        _print(plan, outcome, faults, count, arguments.dry_run)
    return 1 if count else 0


def _whose(arguments: Namespace, demo: bool) -> tuple[str, int]:
    if arguments.county and arguments.year:
        return arguments.county, arguments.year
    if demo:
        return arguments.county or "652722", arguments.year or 2023
    raise Refusal(
        "请写明导入到哪个县、哪个年度。",
        rule="invalid",
        hint="如 --county 652722 --year 2023。",
        field="county",
    )


def _actor(arguments: Namespace, county: str) -> Any:
    from karez.places.counties import name_of
    from karez.places.rights import actor_named, operator

    name_of(county)  # refuses a county that there is not; the import itself copies its places
    return actor_named(arguments.who, via="命令行") if arguments.who else operator(county, via="命令行")


def _answers(pairs: list[str]) -> dict[str, str]:
    answers = {}
    for pair in pairs:
        name, sign, code = pair.rpartition("=")
        if not sign:
            raise ValueError(f"“{pair}”应写成 名称=12位代码。")
        answers[name] = code
    return answers


def _said(plan: Any, outcome: dict[str, int], faults: list[Any], count: int, dry: bool) -> dict[str, Any]:
    return {
        "ok": not count,
        "saved": not count and not dry,
        "counts": plan.counts() if plan else {},
        "acts": outcome,
        "faults": [fault.as_dict() for fault in faults],
        "fault_count": count,
        "skipped": [one.text for one in plan.skipped] if plan else [],
        "new_departments": plan.new_departments if plan else [],
    }


def _print(plan: Any, outcome: dict[str, int], faults: list[Any], count: int, dry: bool) -> None:
    if plan:
        _print_plan(plan)
    if not count:
        done = f"✓ 已导入，办理 {sum(outcome.values())} 件。" if outcome else "✓ 没有变化。"
        print("✓ 可以导入（未保存）。" if dry else done)
        return
    for fault in faults[:SHOWN]:
        print(f"✗ {fault.text}", file=sys.stderr)
    if count > SHOWN:
        print(f"  ……另有 {count - SHOWN} 处，用 --json 看全部。", file=sys.stderr)
    print(f"✗ 没有导入：共 {count} 处差错，改正后重新导入。", file=sys.stderr)


def _print_plan(plan: Any) -> None:
    from karez.sheets.sheet import sheets

    counts = plan.counts()
    rows = [[sheet.title, *counts[sheet.kind].values()] for sheet in sheets()]
    print(start.table(["表", "新增", "变更", "不变"], rows, right={1, 2, 3}))
    for one in plan.skipped[:SHOWN]:
        print(f"  略过 {one.text}")
    for name in plan.new_departments:
        print(f"  新单位 {name}")
    for item in plan.items:
        for change in item.changes:
            print(f"  变更 {item.label} {change.field}：{change.before} → {change.after}")


class _Bar:
    """A progress bar on a terminal, told (done, of how many)."""

    def __init__(self, label: str) -> None:
        self.label = label
        self.bar: Any = None

    def __call__(self, done: int, total: int) -> None:
        if not sys.stderr.isatty():
            return
        if self.bar is None:
            from tqdm import tqdm

            self.bar = tqdm(total=total, desc=self.label, leave=False)
        self.bar.update(done - self.bar.n)

    def close(self) -> None:
        """Take the bar off the screen."""
        if self.bar is not None:
            self.bar.close()
