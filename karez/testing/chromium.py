"""Finds the Chromium that the browser tests drive; tools/browser.py fetches one where there is none."""

import os
import shutil
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
FETCHED = Path(sys.prefix) / "chromium" / "chromium"
MISSING = """\
浏览器测试需要 Chromium，这台机器上没有找到。The browser tests need Chromium and found none.
  Debian, Ubuntu:  apt-get install chromium
  Fedora:          dnf install chromium
  macOS:           brew install --cask chromium
  elsewhere:       KAREZ_CHROMIUM=/path/to/chromium make test"""


class ChromiumMissing(RuntimeError):
    """No browser; the message says how to get one."""


def find() -> str:
    """The executable: by KAREZ_CHROMIUM, else the machine's own, else the fetched one. Raises ChromiumMissing."""
    named = os.environ.get("KAREZ_CHROMIUM")
    for candidate in (named,) if named else (*map(shutil.which, NAMES), *PLACES, str(FETCHED)):
        if candidate and os.access(candidate, os.X_OK):
            return candidate
    raise ChromiumMissing(MISSING)


def environment(executable: str) -> dict[str, str]:
    """What the executable needs in its environment: the fetched one brings its libraries."""
    return {"LD_LIBRARY_PATH": str(FETCHED.parent / "lib")} if executable == str(FETCHED) else {}
