"""Makes the plan of an import: matches each row of a workbook with the books of a county and budget year.

Nothing is written here. Money that is in the ledger is never changed by an import.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

from karez import policy
from karez.acts.models import Done
from karez.exchange.books import GrantHandle, ProjectHandle
from karez.exchange.cells import number_key
from karez.exchange.matching import REVERSE, Matcher, said_as
from karez.exchange.naming import Question
from karez.exchange.plan import Change, Plan
from karez.exchange.workbook import Reading, Table
from karez.kernel.money import wan
from karez.kernel.regions import full
from karez.places.rights import Actor


def build(
    reading: Reading,
    county: str,
    year: int,
    *,
    actor: Actor,
    day: date,
    places: Mapping[str, str] | None = None,
) -> Plan:
    """The plan of importing a workbook into the books of `county` (6 digits) and budget `year`.

    `day` is the business day of what has none of its own (amendments). `places` answers questions: name as asked → code.
    Raises Forbidden.
    """
    actor.require("exchange.import", full(county), "导入")
    return _Planner(reading, county, year, day, places or {}).run()


class _Planner(Matcher):
    """Goes through the four sheets in their order."""

    def run(self) -> Plan:
        first = self._first_days()
        self._grants()
        self._projects(first)
        self._allotments()
        self._payments()
        self._booked_before()
        self.plan.questions = list(self.asked.values())
        return self.plan

    # -- 资金台账 --------------------------------------------------------------------------------------------------

    def _grants(self) -> None:
        named = {
            (number_key(row.document), row.source, row.task)
            for _, row in self.reading.of("grants")
            if row.document and row.source and row.task
        }
        for table, row in self.reading.of("grants"):
            if not (row.document and row.source and row.task):
                self.bad_names.add(number_key(row.document or ""))
                continue
            number = number_key(row.document)
            held = self.books.grants.get(number, [])
            match = next((h for h in held if (h.source, h.task) == (row.source, row.task)), None)
            if match:
                self._known_grant(table, row, match.held)
                continue
            strangers = [h for h in held if (number, h.source, h.task) not in named]
            if strangers:
                said = "；".join(_money_of(h) for h in strangers)
                self._fault(
                    table, row, "document", row.document, f"{row.document} 已登记为{said}，与本行不同。",
                    "如是同一笔资金，请改正本行；如这份文件另有一笔资金，请把已登记的那一行也列入表中。",
                )  # fmt: skip
                continue
            handle = GrantHandle(None, row.document, row.source, row.task, row.received)
            self.grants.setdefault(number, []).append(handle)
            self._item(table, row, "new", row.document)
            if row.amount and row.received and row.issued:
                content = (row.document, row.source, row.task, row.amount, row.issued, row.received)
                self._step(row.received, 0, "funds.arrive", table, row, handle, None, {}, *content)

    def _known_grant(self, table: Table, row: Any, held: Any) -> None:
        if held.year != self.plan.year:
            self._fault(table, row, "document", row.document, f"{row.document} 已登记为 {held.year} 年度资金。",
                        "请核对导入时选择的年度。")  # fmt: skip
        elif held.pk in self.books.reversed:
            self._fault(
                table,
                row,
                "document",
                row.document,
                f"{row.document} 的到位资金已冲销。",
                "重新登记请在系统中办理。",
            )
        elif not self._money_differs(
            table, row, held.document,
            {"amount": held.amount, "issued": held.issued, "received": held.received,
             "advance_notice": held.advance_notice, "direct": held.direct},
        ):  # fmt: skip
            self._item(table, row, "same", held.document)

    # -- 项目库 ----------------------------------------------------------------------------------------------------

    def _first_days(self) -> dict[str, date]:
        """Project → the day of its first allotment or payment in the workbook: from then on it must be known."""
        first: dict[str, date] = {}
        for kind in ("allotments", "payments"):
            for _, row in self.reading.of(kind):
                if row.project and row.day:
                    key = self._key(row.project)
                    if key not in first or row.day < first[key]:
                        first[key] = row.day
        return first

    def _projects(self, first: Mapping[str, date]) -> None:
        for table, row in self.reading.of("projects"):
            if not row.project:
                continue
            key = self._key(row.project)
            region = self.places.find(row.township, row.village)
            if isinstance(region, Question):
                self.asked[region.name] = region
                column = "village" if region.label == "村" else "township"
                self._fault(
                    table,
                    row,
                    column,
                    region.name,
                    f"本县没有名为“{region.name}”的{region.label}。",
                    region.hint,
                )
                self.bad_names.add(key)
                continue
            stated = self._stated(row, region)
            held = self.books.projects.get(key)
            if held:
                self._known_project(table, row, held, stated)
                continue
            if not (row.category and row.kind):
                self.bad_names.add(key)
                continue
            handle = self.projects[key] = ProjectHandle(None, row.project)
            self._item(table, row, "new", row.project)
            # A budget year's list counts from the year's beginning, or from its first money where that came before.
            day = min(d for d in (first.get(key), row.starts, self.day, date(self.plan.year, 1, 1)) if d)
            content = sorted((name, _plain(value)) for name, value in stated.items())
            self._step(day, 1, "projects.register", table, row, None, handle, stated, row.project, content)
            for name in ("annual_income", "jobs"):
                value = getattr(row, name)
                if value is not None:
                    data = {"indicator": name, "value": value}
                    self._step(
                        day,
                        2,
                        "projects.set_target",
                        table,
                        row,
                        None,
                        handle,
                        data,
                        row.project,
                        name,
                        value,
                        None,
                    )

    def _stated(self, row: Any, region: str) -> dict[str, Any]:
        """What a row states of a project, by the fields of the act. Blank cells and absent columns state nothing."""
        stated: dict[str, Any] = {}
        for name in ("category", "kind", "operator", "content", "planned", "starts", "ends"):
            if (value := getattr(row, name)) is not None:
                stated[name] = value
        for name in ("supervisor", "implementer"):
            if written := getattr(row, name):
                stated[name] = self.departments.find(written)
        if row.township or row.village:
            stated["region"] = region
        return stated

    def _known_project(self, table: Table, row: Any, held: ProjectHandle, stated: dict[str, Any]) -> None:
        project = held.held
        changes: list[Change] = []
        by_name = table.sheet.by_name
        data: dict[str, Any] = {}
        for name, value in stated.items():
            now = project.region_id if name == "region" else getattr(project, name)
            if now == value:
                continue
            data[name] = value
            header = "建设地点" if name == "region" else by_name[name].header
            after = (
                self.departments.added.get(value, str(value))
                if name in ("supervisor", "implementer")
                else value
            )
            if name == "region":
                now, after = str(project.region), self.places.names.get(value, (value, ""))[0]
            changes.append(Change(header, said_as(now, name), said_as(after, name)))
        if data:
            self._step(self.day, 1, "projects.amend", table, row, None, held, data, row.project, held.edition,
                       sorted((n, _plain(v)) for n, v in data.items()))  # fmt: skip
        for name in ("annual_income", "jobs"):
            value, target = getattr(row, name), held.targets.get(name)
            if value is not None and (target is None or target.value != value):
                changes.append(
                    Change(
                        by_name[name].header,
                        said_as(target.value, name) if target else "",
                        said_as(value, name),
                    )
                )
                self._step(self.day, 2, "projects.set_target", table, row, None, held, {"indicator": name, "value": value},
                           row.project, name, value, target.pk if target else None)  # fmt: skip
        self._item(table, row, "changed" if changes else "same", held.name, tuple(changes))

    # -- 资金分配, 支付 --------------------------------------------------------------------------------------------

    def _refer(self, table: Table, row: Any) -> tuple[ProjectHandle, list[GrantHandle]] | None:
        """The project and the grants that a row may mean; None after a fault."""
        if not (row.project and row.document and row.amount and row.day):
            return None
        key, number = self._key(row.project), self._number(row.document)
        project = self.projects.get(key)
        grants = [
            g
            for g in self.grants.get(number, ())
            if row.source in (None, g.source) and row.task in (None, g.task)
        ]
        if project is None and key not in self.bad_names:
            near = self._near("project", key, self.projects)
            hint = f"是不是“{self.projects[near].name}”？" if near else ""
            self._fault(table, row, "project", row.project, f"项目库里没有“{row.project}”。",
                        hint + "请改正名称，或在“项目库”表中列入这个项目。")  # fmt: skip
        if not grants and number not in self.bad_names:
            near = self._near("grant", number, self.grants)
            hint = f"是不是“{self.grants[near][0].document}”？" if near else ""
            self._fault(table, row, "document", row.document, f"资金台账里没有文号为“{row.document}”的资金。",
                        hint + "请改正文号，或在“资金台账”表中列入这份文件。")  # fmt: skip
        if grants and all(g.received and row.day < g.received for g in grants):
            by_name = table.sheet.by_name
            self._fault(table, row, "day", "", f"{by_name['day'].header} {row.day} 早于 {row.document} 的收到日期 {grants[0].received}。",
                        "资金到位之前不能下达或支付，请核对两个日期。")  # fmt: skip
            return None
        return (project, grants) if project and grants else None

    def _several(self, table: Table, row: Any, grants: list[GrantHandle]) -> None:
        said = "；".join(_money_of(g) for g in grants)
        self._fault(table, row, "document", row.document, f"{row.document} 含有多笔资金（{said}），分不清用哪一笔。",
                    "请增加“资金任务”“资金层级”两列写明。")  # fmt: skip

    def _allotments(self) -> None:
        held = self.books.allotted() if self.reading.count("allotments") else Counter()
        by_paper: dict[tuple[int, int, str], list[tuple[int, date]]] = {}
        left = Counter(held)
        self.quota: dict[ProjectHandle, list[GrantHandle]] = {}
        pending = []
        for table, row in self.reading.of("allotments"):
            found = self._refer(table, row)
            if not found:
                continue
            project, grants = found
            if len(grants) > 1:
                self._several(table, row, grants)
                continue
            self.quota.setdefault(project, []).append(grants[0])
            if not row.approval:
                continue
            key = (project.pk or 0, grants[0].pk or 0, number_key(row.approval), row.amount, row.day)
            if left[key] > 0:
                left[key] -= 1
                self._item(table, row, "same", f"{project.name} ← {grants[0].document}")
            else:
                pending.append((table, row, project, grants[0]))
        for (project_pk, grant_pk, number, amount, day), times in left.items():
            if times > 0:
                by_paper.setdefault((project_pk, grant_pk, number), []).append((amount, day))
        for table, row, project, grant in pending:
            others = by_paper.get((project.pk or 0, grant.pk or 0, number_key(row.approval)))
            if others:
                said = "、".join(f"{wan(amount)}（{day}）" for amount, day in others)
                self._fault(
                    table, row, "amount", "",
                    f"“{project.name}”按 {row.approval} 从 {grant.document} 已下达 {said}，与本行 {wan(row.amount)}（{row.day}）不同。",
                    REVERSE + "如是同一批复下的另一笔，请把已登记的那一行也列入表中。",
                )  # fmt: skip
                continue
            self._item(table, row, "new", f"{project.name} ← {grant.document}")
            content = (
                project.name,
                grant.document,
                grant.source,
                grant.task,
                row.amount,
                row.approval,
                row.day,
            )
            self._step(row.day, 3, "funds.allot", table, row, grant, project, {}, *content)

    def _payments(self) -> None:
        if not self.reading.count("payments"):
            return
        held = self.books.paid()
        moved: dict[tuple[str, int, date], set[tuple[int, int]]] = {}
        for (number, project_pk, grant_pk), (amount, day, *_) in held.items():
            moved.setdefault((number, amount, day), set()).add((project_pk, grant_pk))
        in_file: set[tuple[str, int, int]] = set()
        pending = []
        for table, row in self.reading.of("payments"):
            found = self._refer(table, row)
            if not found or not row.voucher or not row.payee:
                continue
            project, grants = found
            if len(grants) > 1:
                grants = [g for g in grants if g in self.quota.get(project, ())] or grants
            number = number_key(row.voucher)
            match = [g for g in grants if (number, project.pk, g.pk) in held]
            grant = match[0] if len(match) == 1 else grants[0]
            if len(grants) > 1 and len(match) != 1:
                self._several(table, row, grants)
                continue
            if match:
                amount, day, payee, stage = held[number, project.pk, grant.pk]  # type: ignore[index]
                in_file.add((number, project.pk or 0, grant.pk or 0))
                facts = {"amount": amount, "day": day, "payee": payee, "stage": stage}
                if not self._money_differs(table, row, f"凭证 {row.voucher}", facts):
                    self._item(table, row, "same", row.voucher)
            else:
                pending.append((table, row, project, grant, number))
        for table, row, project, grant, number in pending:
            others = moved.get((number, row.amount, row.day), set())
            if any((number, *other) not in in_file for other in others):
                self._fault(
                    table, row, "voucher", row.voucher,
                    f"凭证 {row.voucher} 在 {row.day} 的 {wan(row.amount)} 已在另一项目或另一资金文件下入账。",
                    "如是同一笔支付，请改正项目名称或文号；如一张凭证付了两笔，请把已登记的那一行也列入表中。",
                )  # fmt: skip
                continue
            self._item(table, row, "new", row.voucher)
            content = (
                project.name,
                grant.document,
                grant.source,
                grant.task,
                row.amount,
                row.day,
                row.voucher,
            )
            self._step(row.day, 4, "payments.pay", table, row, grant, project, {}, *content)

    def _booked_before(self) -> None:
        """Rows that an earlier import booked and somebody reversed since: their key would do nothing, in silence."""
        steps = {step.key: step for step in self.plan.steps}
        keys = list(steps)
        for start in range(0, len(keys), 500):
            for key in Done.objects.filter(key__in=keys[start : start + 500]).values_list("key", flat=True):
                step = steps[key]
                self._fault(
                    step.table,
                    step.row,
                    "",
                    "",
                    "这一行以前导入过，后来在系统中冲销或改动了。",
                    "如确要重新登记，请在系统中办理。",
                )


def _plain(value: Any) -> str:
    return f"{value._meta.label_lower}:{value.pk}" if hasattr(value, "pk") else str(value)


def _money_of(handle: GrantHandle) -> str:
    return f"{policy.codes.label('source', handle.source)}·{policy.codes.label('task', handle.task)}"
