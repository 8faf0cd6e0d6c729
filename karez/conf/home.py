"""KAREZ_HOME: the one folder that holds a deployment's state (database, papers, secret, settings).

Plain files, read without Django, so that the command line can look before it starts anything.
"""

import json
import os
import secrets
from datetime import date
from pathlib import Path
from typing import Any

DEFAULTS: dict[str, Any] = {
    "allowed_hosts": ["localhost", "127.0.0.1", "[::1]"],
    "https": False,
    "day": None,  # the demo's day; an office leaves it empty and lives today
    "day_of": None,  # the county whose books stand on that day; others live today
    "fonts": None,  # a folder with the office's own licensed fonts (仿宋, 小标宋 …) for PDF
}


def home() -> Path:
    """The folder, by KAREZ_HOME, else `./var`. It may not exist yet."""
    return Path(os.environ.get("KAREZ_HOME") or "var").resolve()


def load() -> dict[str, Any]:
    """`karez.json` over the defaults. Raises ValueError when the file cannot be read or names an unknown setting."""
    path = home() / "karez.json"
    if not path.exists():
        return dict(DEFAULTS)
    try:
        said = json.loads(path.read_text("utf-8"))
    except json.JSONDecodeError as error:
        raise ValueError(f"设置文件 karez.json 第 {error.lineno} 行不是有效的 JSON：{error.msg}") from None
    if unknown := set(said) - set(DEFAULTS):
        raise ValueError(
            f"设置文件 karez.json 有不认识的设置：{'、'.join(sorted(unknown))}；可用：{'、'.join(DEFAULTS)}。"
        )
    return DEFAULTS | said


def save(**changes: Any) -> None:
    """Change some settings and keep the others."""
    settings = load() | changes
    home().mkdir(parents=True, exist_ok=True)
    (home() / "karez.json").write_text(json.dumps(settings, ensure_ascii=False, indent=1) + "\n", "utf-8")


def secret_path() -> Path:
    """Where the secret key lies."""
    return home() / "secret.key"


def make_secret() -> bool:
    """Make the secret key once, readable by its owner only. False when there is one already."""
    home().mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(secret_path(), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(64))
    return True


def secret() -> str:
    """The secret key; before `karez init` one that lives as long as the process."""
    return secret_path().read_text() if secret_path().exists() else secrets.token_urlsafe(64)


def business_day(county: str | None = None) -> date | None:
    """The day the books stand on, where one is set (the demo, and only its own county); None means today."""
    said = load()
    if county and said["day_of"] and county != said["day_of"]:
        return None
    day = os.environ.get("KAREZ_ON") or said["day"]
    return date.fromisoformat(day) if day else None
