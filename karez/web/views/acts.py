"""Doing an act: what the actor may do here, and the form of each."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime

from karez.acts import act as acts
from karez.acts import things
from karez.acts.act import Outcome
from karez.funds.models import Account, Grant
from karez.funds.queries import grants as visible_grants
from karez.kernel.money import wan
from karez.kernel.refusal import Forbidden, Refusal, Unknown
from karez.pages.asked import number
from karez.pages.books import Books, needs
from karez.pages.changes import act_label, shown
from karez.pages.doable import ABOUT, ROOMS, doable, may_do
from karez.pages.forms import ActForm, refers
from karez.pages.uploads import ACCEPT
from karez.projects.models import Project
from karez.projects.queries import visible as visible_projects

ELSEWHERE = {
    "trail.attach": "papers",
    "reports.write": "report",
    "reports.sign": "report",
    "policy.confirm": "policy",
    "places.dismiss": "people",
    "places.restore": "people",
    "places.issue_password": "people",
}
"""Acts that have a page of their own: the thing they are about must be in sight."""


@needs("policy.read")
def index(request: HttpRequest) -> HttpResponse:
    """The acts that the actor may do in these books; what one may not do is left out."""
    books: Books = request.books  # type: ignore[attr-defined]
    rooms: dict[str, list[dict[str, str]]] = {}
    for one in doable(books):
        icon, about = ABOUT.get(one.name, ("bi-pencil", ""))
        said = {"label": one.label, "about": about, "icon": icon, "url": address(books, one.name)}
        rooms.setdefault(ROOMS[one.name.partition(".")[0]], []).append(said)
    groups = list(rooms.items())
    return render(request, "web/acts.html", {"groups": groups})


def address(books: Books, name: str, **initial: Any) -> str:
    """Where an act is done."""
    if name in ELSEWHERE:
        return books.url(ELSEWHERE[name])
    return books.url("act", name, **initial)


@needs("policy.read")
def act(request: HttpRequest, name: str) -> HttpResponse:
    """The form of one act; sent, it does the act and goes on to what came of it."""
    books: Books = request.books  # type: ignore[attr-defined]
    try:
        asked = acts.get(name)
    except Refusal as refusal:
        raise Unknown(refusal.message, hint=refusal.hint) from None
    if name in ELSEWHERE and name != "policy.confirm":
        return redirect(address(books, name))
    if not may_do(books, asked):
        books.actor.require(asked.right, what=asked.label)
        raise Forbidden(
            f"您的岗位不在 {books.county_name} 办理“{asked.label}”。", hint="请切换到该县的岗位。"
        )
    form = ActForm(asked, request, send=request.method == "POST")
    if form.sent:
        done = form.run()
        if done is not None:
            say(request, done, form.warnings)
            return redirect(after(books, done.result))
    if form.act.name == "projects.amend" and not form.sent and not form.by_name["project"].value:
        return render(request, "web/act-which.html", {"form": form, "field": form.by_name["project"]})
    status = 400 if form.refusal else 200
    said = {"form": form, "about": ABOUT.get(name, ("", ""))[1], "balances": balances(form), "accept": ACCEPT}
    return render(request, "web/act.html", said, status=status)


def say(request: HttpRequest, done: Outcome[Any], warnings: Iterable[str] = ()) -> None:
    """Tell what happened: the thing, the sum, the balances after it, what rules warned of.

    Of a form that was sent again: that it had been done, and where that stands in the trail.
    """
    entry = done.entry
    what, after = act_label(entry.act), entry.after
    amount = f" {wan(after['amount'])}" if isinstance(after.get("amount"), int) else ""
    if done.repeated:
        first = f"{what}{amount}，{entry.label}，记在留痕第 {entry.seq} 号（{localtime(entry.recorded_at):%Y-%m-%d %H:%M}）"
        messages.info(request, f"这张表单已经办过一次，没有再办：{first}。确要再办一笔，请重新打开表单。")
        for warning in warnings:
            messages.warning(request, warning)
        return
    left = "，".join(
        f"{label} {shown(entry.act, name, after[name])}"
        for name, label in (
            ("available", "资金文件可下达"),
            ("allotted", "项目未支付"),
            ("paid", "已支付"),
            ("giver", "调出项目余"),
            ("taker", "调入方余"),
            ("returned", "已上交"),
        )
        if name in after
    )
    messages.success(
        request,
        f"已办成：{what}{amount}，{entry.label}。{left + '。' if left else ''}留痕第 {entry.seq} 号。",
    )
    for finding in entry.findings:
        messages.warning(request, f"规则提醒：{finding.get('message', '')}{finding.get('mend', '')}")
    for warning in warnings:
        messages.warning(request, warning)


def after(books: Books, result: Model) -> str:
    """The page of what came of an act."""
    known_as = things.of(type(result))
    if known_as is None or not known_as.page:
        return books.url("acts")
    return books.url(known_as.page, *known_as.args(result))


def balances(form: ActForm) -> list[dict[str, Any]]:
    """What the books say now of the grant and the project that stand in the form. At most two queries."""
    chosen: dict[type[Model], list[int]] = {}
    for model in (Grant, Project):
        for name in refers(form.act, model):
            if pk := number(form.by_name[name].plain()):
                chosen.setdefault(model, []).append(pk)
    rows: list[dict[str, Any]] = []
    actor = form.books.actor
    if chosen.get(Grant):
        grants = visible_grants(actor).filter(pk__in=chosen[Grant])
        for one in Account.objects.filter(grant__in=grants, kind="available").select_related("grant"):
            rows.append(
                {"what": f"{one.grant.document} 可下达", "left": one.balance, "url": ("grant", one.grant_id)}
            )
    if chosen.get(Project):
        found = Account.objects.filter(
            project__in=visible_projects(actor).filter(pk__in=chosen[Project]), kind="allotted"
        )
        if chosen.get(Grant):
            found = found.filter(grant__in=chosen[Grant])
        for one in found.select_related("grant", "project").order_by("project", "grant")[:20]:
            rows.append(
                {
                    "what": f"{one.project}在 {one.grant.document} 下未支付",
                    "left": one.balance,
                    "url": ("project", one.project_id),
                }
            )
    return rows
