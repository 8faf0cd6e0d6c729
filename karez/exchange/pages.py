"""导入: a workbook is uploaded, previewed against the books, and brought in as a whole or not at all."""

from pathlib import Path, PurePath
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header

from karez.acts.act import get as act_named
from karez.exchange.apply import BooksMoved, NotImported, apply, carry_out, preview
from karez.exchange.preview import FAULT_HEADS, fault_rows, page_of
from karez.exchange.template import write_template
from karez.kernel.refusal import Invalid, Refusal, Unknown
from karez.kernel.regions import full
from karez.pages import hooks, uploads
from karez.pages.access import needs
from karez.pages.actions import Action
from karez.pages.asked import number
from karez.pages.books import Books
from karez.pages.request import Request
from karez.places.models import Region
from karez.sheets import writing
from karez.sheets.naming import Places
from karez.sheets.plan import Plan
from karez.sheets.sheet import sheets
from karez.trail import store
from karez.trail.models import Entry

ENDINGS = (".xlsx", ".xls")
REHEARSED = 3000
"""Acts that a preview tries and takes back; beyond, what only an act can refuse shows at the import, which then does nothing."""


@needs("exchange.import")
def upload(request: Request, books: Books) -> HttpResponse:
    """Choose a workbook; it is put into the store and its preview opens."""
    _require(books)
    if 2000 <= (year := number(request.GET.get("year"))) <= 2100:
        return redirect("import", books.county, year)
    fault: Refusal | None = None
    if request.method == "POST":
        try:
            stored = _take(request)
        except Invalid as refusal:
            fault = refusal
        else:
            request.session[_slot(books, stored.sha256)] = {"name": stored.name, "places": {}}
            return redirect(books.url("import-plan", stored.sha256))
    begun = Region.objects.filter(code=full(books.county)).exists()
    past = Entry.objects.filter(county=books.county, act="exchange.import").order_by("-seq")[:30]
    return render(
        request,
        "exchange/import.html",
        {
            "fault": fault,
            "limit": settings.UPLOAD_LIMIT // 1024**2,
            "sheets": sheets(),
            "begun": begun,
            "past": [
                (entry, sum(entry.after.get("acts", {}).values()))
                for entry in past
                if entry.after.get("year") == books.year
            ][:10],
            "years": sorted({books.year, *range(books.day.year - 8, books.day.year + 2)}, reverse=True),
        },
        status=400 if fault else 200,
    )


@needs("exchange.import")
def template(request: Request, books: Books) -> HttpResponse:
    """The empty workbook with this county's townships and villages in its drop-downs."""
    _require(books)
    places = Places(books.county, {})
    with TemporaryDirectory() as folder:
        path = Path(folder) / "template.xlsx"
        write_template(
            path,
            county=books.county_name,
            year=books.year,
            townships=places.of("township"),
            villages=places.of("village"),
        )
        answer = HttpResponse(path.read_bytes(), content_type=writing.MEDIA)
    name = f"{books.county_name}{books.year}年度衔接资金导入模板.xlsx"
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return answer


@needs("exchange.import")
def plan(request: Request, books: Books, digest: str) -> HttpResponse:
    """What an import of this workbook would do. A POST answers questions about places, or does it."""
    _require(books)
    held, content = _held(request, books, digest), _content(digest)
    if request.method == "POST" and request.POST.get("do") == "answer":
        held["places"] |= _answers(request)
        request.session[_slot(books, digest)] = held
        return redirect(books.url("import-plan", digest))
    if request.method == "POST":
        try:
            _, outcome = carry_out(
                content, books.county, books.year, actor=books.actor, day=books.day, places=held["places"],
                expect=request.POST.get("expect", ""),
            )  # fmt: skip
        except BooksMoved as refusal:
            messages.error(request, refusal.message + refusal.hint)
            return redirect(books.url("import-plan", digest))
        except NotImported as refusal:
            made = _preview(books, content, held["places"], rehearse=False)
            made.faults, made.fault_count = refusal.faults, refusal.count
            return _show(request, books, digest, held, made, status=409)
        if not outcome.done:
            messages.success(request, "没有变化：账上已经是这样，什么也没有写入。")
            return redirect(books.url("import-plan", digest))
        return redirect(books.url("import-done", digest))
    return _show(request, books, digest, held, _preview(books, content, held["places"]))


@needs("exchange.import")
def faults(request: Request, books: Books, digest: str) -> HttpResponse:
    """Every fault of a workbook as a workbook, to mend it beside."""
    _require(books)
    held = _held(request, books, digest)
    made = _preview(books, _content(digest), held["places"])
    notes = [f"{held['name']}，导入到{books.county_name}{books.year}年度，共 {made.fault_count} 处差错"]
    if made.fault_count > len(made.faults):
        notes.append(f"只列出前 {len(made.faults)} 处，请改正后再预览。")
    file = writing.write("差错", "导入差错清单", notes, FAULT_HEADS, fault_rows(made.faults))
    return writing.answer(file, f"{PurePath(held['name']).stem}导入差错")


