"""政策: what holds here on this day, by which paper, what it overlays, and which rules follow from it."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render

from karez import policy as law
from karez.acts import act as acts
from karez.kernel.refusal import Unknown
from karez.pages import hooks
from karez.pages.access import needs
from karez.pages.books import Books
from karez.pages.changes import act_label
from karez.pages.detail import Detail
from karez.pages.doable import may_do
from karez.pages.forms import ActForm
from karez.pages.request import Request
from karez.pages.telling import say
from karez.pages.uploads import ACCEPT
from karez.policy import NoValue, UnknownParameter, Value
from karez.policy.rules import Rule, registry
from karez.rulebook.models import Confirmation
from karez.rulebook.queries import read_at_once
from karez.trail.models import Paper

FOLDERS = {"": "参数", "positive": "可以用于什么", "negative": "不得用于什么"}
SEVERITIES = {"block": "阻断", "warn": "提醒"}


@needs("policy.read")
def policy(request: Request, books: Books) -> HttpResponse:
    """Every parameter with its value on the day, and every rule."""
    on = law.law_day(books.year, books.as_of)
    folders: dict[str, list[tuple[str, Value | None]]] = {}
    with read_at_once(books.county):
        for key in law.parameters():
            folder = key.rpartition("/")[0] if "/" in key else key.rpartition(".")[0]
            try:
                value: Value | None = law.parameter(key, books.county, on)
            except NoValue:
                value = None
            folders.setdefault(folder, []).append((key, value))
        rules = [_ruled(rule, books, on) for rule in registry()]
    rows = [(FOLDERS.get(folder, folder), _titled(values, books)) for folder, values in folders.items()]
    values = [one["value"] for _, group in rows for one in group if one["value"]]
    said = {
        "rows": rows,
        "rules": rules,
        "on": on,
        "count": sum(len(group) for _, group in rows),
        "unverified": sum(one.unverified for one in values),
        "confirmed": sum(one.confirmed for one in values),
    }
    return render(request, "web/policy.html", said)


def _titled(values: list[tuple[str, Value | None]], books: Books) -> list[dict[str, Any]]:
    return [
        {
            "key": key,
            "value": value,
            "title": value.title if value else law.history(key, books.county)[0].title,
        }
        for key, value in values
        if value or law.history(key, books.county)
    ]


def _ruled(rule: Rule, books: Books, on: date) -> dict[str, Any]:
    """A rule with its parameters, and whether it may block today."""
    keys: list[str] = []
    for name in rule.parameters:
        keys += (
            [one for one in law.parameters() if one.startswith(name[:-1])] if name.endswith(".*") else [name]
        )
    found = []
    for key in keys:
        try:
            found.append(law.parameter(key, books.county, on))
        except (NoValue, UnknownParameter):
            continue
    return {
        "rule": rule,
        "at": "、".join("全县检查" if one == "county" else act_label(one) for one in rule.at),
        "parameters": found,
        "severity": rule.severity,
        "label": SEVERITIES[rule.severity],
        "eased": rule.severity == "block" and any(one.unverified for one in found),
    }


@needs("policy.read")
def parameter(request: Request, books: Books, key: str) -> HttpResponse:
    """One parameter: the value of the day, what it overlays, its history; whoever may, confirms it here."""
    on = law.law_day(books.year, books.as_of)
    if key not in law.parameters():
        raise Unknown(f"没有“{key}”这个政策参数。", hint="请从政策页的列表中选择。")
    history = law.history(key, books.county)
    try:
        values = law.explain(key, books.county, on)
    except NoValue:
        values = []
    confirm = acts.get("policy.confirm")
    form = None
    if values and values[0].unverified and may_do(books, confirm):
        form = ActForm(confirm, request, send=request.method == "POST")
        form.by_name["parameter"].value = key
        if form.sent:
            if (done := form.run()) is not None:
                say(request, done, form.warnings)
                return redirect(books.url("parameter", key))
        else:
            form.by_name["on"].value = on.isoformat()
        form.fields = [one for one in form.fields if one.name != "parameter"]
    elif request.method == "POST":
        books.actor.require("policy.confirm", books.county, "确认政策依据")
    with read_at_once(books.county):
        ruled = [_ruled(rule, books, on) for rule in registry()]
    said = {
        "key": key,
        "title": (values or history)[0].title,
        "values": values,
        "history": history,
        "confirmations": list(
            Confirmation.objects.filter(county=books.county, parameter=key).select_related("paper")
        ),
        "rules": [one for one in ruled if key in {v.key for v in one["parameters"]}],
        "form": form,
        "on": on,
        "accept": ACCEPT,
    }
    return render(request, "web/parameter.html", said, status=400 if form and form.refusal else 200)


@hooks.panel(Paper, "web/paper_confirms.html", right="policy.read", order=90)
def confirmed_by(detail: Detail[Paper]) -> dict[str, Any] | None:
    """On a paper's page the policy values that the county confirmed by it."""
    rested = Confirmation.objects.filter(paper=detail.subject.pk)
    titled = [(one, law.history(one.parameter, one.county)[0].title) for one in rested]
    return {"confirmations": titled} if titled else None
