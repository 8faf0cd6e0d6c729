"""Payments out of the treasury: what a ledger transfer paid (+), got back or corrected (−)."""

from django.db import models
from django.db.models import Q

from karez.funds.models import Transfer
from karez.projects.models import Project
from karez.trail.papers import paper_kind

paper_kind("voucher", "支付凭证", order=30, series="voucher")


class Payment(models.Model):
    """国库集中支付. The amount and the day are the transfer's, the voucher is its paper."""

    transfer = models.OneToOneField(Transfer, models.PROTECT, related_name="payment")
    project = models.ForeignKey(Project, models.PROTECT, related_name="payments")
    sign = models.SmallIntegerField()
    stage = models.CharField("环节", max_length=30, blank=True)
    payee = models.CharField("收款人", max_length=120)
    of = models.ForeignKey("self", models.PROTECT, null=True, related_name="followed_by")

    class Meta:
        verbose_name = "支付"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(sign__in=[-1, 1]), name="payment_sign"),
            models.CheckConstraint(
                condition=~Q(payee=""), name="payment_has_a_payee", violation_error_message="必须写明收款人。"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.transfer.paper}"
