"""The store of files under the hash of their content: written once, checked each time they are opened."""

import os
import tempfile
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from django.conf import settings

from karez.kernel.refusal import Refusal


class Damaged(Refusal):
    """The file is gone, or is not what its hash says."""

    rule = "trail.damaged"


def path_of(digest: str) -> Path:
    """Where the file with this SHA-256 lies."""
    return Path(settings.PAPERS) / digest[:2] / digest


def keep(chunks: Iterable[bytes]) -> tuple[str, int]:
    """Store a file; returns its SHA-256 and size in bytes. Storing the same content again changes nothing."""
    root = Path(settings.PAPERS)
    root.mkdir(parents=True, exist_ok=True)
    hasher, size = sha256(), 0
    descriptor, temporary = tempfile.mkstemp(dir=root)
    try:
        with os.fdopen(descriptor, "wb") as file:
            for chunk in chunks:
                hasher.update(chunk)
                size += len(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        target = path_of(hasher.hexdigest())
        target.parent.mkdir(exist_ok=True)
        os.replace(temporary, target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return hasher.hexdigest(), size


def read(digest: str) -> bytes:
    """The content, after its hash was checked. Raises Damaged."""
    try:
        content = path_of(digest).read_bytes()
    except FileNotFoundError:
        raise Damaged("附件文件不在了。", hint="请从备份恢复 papers 文件夹，并告知审计。") from None
    if sha256(content).hexdigest() != digest:
        raise Damaged("附件内容与登记时的校验值不符，可能被改动过。", hint="请从备份恢复原件，并告知审计。")
    return content
