"""Reading the pages of docs/: the tests play the tables that stand there."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"

Row = dict[str, str]


def text(name: str) -> str:
    """A page of docs/ by its path there."""
    return (DOCS / name).read_text("utf-8")


def table(name: str, first: str) -> list[Row]:
    """The rows of the table whose first heading is `first`, by heading. Fails where there is none."""
    lines = iter(text(name).splitlines())
    for line in lines:
        if line.startswith(f"| {first} |"):
            heads = _cells(line)
            next(lines)
            rows = []
            for row in lines:
                if not row.startswith("|"):
                    break
                rows.append(dict(zip(heads, _cells(row), strict=True)))
            return rows
    raise AssertionError(f"docs/{name} has no table that begins with {first}")


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]
