"""Every address of the site, in one list.

Below BOOKS, county and year are taken off the address by `kit.books.needs`; the view gets the rest.
"""

from django.urls import URLPattern, path, register_converter

from karez.web.views import (
    account,
    acts,
    allotments,
    counties,
    dashboard,
    figures,
    findings,
    grants,
    importing,
    papers,
    payments,
    people,
    places,
    policy,
    projects,
    region,
    report,
    search,
    trail,
)

BOOKS = "c/<county:county>/<int:year>/"


class County:
    """Six digits."""

    regex = "[0-9]{6}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(County, "county")
handler403 = "karez.web.views.errors.forbidden"
handler404 = "karez.web.views.errors.missing"
handler500 = "karez.web.views.errors.broken"

urlpatterns: list[URLPattern] = [
    # ---- the shell: who is here, acts, papers, trail, policy ----
    path("", account.home, name="home"),
    path("sign-in/", account.sign_in, name="sign-in"),
    path("sign-out/", account.sign_out, name="sign-out"),
    path("posts/", account.posts, name="posts"),
    path("password/", account.password, name="password"),
    path("attachments/<int:pk>/", papers.attachment, name="attachment"),
    path(BOOKS + "acts/", acts.index, name="acts"),
    path(BOOKS + "acts/<str:name>/", acts.act, name="act"),
    path(BOOKS + "papers/", papers.papers, name="papers"),
    path(BOOKS + "papers/<int:pk>/", papers.paper, name="paper"),
    path(BOOKS + "trail/", trail.trail, name="trail"),
    path(BOOKS + "policy/", policy.policy, name="policy"),
    path(BOOKS + "policy/<path:key>/", policy.parameter, name="parameter"),
    path(BOOKS + "search/", search.search, name="search"),
    # ---- lists and details: grants, projects, allotments, payments, places ----
    path(BOOKS + "grants/", grants.grants, name="grants"),
    path(BOOKS + "grants/<int:pk>/", grants.grant, name="grant"),
    path(BOOKS + "projects/", projects.projects, name="projects"),
    path(BOOKS + "projects/<int:pk>/", projects.project, name="project"),
    path(BOOKS + "allotments/", allotments.allotments, name="allotments"),
    path(BOOKS + "allotments/<int:pk>/", allotments.allotment, name="allotment"),
    path(BOOKS + "payments/", payments.payments, name="payments"),
    path(BOOKS + "payments/<int:pk>/", payments.payment, name="payment"),
    path(BOOKS + "places/", places.places, name="places"),
    # ---- people: accounts, posts, departments ----
    path(BOOKS + "people/", people.people, name="people"),
    path(BOOKS + "people/departments/", people.departments, name="departments"),
    path(BOOKS + "people/<int:pk>/", people.person, name="person"),
    # ---- dashboard, figures, findings ----
    path(BOOKS, dashboard.dashboard, name="dashboard"),
    path(BOOKS + "figures/", figures.figures, name="figures"),
    path(BOOKS + "figures/<str:key>/", figures.figure, name="figure"),
    path(BOOKS + "findings/", findings.findings, name="findings"),
    path("overview/", region.counties, name="region"),
    # ---- report ----
    path(BOOKS + "report/", report.report, name="report"),
    path(BOOKS + "report/<str:format>", report.report_file, name="report-file"),
    path(BOOKS + "report/edit/<str:section>/", report.edit, name="report-edit"),
    path(BOOKS + "report/text/<str:section>/", report.text, name="report-text"),
    path(BOOKS + "report/sign/", report.sign, name="report-sign"),
    # ---- import ----
    path("counties/", counties.counties, name="counties"),
    path(BOOKS + "import/", importing.upload, name="import"),
    path(BOOKS + "import/template.xlsx", importing.template, name="template"),
    path(BOOKS + "import/<str:digest>/", importing.plan, name="import-plan"),
    path(BOOKS + "import/<str:digest>/faults.xlsx", importing.faults, name="import-faults"),
    path(BOOKS + "import/<str:digest>/done/", importing.done, name="import-done"),
]
