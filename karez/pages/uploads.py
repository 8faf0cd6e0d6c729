"""Files that people hand in: which kinds are taken, how they are recognised, and how they are shown again."""

from dataclasses import dataclass
from pathlib import PurePath

from django.conf import settings
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.utils.http import content_disposition_header

from karez.kernel.refusal import Invalid, Refusal
from karez.trail import store
from karez.trail.models import Attachment

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OFFICE = "application/vnd.openxmlformats-officedocument"
KINDS: dict[str, tuple[str, bytes]] = {
    ".pdf": ("application/pdf", b"%PDF-"),
    ".ofd": ("application/ofd", _ZIP),
    ".jpg": ("image/jpeg", b"\xff\xd8\xff"),
    ".jpeg": ("image/jpeg", b"\xff\xd8\xff"),
    ".png": ("image/png", b"\x89PNG\r\n\x1a\n"),
    ".docx": (f"{OFFICE}.wordprocessingml.document", _ZIP),
    ".xlsx": (f"{OFFICE}.spreadsheetml.sheet", _ZIP),
    ".doc": ("application/msword", _OLE),
    ".xls": ("application/vnd.ms-excel", _OLE),
    ".wps": ("application/vnd.ms-works", _OLE),
    ".et": ("application/vnd.ms-excel", _OLE),
    ".txt": ("text/plain", b""),
}
"""Ending → media type, and the bytes with which such a file begins."""
ACCEPT = ",".join(KINDS)
TAKEN = "PDF、OFD、JPG、PNG、Word、Excel、WPS、TXT"
INLINE = {"application/pdf", "image/jpeg", "image/png", "text/plain"}
SALT = "karez.web.upload"


@dataclass(frozen=True)
class Stored:
    """A file that lies in the store under its hash, not yet attached to anything."""

    sha256: str
    name: str
    media_type: str

    def ticket(self, username: str) -> str:
        """A signed note by which a form that comes back still has its file, for this person only."""
        return signing.dumps([self.sha256, self.name, self.media_type, username], salt=SALT)


def redeem(ticket: str, username: str) -> Stored | None:
    """The file of a ticket; None when it is no ticket of ours, of another person, or older than a day."""
    try:
        digest, name, media_type, owner = signing.loads(ticket, salt=SALT, max_age=86_400)
    except signing.BadSignature:
        return None
    return Stored(digest, name, media_type) if owner == username else None


def take(file: UploadedFile, field: str = "file") -> Stored:
    """Check a file and put it into the store. Raises Invalid for a kind that is not taken, one too big or an empty one."""
    name = PurePath((file.name or "").replace("\\", "/")).name.strip() or "附件"
    ending = PurePath(name).suffix.lower()
    if ending not in KINDS:
        raise Invalid(f"不收“{ending or name}”这种文件。", hint=f"请上传 {TAKEN}。", field=field)
    if not file.size:
        raise Invalid(f"文件“{name}”是空的。", hint="请检查原件后重新上传。", field=field)
    if file.size > settings.UPLOAD_LIMIT:
        limit = settings.UPLOAD_LIMIT // 1024**2
        raise Invalid(f"文件“{name}”超过 {limit} MB。", hint="请压缩扫描件，或分成几份上传。", field=field)
    media_type, begins = KINDS[ending]
    head = file.read(4096)
    file.seek(0)
    if not head.startswith(begins) or (ending == ".txt" and b"\0" in head):
        raise Invalid(
            f"文件“{name}”的内容不是{ending}文件。",
            hint="请不要改扩展名；用原来的软件另存一份再上传。",
            field=field,
        )
    digest, _ = store.keep(file.chunks())
    return Stored(digest, name[-200:], media_type)


def serve(attachment: Attachment) -> HttpResponse:
    """The file, after its hash was checked; shown in the browser only where that is safe. Raises store.Damaged, Refusal."""
    if attachment.size > settings.UPLOAD_LIMIT:
        raise Refusal(
            "这份附件太大，不能在网页上打开。",
            hint="请联系系统管理员从 papers 文件夹取出。",
            rule="web.too_big",
        )
    content = store.read(attachment.sha256)
    kind = (
        attachment.media_type
        if attachment.media_type in {media for media, _ in KINDS.values()}
        else "application/octet-stream"
    )
    inline = kind in INLINE
    if kind == "text/plain":
        kind = f"text/plain; charset={_charset(content)}"
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = content_disposition_header(not inline, attachment.name) or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    # Browsers' own PDF viewers do not start in a sandbox; a PDF can reach nothing under default-src 'none' either.
    sandbox = "" if kind == "application/pdf" else "sandbox; "
    answer["Content-Security-Policy"] = (
        f"{sandbox}default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; object-src 'self'; "
        "frame-ancestors 'none'; form-action 'none'; base-uri 'none'"
    )
    return answer


def _charset(content: bytes) -> str:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8"
