"""Checks the project's own files: none of somebody else's, none too long, no address of a package registry or path
of a machine, no dead link in docs."""

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LONGEST = 500  # lines
CODE = {".py", ".html", ".css", ".js", ".sh"}
TEXT = CODE | {".cfg", ".in", ".json", ".jsonl", ".md", ".toml", ".txt", ".typ", ".yaml", ".yml", ""}
REGISTRIES = re.compile(
    r"pythonhosted\.org|registry\.npm|pypi\.org/simple|npmmirror\.|/simple/?\s*$|file:///", re.M
)
MACHINE = re.compile(r"(?<![\w.~])/(?:work|root|home/\w+|opt/(?:pypi|wheels)\w*)/")
FOREIGN = re.compile(r"(^|/)(vendor|node_modules)/|\.min\.(js|css)$|\.woff2?$")
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)\s#]+)(?:#[^)]*)?\)")


def files() -> list[Path]:
    """Every file that git has or would take."""
    command = [
        "git",
        "-c",
        "safe.directory=*",
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
    ]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


def faults(path: Path) -> Iterator[str]:
    """What is wrong with one file."""
    text = path.read_text("utf-8")
    length = text.count("\n")
    if path.suffix in CODE and "migrations" not in path.parts and length > LONGEST:
        yield f"{length} lines, more than {LONGEST}: does it still hold one subject?"
    for pattern, what in ((REGISTRIES, "address of a registry"), (MACHINE, "path of a machine")):
        yield from (f"{what}: {found.group().strip()}" for found in pattern.finditer(text))
    if path.suffix == ".md":
        targets = (found.group(1) for found in LINK.finditer(text))
        yield from (f"dead link: {target}" for target in targets if not (path.parent / target).exists())


def unlocked() -> Iterator[str]:
    """Packages that pyproject.toml asks for and the lock files don't have."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = {"use": project["dependencies"], "dev": project["optional-dependencies"]["dev"]}
    for profile, packages in wanted.items():
        lock = (ROOT / f"requirements/{profile}.txt").read_text("utf-8")
        for package in packages:
            name = re.split(r"[^\w.-]", package)[0].lower().replace("_", "-")
            if f"\n{name}==" not in f"\n{lock}":
                yield f"requirements/{profile}.txt: {name} is not locked: make lock"


def main() -> int:
    """Print every fault; 1 when there is one."""
    found = [
        f"{path.relative_to(ROOT)}: {fault}"
        for path in files()
        if path.suffix in TEXT and path != Path(__file__).resolve()
        for fault in faults(path)
    ]
    found += [
        f"{path.relative_to(ROOT)}: a file of somebody else's, not to be committed"
        for path in files()
        if FOREIGN.search(path.relative_to(ROOT).as_posix())
    ]
    found += unlocked()
    print("\n".join(found) or "files: in order")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
