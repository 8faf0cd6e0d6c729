"""What the shell and the ground rooms bring to the pages: their sections of the navigation and their addresses."""

from karez.pages import hooks
from karez.pages.books import Books
from karez.pages.doable import doable
from karez.web.views import (
    account,
    acts,
    counties,
    dashboard,
    desk,
    figures,
    findings,
    papers,
    people,
    places,
    policy,
    region,
    search,
    trail,
)


def _any_act(books: Books) -> bool:
    return bool(doable(books))


hooks.section("dashboard", "总览", group="总览", right="figures.read", order=10)
hooks.section("desk", "工作台", group="总览", right="figures.read", order=20)
hooks.section(
    "acts",
    "办理",
    group="总览",
    right="policy.read",
    order=30,
    behind=("act",),
    shown=_any_act,
    arrival=False,
)
hooks.section("places", "地区", group="项目", right="places.read", order=90)
hooks.section("papers", "凭据", group="资金", right="funds.read", order=90, behind=("paper",))
hooks.section("findings", "规则发现", group="监督", right="figures.read", order=10)
hooks.section("trail", "留痕", group="监督", right="trail.read", order=90)
hooks.section("figures", "数据项", group="报告", right="figures.read", order=20, behind=("figure",))
hooks.section("policy", "政策", group="设置", right="policy.read", order=40, behind=("parameter",))
hooks.section("people", "人员", group="设置", right="places.appoint", order=10, behind=("person",))
hooks.section("departments", "单位", group="设置", right="places.appoint", order=20)

hooks.site("", account.home, "home")
hooks.site("sign-in/", account.sign_in, "sign-in")
hooks.site("sign-out/", account.sign_out, "sign-out")
hooks.site("posts/", account.posts, "posts")
hooks.site("password/", account.password, "password")
hooks.site("attachments/<int:pk>/", papers.attachment, "attachment")
hooks.site("overview/", region.counties, "region")
hooks.site("counties/", counties.counties, "counties")
hooks.address("", dashboard.dashboard, "dashboard")
hooks.address("desk/", desk.desk, "desk")
hooks.address("acts/", acts.index, "acts")
hooks.address("acts/<str:name>/", acts.act, "act")
hooks.address("papers/", papers.papers, "papers")
hooks.address("papers/<int:pk>/", papers.paper, "paper")
hooks.address("trail/", trail.trail, "trail")
hooks.address("policy/", policy.policy, "policy")
hooks.address("policy/<path:key>/", policy.parameter, "parameter")
hooks.address("search/", search.search, "search")
hooks.address("places/", places.places, "places")
hooks.address("people/", people.people, "people")
hooks.address("people/departments/", people.departments, "departments")
hooks.address("people/<int:pk>/", people.person, "person")
hooks.address("figures/", figures.figures, "figures")
hooks.address("figures/<str:key>/", figures.figure, "figure")
hooks.address("findings/", findings.findings, "findings")
