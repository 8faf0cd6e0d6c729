"""docs/adding/room.md quotes this room as it is."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]


def test_what_the_guide_quotes_stands_in_the_code():
    guide = (ROOT / "docs/adding/room.md").read_text("utf-8")
    quoted = re.findall(r"```python\n# (karez/testing/example/\w+\.py)\n(.*?)\n```", guide, re.S)
    assert len(quoted) == guide.count("```python") > 12
    for file, code in quoted:
        assert code in (ROOT / file).read_text("utf-8"), (
            f"{file} no longer has what the guide quotes:\n{code}"
        )


def test_the_guide_names_every_file_of_the_room():
    guide = (ROOT / "docs/adding/room.md").read_text("utf-8")
    files = {path.name for path in (ROOT / "karez/testing/example").glob("*.py")} - {"__init__.py"}
    assert len(files) > 9 and {name for name in files if f"`{name}`" not in guide} == set()
