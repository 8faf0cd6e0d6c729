"""What the books have left, beside the forms that draw on it."""

from karez.funds.models import Account, Grant
from karez.funds.queries import grants
from karez.pages.beside_form import Beside, Chosen, Line, beside_form
from karez.pages.books import Books
from karez.projects.models import Project
from karez.projects.queries import visible

MOST = 20
"""Lines of projects at most."""


@beside_form(Grant)
def balances(books: Books, chosen: Chosen) -> Beside:
    """What the chosen grant may still allot, and the unpaid quota of the chosen project. At most two queries."""
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
    return panel
