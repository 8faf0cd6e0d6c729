"""Sets up what the project runs on, each step only when what it depends on has changed.

    sh tools/setup.sh use|dev

Needs the standard library only: it runs before anything is installed. `use` installs what running Karez needs,
`dev` also what its tests and checks need; an environment once set up for `dev` serves both.
"""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / (os.environ.get("KAREZ_VENV") or ".venv")
PYTHON = VENV / "bin" / "python"
STAMPS = VENV / "karez-stamps.json"
PARTS = ROOT / "build" / "parts.txt"  # one for all environments, as the parts are
NO_VENV = """\
无法建立虚拟环境：这个 Python 缺少 venv 或 ensurepip。
The virtual environment could not be made: this Python lacks venv or ensurepip.
  Debian, Ubuntu:  apt-get install python3-venv
  otherwise:       PYTHON=/path/to/a/complete/python3 make setup"""


def run(*command: str | Path, why: str) -> None:
    """Run a step quietly; on failure show what it said and end."""
    print(f"· {why}", flush=True)
    done = subprocess.run([str(part) for part in command], cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{done.stdout}{done.stderr}\n失败 failed: {why}")


def digest(*paths: str) -> str:
    """One hash over the contents of files."""
    total = hashlib.sha256()
    for path in paths:
        total.update((ROOT / path).read_bytes())
    return total.hexdigest()


def stamps() -> dict[str, str]:
    """What earlier runs did, from the environment itself, so that both go together."""
    return json.loads(STAMPS.read_text()) if STAMPS.exists() else {}


def stamp(**done: str) -> None:
    """Note a step as done."""
    STAMPS.write_text(json.dumps(stamps() | done, indent=1))


def environment() -> None:
    """The virtual environment, made anew when its Python is gone."""
    if (
        PYTHON.exists()
        and subprocess.run([PYTHON, "-m", "pip", "--version"], capture_output=True).returncode == 0
    ):
        return
    print(f"· {VENV.name}, Python {sys.version.split()[0]}", flush=True)
    made = subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], capture_output=True, text=True)
    if made.returncode:
        sys.exit(f"{made.stdout}{made.stderr}\n{NO_VENV}")


def packages(profile: str) -> None:
    """The pinned packages, each checked against its hash, and the project itself, editable."""
    if stamps().get("dev") == digest("requirements/dev.txt"):
        profile = "dev"  # it has all of `use`
    lock = f"requirements/{profile}.txt"
    pip = [PYTHON, "-m", "pip", "-q", "install"]
    if stamps().get(profile) != digest(lock):
        run(*pip, "--require-hashes", "-r", lock, why=f"Python 软件包 packages of {lock}")
        stamp(**{profile: digest(lock)})
    if stamps().get("project") != digest("pyproject.toml"):
        run(*pip, "--no-deps", "--no-build-isolation", "-e", ".", why="坎儿井 karez")
        stamp(project=digest("pyproject.toml"))


def parts() -> None:
    """Front-end parts and region data, from the pinned npm packages."""
    want = digest("package-lock.json", "tools/front_end.py", "tools/divisions.py", "tools/node.py")
    made = ROOT / "karez/pages/static/vendor/manifest.json", ROOT / "karez/places/data/divisions.sqlite3"
    if PARTS.exists() and PARTS.read_text() == want and all(path.exists() for path in made):
        return
    run(PYTHON, "tools/front_end.py", why="前端组件与行政区划 front-end parts and region data (npm)")
    PARTS.parent.mkdir(exist_ok=True)
    PARTS.write_text(want)


def main() -> None:
    """Each step in turn."""
    if sys.argv[1:] not in (["use"], ["dev"]):
        sys.exit(__doc__)
    os.environ["PIP_DISABLE_PIP_VERSION_CHECK"] = "1"
    environment()
    packages(sys.argv[1])
    parts()


if __name__ == "__main__":
    main()
