"""Acts of the rooms above, which know no acts: attaching papers, naming places. Those about people: people.py."""

from datetime import date

from pydantic import Field

from karez.acts.act import Note, act
from karez.acts.files import attach_to
from karez.acts.inputs import Input, StoredFile
from karez.acts.types import Name, Ref
from karez.kernel.refusal import Refusal
from karez.kernel.regions import covers, full, level, parent
from karez.places.models import Region
from karez.places.rights import Actor
from karez.trail.models import Attachment, Paper


class OfPaper(Input):
    """The paper that it is about."""

    paper: Ref[Paper] = Field(title="凭据")


class Attach(StoredFile, OfPaper):
    """A file that was stored already (by the hash of its content), to be attached to a paper."""


class NamePlace(Input):
    """A township or village that the national list does not have."""

    code: str = Field(title="代码", pattern=r"^[0-9]{12}$")
    name: Name = Field(title="名称", min_length=1, max_length=60)


@act(
    "trail.attach",
    label="附上凭据文件",
    right="trail.attach",
    at=lambda do: do.paper.county,
    icon="paperclip",
    page="papers",
)
def attach(actor: Actor, do: Attach, *, day: date, note: Note) -> Attachment:
    """附件: attach a stored file to a paper. Refused when the file is not in the store or is attached already."""
    attached = attach_to(do.paper, [do], actor)
    if not attached:
        raise Refusal(f"这份文件已经附在 {do.paper} 下。", rule="trail.attached_already", field="sha256")
    note.subject, note.paper, note.after = do.paper, do.paper, {"name": do.name, "sha256": do.sha256}
    return attached[0]


@act(
    "places.name_place",
    label="登记地名",
    right="places.name_place",
    at=lambda do: do.code,
    icon="geo-alt",
    about="登记全国代码表中没有的乡镇、村、农场。",
    order=530,
)
def name_place(actor: Actor, do: NamePlace, *, day: date, note: Note) -> Region:
    """登记地名: add a township or village with its code (a farm, a new community), below a place that is known."""
    above = parent(do.code)
    if level(do.code) not in ("township", "village") or not Region.objects.filter(code=full(above)).exists():
        raise Refusal(
            f"代码 {do.code} 的上级 {above} 未登记。",
            rule="places.no_parent",
            hint="请核对 12 位代码：前 9 位是乡镇，后 3 位是村。",
            field="code",
        )
    if (known := Region.objects.filter(code=do.code).first()) is not None:
        raise Refusal(f"代码 {do.code} 已是“{known}”。", rule="places.code_taken", field="code")
    note.after = {"code": do.code, "name": do.name}
    assert covers(above, do.code)
    return Region.objects.create(code=do.code, name=do.name, level=level(do.code))
