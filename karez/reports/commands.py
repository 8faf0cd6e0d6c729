"""撰写、审核报告: every change of what people say in a report."""

from datetime import date
from typing import Annotated

from django.utils import timezone
from pydantic import Field

from karez.acts.act import Note, act
from karez.acts.inputs import Input
from karez.acts.types import County, Starts
from karez.documents.writing import check
from karez.kernel.refusal import Refusal
from karez.places.rights import Actor
from karez.reports.models import Signature, Text
from karez.reports.queries import latest
from karez.reports.sections import BY_KEY, SECTIONS
from karez.reports.told import Body, NewVersion, ReadVersions


class OfReport(Input):
    """Which report: the county's of a budget year."""

    county: County = Field(title="县")
    year: Annotated[int, Starts("year")] = Field(title="年度", ge=2000, le=2100)


class Write(OfReport):
    """A new version of a section. `base` is the version that the writer started from, 0 for none; None doesn't ask."""

    section: str = Field(title="章节")
    body: Body = Field(title="内容", max_length=20_000)
    base: int | None = Field(None, title="所改版本")


class Sign(OfReport):
    """Who reviewed it, and the body in whose name it is issued.

    `versions`: the version of each section that the reviewer read; None doesn't ask.
    """

    reviewer: str = Field(title="审核人", min_length=1, max_length=40)
    issuer: str = Field("", title="落款单位", max_length=80)
    versions: ReadVersions | None = Field(None, title="所审版本")


@act(
    "reports.write",
    label="撰写报告",
    right="reports.write",
    at=lambda do: do.county,
    tells=NewVersion,
    icon="pencil-square",
    page="report",
)
def write(actor: Actor, do: Write, *, day: date, note: Note) -> Text:
    """撰写报告: save a new version of one section; earlier versions stay as they were.

    Refused when there is no such section, when nothing changed, when somebody else saved a version after `base`, and
    for every placeholder or heading that could not be printed (all at once, each with its line).
    """
    if do.section not in BY_KEY:
        raise Refusal(
            f"报告没有“{do.section}”这一节。",
            rule="reports.unknown_section",
            hint=f"可用：{'、'.join(f'{s.key}（{s.title}）' for s in SECTIONS)}。",
            field="section",
        )
    check(do.body, "body")
    title = BY_KEY[do.section].title
    before = latest(do.county, do.year).get(do.section)
    version = before.version if before else 0
    if do.base is not None and before and do.base != version:
        raise Refusal(
            f"“{title}”已有第{version}版（{before.writer}，{before.day}），您改的是第{do.base}版。",
            rule="reports.newer_version",
            hint="请先看过新版本，再把要改的地方写进去。",
            field="body",
        )
    if (before.body if before else "") == do.body:
        raise Refusal(
            f"“{title}”的内容没有变化，未保存新版本。",
            rule="reports.unchanged",
            hint="修改内容后再保存。",
            field="body",
        )
    note.label = f"{do.year}年报告·{title}"
    note.before = {"version": version, "body": before.body} if before else {}
    note.after = {"version": version + 1, "body": do.body}
    return Text.objects.create(
        county=do.county,
        year=do.year,
        section=do.section,
        version=version + 1,
        body=do.body,
        day=day,
        written_by=actor.username,
        writer=actor.name,
        written_at=timezone.now(),
    )


@act(
    "reports.sign",
    label="审核报告",
    right="reports.sign",
    at=lambda do: do.county,
    icon="pen",
    page="report",
)
def sign(actor: Actor, do: Sign, *, day: date, note: Note) -> Signature:
    """审核报告: name the reviewer who answers for the report in its present wording.

    Once a section gets a new version, the report again says 待审核 until it is signed anew. Refused when a section got
    a version after those that were read.
    """
    texts = latest(do.county, do.year)
    versions = {section: text.version for section, text in sorted(texts.items())}
    if do.versions is not None and do.versions != versions:
        moved = [BY_KEY[key].title for key in BY_KEY if versions.get(key) != do.versions.get(key)]
        raise Refusal(
            f"您看过之后，{'、'.join(f'“{title}”' for title in moved)}又有新版本，没有审核。",
            rule="reports.newer_version",
            hint="请看过新版本再审核。",
        )
    note.label = f"{do.year}年报告"
    note.after = {"reviewer": do.reviewer, "issuer": do.issuer, "versions": versions}
    return Signature.objects.create(
        county=do.county,
        year=do.year,
        reviewer=do.reviewer,
        issuer=do.issuer,
        versions=versions,
        day=day,
        signed_by=actor.username,
        signed_at=timezone.now(),
    )
