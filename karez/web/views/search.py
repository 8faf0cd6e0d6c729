"""搜索: grants, projects, payments and papers by number or name, in the books and in the actor's sight."""

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from karez.funds.queries import grants
from karez.pages.books import Books, needs
from karez.pages.papers import visible as papers
from karez.payments.queries import visible as payments
from karez.projects.queries import visible as projects

MOST = 20


@needs("projects.read")
def search(request: HttpRequest) -> HttpResponse:
    """What has the words in its number or name; every year of the county, this year's first."""
    books: Books = request.books  # type: ignore[attr-defined]
    text = request.GET.get("q", "").strip()[:80]
    said: dict[str, object] = {"q": text, "most": MOST}
    if text:
        actor, county = books.actor, books.county
        found_projects = (
            projects(actor)
            .filter(county=county)
            .filter(Q(name__icontains=text) | Q(code__icontains=text) | Q(operator__icontains=text))
        )
        found_grants = grants(actor).filter(county=county, document__icontains=text)
        found_payments = (
            payments(actor)
            .filter(transfer__county=county)
            .filter(Q(transfer__paper__number__icontains=text) | Q(payee__icontains=text))
        )
        found_papers = papers(actor, county).filter(Q(number__icontains=text) | Q(title__icontains=text))
        said |= {
            "projects": list(found_projects.select_related("region").order_by("-year", "code")[:MOST]),
            "grants": list(found_grants.order_by("-year", "document")[:MOST]),
            "payments": list(
                found_payments.select_related("transfer__paper", "transfer__grant", "project").order_by(
                    "-transfer__day", "-id"
                )[:MOST]
            ),
            "papers": list(found_papers.order_by("-dated", "number")[:MOST]),
        }
        said["nothing"] = not any(said[name] for name in ("projects", "grants", "payments", "papers"))
    return render(request, "web/search.html", said)
