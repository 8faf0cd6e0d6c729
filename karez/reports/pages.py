"""年度报告: reading it, taking it away as a file, writing its sections, comparing versions, signing."""

from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.safestring import SafeString

from karez.documents import parts
from karez.documents.quoting import BadPlaceholder
from karez.documents.render import FORMATS
from karez.documents.render import render as render_file
from karez.figures import Reading, Scope
from karez.kernel.refusal import Refusal
from karez.pages import hooks, once
from karez.pages.access import needs
from karez.pages.asked import number
from karez.pages.books import Books
from karez.pages.request import Request
from karez.pages.usage import used
from karez.reports import queries
from karez.reports.annual import PAPER
from karez.reports.commands import sign as sign_act
from karez.reports.commands import write as write_act
from karez.reports.models import Signature, Text
from karez.reports.sections import BY_KEY, SECTIONS, Section
from karez.reports.shown import annex_of, article_of, preview
from karez.reports.wording import compare, groups

used("年度报告", "report", partial(parts.stated, PAPER), order=20, right="reports.read")

ICONS = {
    "docx": "file-earmark-word",
    "pdf": "file-earmark-pdf",
    "html": "filetype-html",
    "txt": "file-earmark-text",
}


@needs("reports.read")
def report(request: Request, books: Books) -> HttpResponse:
    """The report as on the shown day, each figure a link to what it is made of."""
    fault: Refusal | None = None
    article, annex = SafeString(), []
    try:
        document = queries.build(books.county, books.year, books.as_of, books.actor)
        article, annex = article_of(books, document), annex_of(books, document)
    except BadPlaceholder as broken:
        fault = broken
    return render(
        request,
        "reports/report.html",
        {
            **_state(books),
            "article": article,
            "annex": annex,
            "fault": fault,
            "formats": [(FORMATS[key], ICONS[key]) for key in ICONS],
            "writes": books.actor.may("reports.write", books.county),
            "signs": books.actor.may("reports.sign", books.county) and fault is None,
        },
    )


@needs("reports.read")
def report_file(request: Request, books: Books, format: str) -> HttpResponse:
    """The report as a file. Http404 for a format that there is not; Refusal where the office's fonts are gone."""
    if format not in FORMATS:
        raise Http404
    document = queries.build(books.county, books.year, books.as_of, books.actor)
    try:
        content = render_file(document, format, fonts=Path(settings.FONTS) if settings.FONTS else None)
    except ValueError as error:
        raise Refusal(str(error), rule="reports.not_rendered", hint="请联系系统管理员。") from None
    as_of = f"（截至{books.as_of}）" if books.moved else ""
    name = f"{books.county_name}{books.year}年度财政衔接资金报告{as_of}.{format}"
    answer = HttpResponse(content, content_type=FORMATS[format].media_type)
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return answer


@needs("reports.write")
def edit(request: Request, books: Books, section: str) -> HttpResponse:
    """Write one section: the text, what it may quote, how it will look; saved as a new version."""
    books.actor.require("reports.write", books.county, "撰写报告")
    part = _section(section)
    held = queries.latest(books.county, books.year).get(section)
    reading = Reading(Scope.whole(books.county, books.year, books.as_of))
    body, base = (held.body, held.version) if held else ("", 0)
    faults: list[Refusal] = []
    shown, theirs = None, None
    key = once.fresh()
    if request.method == "POST":
        body = request.POST.get("body", "").replace("\r\n", "\n").strip()
        base = number(request.POST.get("base"))
        key = request.POST.get("key", "") or key
        try:
            if request.POST.get("do") == "save":
                asked = {
                    "county": books.county,
                    "year": books.year,
                    "section": section,
                    "body": body,
                    "base": base,
                }
                write_act(books.actor, write_act.read(asked), day=books.day, key=once.under(books.actor, key))
                messages.success(request, f"“{part.title}”已保存为第{base + 1}版。报告须重新审核。")
                return redirect(books.url("report"))
            shown = preview(books, part, body, reading)
        except Refusal as refusal:
            faults = [refusal, *refusal.others]
            if held and refusal.rule == "reports.newer_version":
                # The next try starts from the version that the writer now sees beside the own words.
                theirs, base, key = compare(held.body, body), held.version, once.fresh()
    return render(
        request,
        "reports/edit.html",
        {
            "section": part,
            "sections": SECTIONS,
            "body": body,
            "base": base,
            "key": key,
            "held": held,
            "faults": faults,
            "shown": shown,
            "theirs": theirs,
            "groups": groups(reading),
        },
        status=409 if faults else 200,
    )


