"""凭据: the papers behind the money, their files, and what rests on them."""

from collections import Counter
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render

from karez.acts import act as acts
from karez.acts.commands import Attach
from karez.kernel.refusal import Invalid, Refusal, Unknown
from karez.pages import once, uploads
from karez.pages.access import anywhere, needs, standing
from karez.pages.books import Books
from karez.pages.detail_page import DetailPage
from karez.pages.request import Request
from karez.trail.models import Attachment
from karez.trail.papers import paper_kinds
from karez.trail.queries import papers as visible

PAGE = 50


@needs("funds.read")
def papers(request: Request, books: Books) -> HttpResponse:
    """The papers of the county that the actor may see, by kind, number and whether a file is there."""
    seen = visible(books.actor).filter(county=books.county)
    kind, text, lacking = (
        request.GET.get("kind", ""),
        request.GET.get("q", "").strip(),
        request.GET.get("files", ""),
    )
    if text:
        seen = seen.filter(Q(number__icontains=text) | Q(title__icontains=text))
    if books.moved:
        seen = seen.filter(Q(dated__lte=books.as_of) | Q(dated=None))
    tagged = list(seen.order_by().values_list("kinds", flat=True))
    counts = Counter(code for codes in tagged for code in codes)
    shown = seen.filter(kinds__holds=kind) if kind in {one.code for one in paper_kinds()} else seen
    shown = shown.annotate(files=Count("attachments"))
    if lacking in ("0", "1"):
        shown = shown.filter(files__gt=0) if lacking == "1" else shown.filter(files=0)
    page = Paginator(shown.order_by("-dated", "number"), PAGE).get_page(request.GET.get("page"))
    kinds = [(one.code, one.label, counts[one.code]) for one in paper_kinds() if counts[one.code]]
    said = {
        "page": page,
        "kinds": kinds,
        "kind": kind,
        "text": text,
        "lacking": lacking,
        "all": len(tagged),
    }
    return render(request, "web/papers.html", said)


@needs("funds.read")
def paper(request: Request, books: Books, pk: int) -> HttpResponse:
    """One paper: its files with their hashes, what rests on it; a file may be added."""
    found = visible(books.actor).filter(county=books.county).filter(pk=pk).first()
    if found is None:
        raise Unknown("没有这份凭据，或您的岗位看不到。", hint="请在凭据页按文号查找。")
    may_attach = books.actor.may("trail.attach", found.county)
    fault: Refusal | None = None
    if request.method == "POST":
        books.actor.require("trail.attach", found.county, "附上凭据文件")
        fault = _attach(request, books, found)
        if fault is None:
            return redirect(books.url("paper", pk))
    said: dict[str, Any] = {
        "paper": found,
        "files": list(found.attachments.all()),
        "detail": DetailPage(books, found, history=False),
        "may_attach": may_attach,
        "fault": fault,
        "accept": uploads.ACCEPT,
        "taken": uploads.TAKEN,
        "key": once.fresh(),
    }
    return render(request, "web/paper.html", said, status=400 if fault else 200)


def _attach(request: Request, books: Books, found: Any) -> Refusal | None:
    file = request.FILES.get("file")
    try:
        if file is None:
            raise Invalid("还没有选择文件。", hint=f"请选择 {uploads.TAKEN} 文件。", field="file")
        stored = uploads.take(file)
        do = Attach(paper=found, sha256=stored.sha256, name=stored.name, media_type=stored.media_type)
        key = once.under(books.actor, request.POST.get("key", ""))
        acts.get("trail.attach")(books.actor, do, day=books.as_of, key=key)
    except Refusal as refusal:
        return refusal
    messages.success(request, f"已附上“{stored.name}”，校验值 {stored.sha256[:12]}…。")
    return None


@anywhere("funds.read")
def attachment(request: Request, pk: int) -> HttpResponse:
    """A file, checked against its hash before it is sent."""
    actor = standing(request)
    found = Attachment.objects.filter(pk=pk).select_related("paper").first()
    if found is None or not visible(actor).filter(pk=found.paper_id).exists():
        raise Unknown("没有这份附件，或您的岗位看不到。")
    return uploads.serve(found)
