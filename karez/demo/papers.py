"""Example papers of the demo county: a small PDF for each document number, so that every figure opens down to a file.

They say in large letters that they are examples; what they state is what the books hold.
"""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pylopdf_fonts_zh_cn
import typst

from karez.acts.commands import Attach, attach
from karez.funds.models import TRANSFERS, Transfer
from karez.kernel.money import capital, yuan
from karez.places.rights import Actor, operator
from karez.trail import store
from karez.trail.models import Paper

PAGE = Path(__file__).parent / "paper.typ"


def attach_papers(data: dict[str, Any], actor: Actor | None = None) -> Iterator[str]:
    """Make and attach a file for every paper of the county that has none; yields a line for each."""
    county = data["county"]
    actor = actor or operator(county, via="演示数据")
    fonts = [str(Path(pylopdf_fonts_zh_cn.__file__).parent)]
    compiler = typst.Compiler(str(PAGE), font_paths=fonts, ignore_system_fonts=True)
    for paper in Paper.objects.filter(county=county, attachments=None).order_by("dated", "number"):
        said = json.dumps(_said(paper), ensure_ascii=False)
        page = compiler.compile(format="pdf", sys_inputs={"paper": said})
        assert isinstance(page, bytes)
        digest, _ = store.keep([page])
        day = paper.dated or date.fromisoformat(data["as_of"])
        do = Attach(
            paper=paper, sha256=digest, name=f"{paper.number}（示例）.pdf", media_type="application/pdf"
        )
        attach(actor, do, day=day, key=f"demo:paper:{paper.pk}")
        yield f"{day} {paper.number}"


def _said(paper: Paper) -> dict[str, Any]:
    """What the page shows: the paper and the transfers that name it."""
    rows = []
    for transfer in (
        Transfer.objects.filter(paper=paper).select_related("grant", "debit", "credit").order_by("seq")
    ):
        project = transfer.credit.project or transfer.debit.project
        rows.append(
            [TRANSFERS[transfer.kind], str(project or "—"), transfer.grant.document, yuan(transfer.amount)]
        )
    total = sum(one.amount for one in Transfer.objects.filter(paper=paper))
    return {
        "kind": paper.labels,
        "number": paper.number,
        "title": paper.title or paper.labels,
        "dated": paper.dated.isoformat() if paper.dated else "",
        "rows": rows,
        "total": yuan(total),
        "capital": capital(total),
    }
