"""Too many failed sign-ins: counted in small files of KAREZ_HOME, so that every worker process sees all of them.

A try is written down before the password is looked at, so tries at the same moment count, too.
"""

import os
import secrets
import time
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from django.conf import settings

WINDOW = 10 * 60
"""Seconds for which a failed try counts."""
TRIES = 5
"""Tries of one user name from one address within the window."""
TRIES_OF_ADDRESS = 60
"""Tries of all user names from one address: a whole office may sit behind it."""


def _file(*parts: str) -> Path:
    return Path(settings.HOME) / "tries" / sha256("\n".join(parts).encode()).hexdigest()


def _count(file: Path, now: float) -> int:
    try:
        stamps = file.read_text("ascii").split()
    except FileNotFoundError:
        return 0
    return sum(float(one) > now - WINDOW for one in stamps)


def _write(file: Path, now: float) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # One short write at the end of the file is atomic: no try is lost between processes.
    with open(os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "ab", buffering=0) as opened:
        opened.write(f"{now:.0f}\n".encode("ascii"))


def allow(username: str, address: str) -> bool:
    """Write down a try; whether it may go on to the password."""
    now = time.time()
    own, shared = _file(username.lower(), address), _file(address)
    if _count(own, now) >= TRIES or _count(shared, now) >= TRIES_OF_ADDRESS:
        return False
    _write(own, now)
    _write(shared, now)
    if secrets.randbelow(50) == 0:
        _sweep(now)
    return True


def _sweep(now: float) -> None:
    """Take away the files in which nothing counts any more."""
    for file in (Path(settings.HOME) / "tries").iterdir():
        with suppress(FileNotFoundError):
            if file.stat().st_mtime < now - WINDOW:
                file.unlink()


def forget(username: str, address: str) -> None:
    """The password was right: earlier slips of this person count no more."""
    _file(username.lower(), address).unlink(missing_ok=True)
