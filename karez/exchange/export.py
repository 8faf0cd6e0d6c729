"""The books of a county and budget year as a workbook in the columns of the import: read in again, every row is the same."""

from os import PathLike

from karez.exchange.template import write_books
from karez.kernel.refusal import Forbidden
from karez.kernel.regions import covers
from karez.places.rights import Actor
from karez.sheets.naming import Places
from karez.sheets.sheet import sheets


def export(path: str | PathLike[str], county: str, year: int, *, actor: Actor) -> dict[str, int]:
    """Write what the actor may see of the books of `county` (6 digits) and `year`. Returns the rows of each kind of sheet.

    Raises Forbidden, and Unknown for no county of the list.
    """
    for sheet in sheets():
        actor.require(sheet.right, what="导出")
    if not (covers(actor.region, county) or covers(county, actor.region)):
        raise Forbidden(f"您的岗位看不到 {county} 的账。", hint="请切换到管辖该县的岗位，或联系系统管理员。")
    places = Places(county, {})
    rows = {sheet.kind: list(sheet.out(actor, county, year)) for sheet in sheets()}
    write_books(
        path,
        rows,
        county=places.name,
        year=year,
        townships=places.of("township"),
        villages=places.of("village"),
    )
    return {kind: len(among) for kind, among in rows.items()}