@needs("exchange.import")
def done(request: Request, books: Books, digest: str) -> HttpResponse:
    """What an import did, read from the trail. Raises Unknown when this workbook was never imported here."""
    _require(books)
    entries = Entry.objects.filter(county=books.county, act="exchange.import", paper=digest).order_by("-seq")
    entry = next((past for past in entries if past.after.get("year") == books.year), None)
    if entry is None:
        raise Unknown("这份工作簿还没有导入。", hint="请先预览，再确认导入。")
    lists = {act.name: sheet.page for sheet in sheets() for act in sheet.acts}
    acts = [
        (act_named(name).label, count, lists[name]) for name, count in entry.after.get("acts", {}).items()
    ]
    told = {"entry": entry, "acts": acts, "digest": digest, "file": _held(request, books, digest)["name"]}
    return render(request, "exchange/import-done.html", told)


def _require(books: Books) -> None:
    """Imports are for whoever may do them in this very county. Raises Forbidden."""
    books.actor.require("exchange.import", books.county, "导入")


def _take(request: Request) -> uploads.Stored:
    """The uploaded workbook in the store. Raises Invalid."""
    file = request.FILES.get("file")
    if file is None or isinstance(file, list):
        raise Invalid("还没有选择文件。", hint="请选择填好的 Excel 文件。", field="file")
    ending = PurePath(file.name or "").suffix.lower()
    if ending not in ENDINGS:
        raise Invalid(
            f"“{file.name}”不是 Excel 工作簿。",
            hint="请上传 .xlsx 或 .xls；WPS 表格和 CSV 请先另存为 .xlsx。",
            field="file",
        )
    return uploads.take(file)


def _slot(books: Books, digest: str) -> str:
    return f"import:{books.county}:{books.year}:{digest}"


def _held(request: Request, books: Books, digest: str) -> dict[str, Any]:
    """What this person's session knows of a workbook: its name and the answers about places.

    Raises Unknown for one that was not uploaded here: the store holds papers, too, and a hash is no right to read them.
    """
    held = request.session.get(_slot(books, digest))
    if held is None:
        raise Unknown("没有这份上传的工作簿。", hint="请重新上传。")
    return {"name": held["name"], "places": dict(held["places"])}


def _content(digest: str) -> bytes:
    """The stored workbook. Raises Http404, Unknown, store.Damaged."""
    if len(digest) != 64 or set(digest) - set("0123456789abcdef"):
        raise Http404
    if not store.path_of(digest).exists():
        raise Unknown("没有这份上传的工作簿。", hint="请重新上传。")
    return store.read(digest)


def _answers(request: Request) -> dict[str, str]:
    """Answers out of the form: `name.0`, with `code.0` typed or `pick.0` chosen; an empty one asks again."""
    answers: dict[str, str] = {}
    for key, name in request.POST.items():
        label, _, number = key.partition(".")
        if label == "name" and isinstance(name, str) and name:
            code = (
                request.POST.get(f"code.{number}", "").strip()
                or request.POST.get(f"pick.{number}", "").strip()
            )
            answers[name[:200]] = code if code.isascii() and code.isdigit() and 9 <= len(code) <= 12 else ""
    return answers


def _preview(books: Books, content: bytes, answers: dict[str, str], *, rehearse: bool = True) -> Plan:
    given = {name: code for name, code in answers.items() if code}
    made = preview(
        content, books.county, books.year, actor=books.actor, day=books.day, places=given, rehearse=False
    )
    if rehearse and made.ok and 0 < len(made.steps) <= REHEARSED:
        for fault in apply(made, books.actor, day=books.day, rehearse=True).faults:
            made.add(fault)
    return made


def _show(
    request: Request, books: Books, digest: str, held: dict[str, Any], made: Plan, status: int = 200
) -> HttpResponse:
    given = {name: code for name, code in held["places"].items() if code}
    context = {
        "page": page_of(made, given),
        "plan": made,
        "file": held["name"],
        "digest": digest,
        "names_places": books.actor.may("places.name_place", books.county),
        "untried": made.ok and len(made.steps) > REHEARSED,
    }
    return render(request, "exchange/import-plan.html", context, status=status)


@hooks.brings_in
def workbook(books: Books) -> list[Action]:
    """导入 Excel, for those who may."""
    if not books.actor.may("exchange.import", books.county):
        return []
    return [Action("导入 Excel", books.url("import"), "file-earmark-arrow-up")]


hooks.section("import", "导入", group="设置", right="exchange.import", order=30, behind=("import-plan",))
hooks.address("import/", upload, "import")
hooks.address("import/template.xlsx", template, "template")
hooks.address("import/<str:digest>/", plan, "import-plan")
hooks.address("import/<str:digest>/faults.xlsx", faults, "import-faults")
hooks.address("import/<str:digest>/done/", done, "import-done")
