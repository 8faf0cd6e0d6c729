"""Broken policy files: each in `broken/` names in its first lines where it would lie and what its refusal must say.

`# lies: cn/65/x.yaml` (default cn/<name>), `# beside: cn/x.yaml` (the good national file below), `# says: words | words`.
"""

import re
from pathlib import Path

import pytest

from karez.policy.book import Book
from karez.policy.codes import TABLES, read_table
from karez.policy.values import PolicyFileError

BROKEN = Path(__file__).parent / "broken"
GOOD = """\
title: 试验比重
unit: "%"
compare: ">="
tighter: higher
checked: 2023-01-01
values:
  - from: 2021-01-01
    value: 50
    source_grade: A
    reference: {title: 试验办法, number: 试〔2021〕1号}
"""


def remark(text: str, name: str) -> str | None:
    found = re.search(rf"^# {name}: (.+)$", text, re.MULTILINE)
    return found.group(1).strip() if found else None


@pytest.mark.parametrize("path", sorted(BROKEN.glob("*.yaml")), ids=lambda p: p.stem)
def test_a_broken_file_is_refused_by_name_place_and_fault(path: Path, tmp_path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    lies = remark(text, "lies") or f"cn/{path.name}"
    if beside := remark(text, "beside"):
        (tmp_path / beside).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / beside).write_text(GOOD, encoding="utf-8")
    target = tmp_path / lies
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8")
    with pytest.raises(PolicyFileError) as refused:
        read_table(target, target.stem if target.stem in TABLES else "source") if lies.startswith(
            "codes/"
        ) else Book(tmp_path)
    says = remark(text, "says")
    assert says, "the file must say what its refusal says"
    for words in [lies, *says.split(" | ")]:
        assert words in str(refused.value)


def test_the_good_file_is_good(tmp_path: Path) -> None:
    (tmp_path / "cn").mkdir()
    (tmp_path / "cn/x.yaml").write_text(GOOD, encoding="utf-8")
    assert Book(tmp_path).keys() == ["x"]


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "cn").mkdir()
    (tmp_path / "cn/x.yaml").write_bytes("title: 试".encode("gbk"))
    with pytest.raises(PolicyFileError, match=r"cn/x\.yaml.*读不出内容"):
        Book(tmp_path)
