"""The county's word on the policy layer: which unread values it has read and confirms, on which paper."""

from django.db import models

from karez.trail.models import Paper
from karez.trail.papers import paper_kind

paper_kind("confirmation", "政策依据", order=40)


class Confirmation(models.Model):
    """确认依据: in this county a parameter's value, valid from its date, has been checked against its source."""

    county = models.CharField("县", max_length=6)
    parameter = models.CharField("参数", max_length=60)
    valid_from = models.DateField("自何日起的值")
    value = models.CharField("确认的值", max_length=200)
    paper = models.ForeignKey(Paper, models.PROTECT, verbose_name="依据文件")
    confirmed_on = models.DateField("确认日期")
    confirmed_by = models.CharField("确认人", max_length=40)

    class Meta:
        ordering = ["county", "parameter"]
        constraints = [
            models.UniqueConstraint(
                fields=["county", "parameter", "valid_from"],
                name="confirmation_once",
                violation_error_message="这个值已经确认过。",
            )
        ]

    def __str__(self) -> str:
        return self.parameter
