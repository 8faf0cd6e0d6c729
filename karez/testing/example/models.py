"""Wages that people earned on a project. Nothing here acts."""

from django.db import models
from django.db.models import Q

from karez.places.where import Where
from karez.projects.models import Project


class Wage(models.Model):
    """务工发放: what one person earned on a project by a day, and whether somebody compared it with the list that was signed."""

    project = models.ForeignKey(Project, models.PROTECT, verbose_name="项目", related_name="+")
    worker = models.CharField("务工人员", max_length=40)
    days = models.IntegerField("务工天数")
    amount = models.BigIntegerField("金额")  # fen
    day = models.DateField("发放日期")
    checked = models.BooleanField("已核对", default=False)

    class Meta:
        verbose_name = "务工发放"
        ordering = ["day", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0), name="wage_positive", violation_error_message="金额必须大于 0。"
            ),
            models.UniqueConstraint(
                fields=["project", "worker", "day"],
                name="wage_once",
                violation_error_message="这个人这一天的务工发放已经登记。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.worker} {self.day}"

    @property
    def where(self) -> Where:
        """Where rights on it are asked: those of its project."""
        return self.project.where
