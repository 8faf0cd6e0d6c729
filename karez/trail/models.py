"""The journal of every act, one chain of hashes a county, and the papers behind the acts."""

from django.db import models

from karez.trail.papers import SERIES, labels


class Chain(models.Model):
    """The head of one chain: how many links a county's book has and the hash of the last.

    The head is why a row added at the end, or the last row taken away, does not go unseen.
    """

    name = models.CharField(max_length=10)  # "ledger" or "trail"
    county = models.CharField(max_length=6, blank=True)
    seq = models.BigIntegerField(default=0)
    head = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "county"], name="chain_once")]


class Paper(models.Model):
    """凭据: a document with its number (文号 or voucher number), of which files may be attached.

    `kinds` are the codes of what it was used for (`karez/trail/papers.py`), in the order in which they came.
    """

    county = models.CharField("县", max_length=6)
    series = models.CharField("编号", max_length=10, choices=list(SERIES.items()))
    number = models.CharField("文号", max_length=120)
    title = models.CharField("标题", max_length=200, blank=True)
    dated = models.DateField("日期", null=True, blank=True)
    kinds = models.JSONField("种类", default=list)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["county", "series", "number"],
                name="paper_once",
                violation_error_message="这个文号已登记。",
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def labels(self) -> str:
        """Its kinds in words: `指标文件、批复文件`."""
        return labels(self.kinds)


class Attachment(models.Model):
    """附件: a file of a paper, kept under the hash of its content and checked when opened."""

    paper = models.ForeignKey(Paper, models.PROTECT, related_name="attachments")
    sha256 = models.CharField(max_length=64, db_index=True)
    name = models.CharField("文件名", max_length=200)
    size = models.BigIntegerField("字节")
    media_type = models.CharField(max_length=100)
    added_by = models.CharField(max_length=40)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["paper", "sha256"],
                name="attachment_once",
                violation_error_message="这份文件已经附上。",
            )
        ]


class Entry(models.Model):
    """One act in the journal: who, when, from where, what was before and after, on which paper. Append-only."""

    county = models.CharField(max_length=6, blank=True)
    seq = models.BigIntegerField()
    recorded_at = models.DateTimeField("记录时间")
    day = models.DateField("业务日期")
    username = models.CharField("用户名", max_length=40)
    name = models.CharField("姓名", max_length=40)
    role = models.CharField("角色", max_length=10)
    via = models.CharField("途径", max_length=20)
    address = models.CharField("来处", max_length=64, blank=True)
    act = models.CharField("事项", max_length=40)
    subject = models.CharField("对象", max_length=60, blank=True)  # "funds.grant:12"
    label = models.CharField("对象名称", max_length=200, blank=True)
    region = models.CharField(max_length=12, blank=True)
    paper = models.CharField("凭据", max_length=120, blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    findings = models.JSONField(default=list)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["county", "-seq"]
        constraints = [models.UniqueConstraint(fields=["county", "seq"], name="entry_once")]
        indexes = [models.Index(fields=["subject"]), models.Index(fields=["county", "act"])]
