"""The overview page put into words and cells: what the template prints, with every number a link to its figure."""

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from karez.kernel.money import yuan
from karez.kernel.shares import percent, rounded, share
from karez.pages.books import Books
from karez.pages.links import Links, points, wan_short
from karez.places.models import Region
from karez.web.kit.board_lists import FindingLine, WaitingLine, finding_lines, late_counts, waiting_lines
from karez.web.kit.overview import Group, Overview

LATE_SHOWN, LATE_LISTED = 7, 200
FINDINGS_SHOWN = 3
TOWNSHIPS_SHOWN = 8
PROJECTS_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a table of groups."""

    code: str
    label: str
    url: str
    count: SafeString
    allotted: SafeString
    share: SafeString | str
    paid: SafeString
    rate: SafeString
    done: Fraction | None
    behind: bool


class Board:
    """What the overview's template asks for."""

    def __init__(self, books: Books, view: Overview) -> None:
        self.books, self.view, self.links = books, view, Links(books)
        self.narrow = view.scope.narrow

    # -- the sentence

    @cached_property
    def lead(self) -> SafeString:
        """The page in one sentence: what came, what was given to projects, what is paid, and what must follow."""
        view, links = self.view, self.links
        if self.narrow:
            if not view.counting:
                return mark_safe("本辖区、本单位还没有下达资金的项目。")
            first = format_html(
                "{} 个项目下达 {} 万元",
                links.count("projects.count", view.projects), links.money("funds.allotted", view.allotted),
            )  # fmt: skip
        elif not view.came:
            return format_html("截至 {} 还没有资金到位。", view.scope.as_of)
        elif not view.allotted:
            return format_html("到位 {} 万元，还没有下达到项目。", links.money("funds.received", view.came))
        elif view.free:
            first = format_html(
                "到位 {} 万元，已下达 {} 万元到 {} 个项目，尚有 {} 万元未下达",
                links.money("funds.received", view.came), links.money("funds.allotted", view.allotted),
                links.count("projects.count", view.projects), links.money("funds.available", view.free),
            )  # fmt: skip
        else:
            first = format_html(
                "到位 {} 万元已全部下达 {} 个项目",
                links.money("funds.received", view.came), links.count("projects.count", view.projects),
            )  # fmt: skip
        return format_html("{}，{}{}。", first, self._paid_words(), self._next_words())

    def _paid_words(self) -> SafeString:
        view, links = self.view, self.links
        if view.rate is None:
            return format_html("已支付 {} 万元", links.money("funds.paid", view.paid))
        rate = links.share(self.rate_key, view.rate)
        return format_html(
            "已支付 {} 万元、占 {}，{}", links.money("funds.paid", view.paid), rate, self.against_time
        )

    @cached_property
    def rate_key(self) -> str:
        """The figure of 支出进度 that this reader sees."""
        return "projects.payment_rate" if self.narrow else "funds.payment_rate"

    @cached_property
    def against_time(self) -> SafeString:
        """How far payments are before or behind the time passed."""
        rate = self.view.rate or Fraction(0)
        if rate == self.view.time:
            return mark_safe("与序时进度持平")
        if rate > self.view.time:
            return format_html("比序时进度高 {} 个百分点", points(rate - self.view.time))
        return format_html("<em>比序时进度低 {} 个百分点</em>", points(self.view.time - rate))

    def _next_words(self) -> SafeString:
        mark = self.view.next_mark
        if mark is None or self.narrow:
            return mark_safe("")
        day, at = mark
        if not self.view.to_next_mark:
            return format_html("；已达到 {} 月 {} 日考核点（{}）", day.month, day.day, _whole(at))
        return format_html(
            '；{} 月 {} 日考核点（{}）前还需支付 <span title="{} 元">{}</span> 万元',
            day.month, day.day, _whole(at), yuan(self.view.to_next_mark), wan_short(self.view.to_next_mark),
        )  # fmt: skip

    # -- key figures

    @cached_property
    def sources(self) -> list[dict[str, Any]]:
        """Money received by source: its link and its part of the bar."""
        from karez import policy

        sums: dict[str, int] = {}
        for (source, _), fen in self.view.received.items():
            sums[source] = sums.get(source, 0) + fen
        tones = {
            "central": "--k-water-700", "regional": "--k-water-200", "prefecture": "--k-water-400", "county": "--k-sand-300"
        }  # fmt: skip
        return [
            {
                "label": code.label, "tone": tones.get(code.code, "--k-sand-300"),
                "money": self.links.money("funds.received", sums[code.code], source=code.code),
                "part": share(sums[code.code], self.view.came) or Fraction(0),
                "said": f"{code.label} {wan_short(sums[code.code])} 万元",
            }
            for code in policy.codes.sources()
            if sums.get(code.code)
        ]  # fmt: skip

    @cached_property
    def unpaid_parts(self) -> list[dict[str, Any]]:
        """What is unpaid of money noticed in advance and of the rest."""
        parts = []
        for early, label, tone in ((True, "提前告知", "--k-sand-300"), (False, "其余", "--k-sand-600")):
            group = self.view.early(early)
            if group.allotted:
                parts.append(
                    {
                        "label": label, "tone": tone, "part": share(group.unpaid, self.view.unpaid) or Fraction(0),
                        "money": self.links.money("funds.unpaid", group.unpaid, advance_notice=early),
                        "rate": percent(group.rate) if group.rate is not None else "",
                        "slow": group.rate is not None and group.rate < self.view.time,
                        "said": f"{label}余 {wan_short(group.unpaid)} 万元",
                    }
                )  # fmt: skip
        return parts

    @cached_property
    def kpi(self) -> dict[str, Any]:
        """The numbers of the four cells."""
        view, links = self.view, self.links
        given = share(view.allotted, view.came)
        left = share(view.unpaid, view.base)
        return {
            "received": links.money("funds.received", view.came) if not self.narrow else "",
            "documents": len({grant.document for grant in view.facts["grants"]}),
            "projects": links.count("projects.count", view.projects),
            "allotted": links.money("funds.allotted", view.allotted),
            "given": percent(given) if given is not None else "",
            "given_share": given or Fraction(0),
            "given_said": f"已下达 {percent(given or Fraction(0))}",
            "paid": links.money("funds.paid", view.paid),
            "rate": links.share(self.rate_key, view.rate) if view.rate is not None else "",
            "unpaid": links.money("funds.unpaid", view.unpaid),
            "left": percent(left) if left is not None else "",
            "free": links.money("funds.available", view.free) if view.free else "",
        }

    @cached_property
    def issued_late(self) -> int:
        """How many documents were given to projects too late."""
        return next((len(f.where["grants"]) for f in self.view.findings if f.rule == "quota_issued_late"), 0)

    @cached_property
    def progress(self) -> dict[str, Any]:
        """The bar of payments: done, time passed, check points."""
        view = self.view
        rate = view.rate or Fraction(0)
        mark = view.next_mark
        marks = [(at, f"{day:%m-%d} 考核点 {_whole(at)}") for day, at in view.marks]
        return {
            "rate": rate,
            "said": "，".join(
                (f"支付 {percent(rate)}", f"序时 {percent(view.time)}", *(words for _, words in marks))
            ),
            "time": percent(view.time),
            "behind": rate < view.time,
            "gap": points(rate - view.time),
            "even": rate == view.time,
            "marks": marks,
            "next": {"place": mark[1], "at": _whole(mark[1]), "day": f"{mark[0]:%m-%d}", "end": mark[1] > Fraction(9, 10)}
            if mark
            else None,
            "left_side": view.time < Fraction(3, 10),
            "rest": 1 - view.time,
        }  # fmt: skip

    # -- tables

    @cached_property
    def categories(self) -> list[Line]:
        """Projects by category."""
        from karez import policy

        labels = {code.code: code.label for code in policy.codes.categories()}
        return [
            self._line(group, group.key, labels.get(group.key, group.key), {"category": group.key})
            for group in self.view.by_category()
        ]

    @cached_property
    def all(self) -> Line:
        """All projects together."""
        view = self.view
        return self._line(Group("", "", view.projects, view.allotted, view.paid), "", "合计", {})

    @cached_property
    def rounding(self) -> str:
        """What the printed shares add up to where that is not 100%; empty where it is."""
        if not self.view.allotted:
            return ""
        printed = [
            rounded(Fraction(group.allotted, self.view.allotted) * 100, 2)
            for group in self.view.by_category()
        ]
        return "" if not printed or sum(printed) == 100 else f"{sum(printed)}%"

    @cached_property
    def townships(self) -> list[Line]:
        """Projects by township, the largest; the county's own stand under the county."""
        groups = self.view.by_township()
        names = dict(
            Region.objects.filter(code__in=[group.key.ljust(12, "0") for group in groups]).values_list(
                "code", "name"
            )
        )
        lines = []
        for group in groups[:TOWNSHIPS_SHOWN]:
            code = group.key.ljust(12, "0")
            label = "县本级" if len(group.key) == 6 else names.get(code, code)
            lines.append(self._line(group, "", label, {"township": code}))
        return lines

    @cached_property
    def more_townships(self) -> int:
        """How many townships the table leaves out."""
        return max(len(self.view.by_township()) - TOWNSHIPS_SHOWN, 0)

    @cached_property
    def own(self) -> list[Line]:
        """A narrow reader's projects, the least paid first."""
        view = self.view
        lines = []
        groups = sorted(
            view.by_project(), key=lambda group: (group.rate if group.rate is not None else 1, group.key)
        )
        for group in groups[:PROJECTS_SHOWN]:
            place = view.places.get(group.key)
            line = self._line(group, "", group.key, {"project": group.key})
            url = self.books.url("project", place.id) if place else ""
            lines.append(Line(line.code, line.label, url, *[getattr(line, name) for name in _REST]))
        return lines

    def _line(self, group: Group, code: str, label: str, by: dict[str, str]) -> Line:
        links, rate = self.links, group.rate
        part = share(group.allotted, self.view.allotted)
        return Line(
            code=code,
            label=label,
            url=links.url("funds.allotted", **by),
            count=links.count("projects.count", group.projects, **by),
            allotted=links.money("funds.allotted", group.allotted, **by),
            share=links.share("projects.share", part, **by),
            paid=links.money("funds.paid", group.paid, **by),
            rate=links.share("projects.payment_rate", rate, **by),
            done=rate,
            behind=rate is not None and rate < self.view.time,
        )

    # -- the rule

    @cached_property
    def industry(self) -> dict[str, Any] | None:
        """The share of central money for industry, its lines, and last year's."""
        one = self.view.industry
        if one is None or one.share is None:
            return None
        lines = [
            {
                "at": value.value, "rest": 1 - value.value, "text": f"{name} {value.text}", "unverified": value.unverified,
                "url": self.books.url("parameter", value.key), "title": value.reference.text, "kept": one.share >= value.value,
            }
            for name, value in (
                (one.floor.level if one.floor else "", one.floor), ("国家目标", one.aim)
            )
            if value is not None
        ]  # fmt: skip
        rising = one.last is None or one.share >= one.last
        return {
            "share": self.links.share(
                "policy.central_industry_share", one.share, f"{yuan(one.part)} ÷ {yuan(one.whole)} 元"
            ),
            "done": one.share,
            "said": f"中央资金用于产业 {percent(one.share)}",
            "at": [line["at"] for line in lines],
            "part": wan_short(one.part),
            "whole": wan_short(one.whole),
            "lines": lines,
            "fine": one.fine and rising,
            "held": one.fine,
            "unread": one.floor is not None and one.floor.unverified,
            "judged": one.floor is not None or one.last is not None,
            "last": percent(one.last) if one.last is not None else "",
        }

    # -- what is late, what the rules found

    @cached_property
    def late(self) -> list[WaitingLine]:
        """What is late, the most urgent first, as far as a page can show it."""
        return waiting_lines(self.books, self.view.late[:LATE_LISTED])

    @cached_property
    def late_shown(self) -> list[WaitingLine]:
        """What of it stands on the overview."""
        return waiting_lines(self.books, self.view.late[:LATE_SHOWN])

    @property
    def late_left_out(self) -> int:
        return max(len(self.view.late) - LATE_LISTED, 0)

    @cached_property
    def late_counts(self) -> list[tuple[str, str, str, int]]:
        """State, icon, word and number of each sort of lateness that there is."""
        return late_counts(self.view)

    @cached_property
    def findings(self) -> list[FindingLine]:
        """What the rules found."""
        return finding_lines(self.books, self.view)

    @cached_property
    def findings_shown(self) -> list[FindingLine]:
        return self.findings[:FINDINGS_SHOWN]

    @cached_property
    def blocking(self) -> int:
        return sum(one.blocks for one in self.view.findings)

    @cached_property
    def warning(self) -> int:
        return len(self.view.findings) - self.blocking

    @cached_property
    def passed(self) -> list[str]:
        """The subjects of rules that found nothing though they could."""
        return [one.rule.subject for one in self.view.verdicts if one.result == "passed"]

    @cached_property
    def passed_words(self) -> SafeString:
        """The same for the foot of the panel."""
        return format_html_join(
            "",
            '<span><i class="bi bi-check-lg" aria-hidden="true"></i> {}</span>',
            ((word,) for word in self.passed),
        )


_REST = ("count", "allotted", "share", "paid", "rate", "done", "behind")


def _whole(value: Fraction) -> str:
    """A mark without needless decimals: `80%`."""
    return f"{rounded(value * 100, 2).normalize():f}%"
