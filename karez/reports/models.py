"""What people write for a report, in versions, and who answered for it. Nothing here acts."""

from django.db import models


class Text(models.Model):
    """一节文字: one version of what people wrote for one section of a county's report of a year. Append-only."""

    county = models.CharField("县", max_length=6)
    year = models.IntegerField("年度")
    section = models.CharField("章节", max_length=30)
    version = models.IntegerField("版本")
    body = models.TextField("内容", blank=True)
    day = models.DateField("业务日期")
    written_by = models.CharField("撰写人用户名", max_length=40)
    writer = models.CharField("撰写人", max_length=40)
    written_at = models.DateTimeField("保存时间")

    class Meta:
        verbose_name = "报告文字"
        ordering = ["county", "year", "section", "version"]
        constraints = [
            models.UniqueConstraint(
                fields=["county", "year", "section", "version"],
                name="text_version_once",
                violation_error_message="刚刚有人保存了这一节的新版本，请刷新页面，看过后再保存。",
            ),
            models.CheckConstraint(
                condition=models.Q(version__gte=1),
                name="text_version_from_one",
                violation_error_message="版本号从1开始。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.section} 第{self.version}版"


class Signature(models.Model):
    """审核: who reviewed the report of a year, in the wording that stood then. Append-only; the latest counts."""

    county = models.CharField("县", max_length=6)
    year = models.IntegerField("年度")
    reviewer = models.CharField("审核人", max_length=40)
    issuer = models.CharField("落款单位", max_length=80, blank=True)
    versions = models.JSONField("所审版本", default=dict)  # section -> version reviewed
    day = models.DateField("审核日期")
    signed_by = models.CharField("经办人用户名", max_length=40)
    signed_at = models.DateTimeField("保存时间")

    class Meta:
        verbose_name = "报告审核"
        ordering = ["county", "year", "id"]
        indexes = [models.Index(fields=["county", "year"])]

    def __str__(self) -> str:
        return f"{self.year}年报告（审核人：{self.reviewer}）"
