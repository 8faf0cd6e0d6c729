"""What the books have left, beside the forms that draw on it."""

from django.db.models import Exists, OuterRef, Subquery

from karez.funds.models import Account, Grant
from karez.funds.queries import grants
from karez.pages.beside_form import Beside, Chosen, Line, beside_form
from karez.pages.books import Books
from karez.projects.models import Arrangement, Project
from karez.projects.queries import visible
from karez.trail.spans import current

MOST = 20
"""Lines of projects at most."""


@beside_form(Grant)
def balances(books: Books, chosen: Chosen) -> Beside:
    """What the chosen grant may still allot, the unpaid quota of the chosen projects, and which of them the grant would bring
    onto the lists of its year. At most three queries.
    """
    panel = Beside("账上余额", "选好资金文件和项目、提交时核对余额；不够的会说明还差多少。")
    if chosen.get(Grant):
        seen = grants(books.actor).filter(pk__in=chosen[Grant])
        for account in Account.objects.filter(grant__in=seen, kind="available").select_related("grant"):
            url = books.url("grant", account.grant_id)
            panel.lines.append(Line(f"{account.grant.document} 可下达", account.balance, url))
    if chosen.get(Project):
        own = visible(books.actor).filter(pk__in=chosen[Project])
        quotas = Account.objects.filter(project__in=own, kind="allotted")
        if chosen.get(Grant):
            quotas = quotas.filter(grant__in=chosen[Grant])
        for account in quotas.select_related("grant", "project").order_by("project", "grant")[:MOST]:
            url = books.url("project", account.project_id)
            words = f"{account.project}在 {account.grant.document} 下未支付"
            panel.lines.append(Line(words, account.balance, url))
    if chosen.get(Grant) and chosen.get(Project):
        panel.notes.extend(_brought(books, chosen))
    return panel


def _brought(books: Books, chosen: Chosen) -> list[str]:
    """Said of each chosen project that is not arranged for the year of the chosen grant yet."""
    year = grants(books.actor).filter(pk__in=chosen[Grant]).values("year")[:1]
    own = visible(books.actor).filter(pk__in=chosen[Project]).annotate(of=Subquery(year)).exclude(of=None)
    standing = Arrangement.objects.filter(current(), project=OuterRef("pk"), year=OuterRef("of"))
    return [
        f"“{project}”还没有安排到 {project.of} 年度；用这份资金下达后，安排到 {project.of} 年度。"
        for project in own.filter(~Exists(standing)).order_by("code")
    ]