@needs("reports.read")
def text(request: Request, books: Books, section: str) -> HttpResponse:
    """The versions of a section, and what one of them changed."""
    books.actor.require("reports.read", books.county, "查看报告")
    part = _section(section)
    versions = list(queries.history(books.county, books.year, section))
    by_number = {version.version: version for version in versions}
    new = by_number.get(number(request.GET.get("v"))) or (versions[0] if versions else None)
    asked = request.GET.get("with")
    old = by_number.get(number(asked) if asked else (new.version - 1 if new else 0))
    return render(
        request,
        "reports/text.html",
        {
            "section": part,
            "versions": versions,
            "new": new,
            "old": old,
            "lines": compare((old or new).body, new.body) if new else [],
            "writes": books.actor.may("reports.write", books.county),
        },
    )


@needs("reports.sign")
def sign(request: Request, books: Books) -> HttpResponse:
    """Name the reviewer who answers for the report in the wording that this page shows."""
    books.actor.require("reports.sign", books.county, "审核报告")
    state = _state(books)
    last: Signature | None = state["signature"]
    form = {"reviewer": books.actor.name, "issuer": last.issuer if last else "", "key": once.fresh()}
    faults: list[Refusal] = []
    if request.method == "POST":
        form = {name: request.POST.get(name, "").strip()[:200] for name in form}
        read = {section.key: number(request.POST.get(f"v.{section.key}")) for section in SECTIONS}
        try:
            sign_act(
                books.actor,
                sign_act.read(
                    {
                        "county": books.county,
                        "year": books.year,
                        "reviewer": form["reviewer"],
                        "issuer": form["issuer"],
                        "versions": {section: version for section, version in read.items() if version},
                    }
                ),
                day=books.day,
                key=once.under(books.actor, form["key"]),
            )
            messages.success(request, f"报告已审核，审核人：{form['reviewer']}。")
            return redirect(books.url("report"))
        except Refusal as refusal:
            faults = [refusal, *refusal.others]
            state, form["key"] = _state(books), once.fresh()
    return render(
        request, "reports/sign.html", {**state, **form, "faults": faults}, status=409 if faults else 200
    )


def _section(key: str) -> Section:
    if key not in BY_KEY:
        raise Http404
    return BY_KEY[key]


def _state(books: Books) -> dict[str, Any]:
    """Each section with its latest version, and whether who signed signed this wording."""
    texts: dict[str, Text] = queries.latest(books.county, books.year)
    signature = queries.last_signature(books.county, books.year)
    versions = {key: text.version for key, text in texts.items()}
    return {
        "parts": [(section, texts.get(section.key)) for section in SECTIONS],
        "signature": signature,
        "stands": signature is not None and signature.versions == versions,
        "moved": [
            BY_KEY[key].title
            for key in BY_KEY
            if signature and signature.versions.get(key) != versions.get(key)
        ],
    }


hooks.section(
    "report", "年度报告", group="报告", right="reports.read", order=10,
    behind=("report-edit", "report-sign", "report-file", "report-text"),
)  # fmt: skip
hooks.address("report/", report, "report")
hooks.address("report/<str:format>", report_file, "report-file")
hooks.address("report/edit/<str:section>/", edit, "report-edit")
hooks.address("report/text/<str:section>/", text, "report-text")
hooks.address("report/sign/", sign, "report-sign")
