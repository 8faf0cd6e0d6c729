"""Projects, their places and their declared targets, as they stand and as they stood on any day."""

from typing import Self

from django.db import models
from django.db.models import F, Q

from karez.places.models import Department, Region
from karez.places.where import Where
from karez.trail import spans
from karez.trail.spans import Span


class Facts(models.Model):
    """What is said of a project. Held twice: as it stands (Project) and as it stood (Edition)."""

    name = models.CharField("项目名称", max_length=120)
    category = models.CharField("项目类型", max_length=20)
    kind = models.CharField("二级类型", max_length=40)
    region = models.ForeignKey(Region, models.PROTECT, verbose_name="建设地点", related_name="+")
    supervisor = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, verbose_name="主管部门", related_name="+"
    )
    implementer = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, verbose_name="实施单位", related_name="+"
    )
    operator = models.CharField("经营主体", max_length=120, blank=True)
    operator_kind = models.CharField("经营主体类型", max_length=30, blank=True)
    content = models.TextField("建设内容", blank=True)
    planned = models.BigIntegerField("总投资", default=0)  # fen
    starts = models.DateField("开工日期", null=True, blank=True)
    ends = models.DateField("完工日期", null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def where(self) -> Where:
        """Where rights on it are asked."""
        return Where.of(self.region_id, self.supervisor_id, self.implementer_id, further=self._further)

    def _further(self) -> list[str]:
        return [place.code for place in self.places]

    @property
    def places(self) -> tuple[Region, ...]:
        """其他建设地点: where it lies besides the main place (`region`), in the order of their codes."""
        raise NotImplementedError


class Project(Facts):
    """项目, as it stands. Of which budget years it is, its arrangements say."""

    county = models.CharField(max_length=6)
    code = models.CharField("项目编号", max_length=30)
    registered = models.DateField("登记日期")

    class Meta:
        verbose_name = "项目"
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                fields=["county", "code"], name="project_code_once", violation_error_message="项目编号重复。"
            ),
            models.CheckConstraint(
                condition=Q(planned__gte=0),
                name="project_planned_not_negative",
                violation_error_message="总投资不能为负。",
            ),
            models.CheckConstraint(
                condition=Q(starts__isnull=True) | Q(ends__isnull=True) | Q(starts__lte=F("ends")),
                name="project_starts_before_it_ends",
                violation_error_message="完工日期不能早于开工日期。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def places(self) -> tuple[Region, ...]:
        sites = Site.objects.filter(spans.current("edition__"), edition__project=self)
        return tuple(site.region for site in sites.select_related("region"))


class Edition(Facts, Span):
    """项目 as it stood: one row for each time in which nothing was amended."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="editions")

    class Meta:
        ordering = ["project", "valid_from"]
        constraints = spans.constraints("edition", "project")
        indexes = [
            models.Index(
                fields=["project", "valid_from", "valid_to"],
                condition=spans.known_at(),
                name="edition_known_now",
            )
        ]

    @property
    def places(self) -> tuple[Region, ...]:
        # Of many editions: prefetch `sites__region`.
        return tuple(site.region for site in self.sites.all())

    def take_along(self, earlier: Self) -> None:
        Site.objects.bulk_create(
            Site(edition=self, region_id=code) for code in earlier.sites.values_list("region_id", flat=True)
        )


class Site(models.Model):
    """A place of a project besides its main one, as an edition says it; it holds and is known as long as that one."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="sites")
    region = models.ForeignKey(Region, models.PROTECT, verbose_name="其他建设地点", related_name="+")

    class Meta:
        verbose_name = "建设地点"
        ordering = ["region_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "region"],
                name="site_once",
                violation_error_message="同一建设地点只能列一次。",
            )
        ]


class Arrangement(Span):
    """年度安排: a project is on the lists of a budget year, from a day on.

    Of the projects of a county that are arranged for one year no two have one name: acts see to it under the county's lock.
    """

    project = models.ForeignKey(Project, models.PROTECT, related_name="arrangements")
    year = models.IntegerField("预算年度")

    class Meta:
        ordering = ["project", "year", "valid_from"]
        constraints = spans.constraints("arrangement", "project", "year")
        indexes = [
            models.Index(fields=["year", "project"], condition=spans.known_at(), name="arrangement_known_now")
        ]


class Target(Span):
    """绩效目标 declared for a project: what is expected of it, from a day on."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="targets")
    indicator = models.CharField("指标", max_length=40)  # a code of the policy layer, which has its unit
    value = models.BigIntegerField("目标值")  # fen for money, else a number of the indicator's unit

    class Meta:
        ordering = ["project", "indicator", "valid_from"]
        constraints = [
            *spans.constraints("target", "project", "indicator"),
            models.CheckConstraint(
                condition=Q(value__gte=0),
                name="target_not_negative",
                violation_error_message="目标值不能为负。",
            ),
        ]
        indexes = [models.Index(fields=["project", "indicator"])]
