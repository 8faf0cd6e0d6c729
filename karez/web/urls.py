"""Every address of the site, in one list. Views are named `module.function` and loaded when first asked for.

Below BOOKS, county and year are taken off the address by `kit.books.needs`; the view gets the rest.
"""

from importlib import import_module
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, register_converter

VIEWS = "karez.web.views"
BOOKS = "c/<county:county>/<int:year>/"


class County:
    """Six digits."""

    regex = "[0-9]{6}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class View:
    """A view by its name, imported at its first request: one subject's fault doesn't close the whole site."""

    def __init__(self, name: str) -> None:
        self.module, self.__name__ = name.rsplit(".", 1)
        self.__qualname__ = self.__name__

    @property
    def target(self) -> Any:
        return getattr(import_module(f"{VIEWS}.{self.module}"), self.__name__)

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer: HttpResponse = self.target(request, *args, **kwargs)
        return answer

    def __getattr__(self, name: str) -> Any:
        # The marks that decorators left on the view: its right, whether it needs sign-in. Reversing an address asks
        # every view for `view_class`, which none has: that must not import them all.
        if name in ("view_class", "view_initkwargs"):
            raise AttributeError(name)
        return getattr(self.target, name)


def at(route: str, view: str, name: str) -> URLPattern:
    """An address outside any books."""
    return path(route, View(view), name=name)


def books(route: str, view: str, name: str) -> URLPattern:
    """An address inside the books of a county and year."""
    return path(BOOKS + route, View(view), name=name)


register_converter(County, "county")
handler403 = f"{VIEWS}.errors.forbidden"
handler404 = f"{VIEWS}.errors.missing"
handler500 = f"{VIEWS}.errors.broken"

urlpatterns: list[URLPattern] = [
    # ---- the shell: who is here, acts, papers, trail, policy ----
    at("", "account.home", "home"),
    at("sign-in/", "account.sign_in", "sign-in"),
    at("sign-out/", "account.sign_out", "sign-out"),
    at("posts/", "account.posts", "posts"),
    at("password/", "account.password", "password"),
    at("attachments/<int:pk>/", "papers.attachment", "attachment"),
    books("acts/", "acts.index", "acts"),
    books("acts/<str:name>/", "acts.act", "act"),
    books("papers/", "papers.papers", "papers"),
    books("papers/<int:pk>/", "papers.paper", "paper"),
    books("trail/", "trail.trail", "trail"),
    books("policy/", "policy.policy", "policy"),
    books("policy/<path:key>/", "policy.parameter", "parameter"),
    books("search/", "search.search", "search"),
    # ---- lists and details: grants, projects, allotments, payments, places ----
    books("grants/", "grants.grants", "grants"),
    books("grants/<int:pk>/", "grants.grant", "grant"),
    books("projects/", "projects.projects", "projects"),
    books("projects/<int:pk>/", "projects.project", "project"),
    books("allotments/", "allotments.allotments", "allotments"),
    books("allotments/<int:pk>/", "allotments.allotment", "allotment"),
    books("payments/", "payments.payments", "payments"),
    books("payments/<int:pk>/", "payments.payment", "payment"),
    books("places/", "places.places", "places"),
    # ---- people: accounts, posts, departments ----
    books("people/", "people.people", "people"),
    books("people/departments/", "people.departments", "departments"),
    books("people/<int:pk>/", "people.person", "person"),
    # ---- dashboard, figures, findings ----
    books("", "dashboard.dashboard", "dashboard"),
    books("figures/", "figures.figures", "figures"),
    books("figures/<str:key>/", "figures.figure", "figure"),
    books("findings/", "findings.findings", "findings"),
    at("overview/", "region.counties", "region"),
    # ---- report ----
    books("report/", "report.report", "report"),
    books("report/<str:format>", "report.report_file", "report-file"),
    books("report/edit/<str:section>/", "report.edit", "report-edit"),
    books("report/text/<str:section>/", "report.text", "report-text"),
    books("report/sign/", "report.sign", "report-sign"),
    # ---- import ----
    at("counties/", "counties.counties", "counties"),
    books("import/", "importing.upload", "import"),
    books("import/template.xlsx", "importing.template", "template"),
    books("import/<str:digest>/", "importing.plan", "import-plan"),
    books("import/<str:digest>/faults.xlsx", "importing.faults", "import-faults"),
    books("import/<str:digest>/done/", "importing.done", "import-done"),
]
