"""What is written and signed for a report, and the report itself for one who may read it."""

from datetime import date

from django.db.models import F, QuerySet, Window
from django.db.models.functions import RowNumber

from karez.documents.document import Document
from karez.figures import Reading, Scope
from karez.kernel.refusal import Unknown
from karez.kernel.regions import full
from karez.places.models import Region
from karez.places.rights import Actor
from karez.reports.annual import Words, annual
from karez.reports.models import Signature, Text


def latest(county: str, year: int) -> dict[str, Text]:
    """The latest version of each section that has one, by section key."""
    ranked = Text.objects.filter(county=county, year=year).annotate(
        place=Window(RowNumber(), partition_by=F("section"), order_by=F("version").desc())
    )
    return {text.section: text for text in ranked.filter(place=1)}


def history(county: str, year: int, section: str) -> QuerySet[Text]:
    """All versions of a section, the newest first."""
    return Text.objects.filter(county=county, year=year, section=section).order_by("-version")


def last_signature(county: str, year: int) -> Signature | None:
    """The latest signature, whether it still stands or not."""
    return Signature.objects.filter(county=county, year=year).order_by("-id").first()


def words(county: str, year: int) -> Words:
    """What people wrote and, while it covers the present wording, who signed."""
    texts = latest(county, year)
    signed = last_signature(county, year)
    stands = signed is not None and signed.versions == {key: text.version for key, text in texts.items()}
    return Words(
        texts={key: text.body for key, text in texts.items()},
        reviewer=signed.reviewer if signed and stands else "",
        issuer=signed.issuer if signed else "",
    )


def build(county: str, year: int, as_of: date, actor: Actor) -> Document:
    """The county's annual report with figures as at the end of `as_of` and the latest wording.

    It speaks for the whole county, so the reader's scope must hold all of it. Raises Forbidden; Unknown when there is no
    such county; BadPlaceholder when a text quotes a figure that the catalogue no longer has.
    """
    actor.require("reports.read", county, "查看报告")
    place = Region.objects.filter(code=full(county), level="county").first()
    if place is None:
        raise Unknown(
            f"没有代码为“{county}”的县。",
            hint="请写6位行政区划代码；新县先导入资金台账或由系统管理员登记。",
            field="county",
        )
    return annual(Reading(Scope.whole(county, year, as_of)), place.name, words(county, year))
