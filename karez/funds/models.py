"""Grants, the ledger's accounts and transfers, and the quotas given to projects. Nothing here acts.

The amount of everything lies in the transfer; an allotment only says what the transfer was for. DESIGN §5.
"""

from django.db import models
from django.db.models import F, Q

from karez.projects.models import Project
from karez.trail.models import Paper
from karez.trail.papers import paper_kind

paper_kind("grant", "指标文件", order=10)
paper_kind("approval", "批复文件", order=20)

SIGNED = F("sign") * F("transfer__amount")
"""What an allotment or a payment adds, in fen: its transfer's amount, below zero where it takes away."""

ACCOUNTS = {
    "arrived": "上级下达",  # the contra account: minus what came, so that a grant's accounts always add up to 0
    "available": "可用指标",
    "allotted": "已下达未支付",
    "paid": "已支付",
    "returned": "已上交",
}
TRANSFERS = {
    "arrive": "到位",
    "allot": "下达",
    "reallocate": "调剂",
    "pay": "支付",
    "refund": "退回",
    "return": "上交",
    "reverse": "冲销",
}


class Grant(models.Model):
    """资金文件 (指标文): money that a level above allots to the county by a numbered document."""

    county = models.CharField("县", max_length=6)
    year = models.IntegerField("预算年度")
    document = models.CharField("文号", max_length=120)
    source = models.CharField("资金层级", max_length=12)
    task = models.CharField("资金任务", max_length=20)
    amount = models.BigIntegerField("金额")  # fen
    issued = models.DateField("下达日期")
    received = models.DateField("收到日期")
    advance_notice = models.BooleanField("提前告知", default=False)
    direct = models.BooleanField("直达资金", default=False)
    paper = models.ForeignKey(Paper, models.PROTECT, related_name="+", verbose_name="指标文件")

    class Meta:
        verbose_name = "资金文件"
        ordering = ["received", "document"]
        constraints = [
            models.UniqueConstraint(
                fields=["county", "document", "source", "task"],
                name="grant_once",
                violation_error_message="这份文件的这项资金已经登记。",
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0), name="grant_positive", violation_error_message="金额必须大于 0。"
            ),
            models.CheckConstraint(
                condition=Q(issued__lte=F("received")),
                name="grant_issued_before_received",
                violation_error_message="收到日期不能早于下达日期。",
            ),
        ]
        indexes = [models.Index(fields=["county", "year"])]

    def __str__(self) -> str:
        return self.document


class Account(models.Model):
    """账户 of a grant. The database refuses a balance on the wrong side of zero."""

    grant = models.ForeignKey(Grant, models.PROTECT, related_name="accounts")
    kind = models.CharField(max_length=10, choices=list(ACCOUNTS.items()))
    project = models.ForeignKey(Project, models.PROTECT, null=True, blank=True, related_name="accounts")
    balance = models.BigIntegerField(default=0)  # fen
    last_day = models.DateField(null=True)  # the latest business day on which it moved

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["grant", "kind"], condition=Q(project__isnull=True), name="account_of_grant_once"
            ),
            models.UniqueConstraint(
                fields=["grant", "kind", "project"],
                condition=Q(project__isnull=False),
                name="account_of_project_once",
            ),
            models.CheckConstraint(
                condition=Q(kind="arrived", balance__lte=0) | (~Q(kind="arrived") & Q(balance__gte=0)),
                name="account_not_overdrawn",
                violation_error_message="账户余额不足。",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["allotted", "paid"], project__isnull=False)
                | (~Q(kind__in=["allotted", "paid"]) & Q(project__isnull=True)),
                name="account_has_a_project_or_not",
                violation_error_message="项目账户与资金账户不能混用。",
            ),
        ]


class Transfer(models.Model):
    """一笔转账: from one account of a grant to another, append-only, chained by hashes in the county's book."""

    county = models.CharField(max_length=6)
    seq = models.BigIntegerField()
    kind = models.CharField("种类", max_length=10, choices=list(TRANSFERS.items()))
    grant = models.ForeignKey(Grant, models.PROTECT, related_name="transfers")
    debit = models.ForeignKey(Account, models.PROTECT, related_name="+")
    credit = models.ForeignKey(Account, models.PROTECT, related_name="+")
    amount = models.BigIntegerField("金额")  # fen
    day = models.DateField("业务日期")
    recorded_at = models.DateTimeField("记录时间")
    username = models.CharField("经办人", max_length=40)
    key = models.CharField(max_length=120, unique=True)
    paper = models.ForeignKey(Paper, models.PROTECT, related_name="+")
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversal")
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = "转账"
        ordering = ["county", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["county", "seq"], name="transfer_seq_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="transfer_positive"),
            models.CheckConstraint(condition=~Q(debit=F("credit")), name="transfer_between_two"),
            models.CheckConstraint(
                condition=Q(kind="reverse", reverses__isnull=False)
                | (~Q(kind="reverse") & Q(reverses__isnull=True)),
                name="transfer_reversal_names_its_original",
            ),
        ]
        indexes = [models.Index(fields=["debit", "day"]), models.Index(fields=["credit", "day"])]

    def __str__(self) -> str:
        return f"{self.county}#{self.seq}"


class Allotment(models.Model):
    """指标下达: what a transfer gave (+) or took (−) of a project's quota. The amount is the transfer's."""

    transfer = models.ForeignKey(Transfer, models.PROTECT, related_name="allotments")
    project = models.ForeignKey(Project, models.PROTECT, related_name="allotments")
    sign = models.SmallIntegerField()
    quota_issued = models.DateField("指标下达日期", null=True, blank=True)

    class Meta:
        verbose_name = "资金分配"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(sign__in=[-1, 1]), name="allotment_sign"),
            models.UniqueConstraint(fields=["transfer", "project"], name="allotment_once"),
        ]

    def __str__(self) -> str:
        return f"{self.project}（{self.transfer.paper}）"


class ClosedYear(models.Model):
    """结账: no business day of this calendar year may be booked any more in the county."""

    county = models.CharField("县", max_length=6)
    year = models.IntegerField("年度")
    paper = models.ForeignKey(Paper, models.PROTECT, related_name="+")
    closed_on = models.DateField("结账日期")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["county", "year"],
                name="year_closed_once",
                violation_error_message="这个年度已经结账。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.county} {self.year}"
