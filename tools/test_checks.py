"""The checks of `make check` find what they are for."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

TOOLS = Path(__file__).parent


def load(name: str) -> ModuleType:
    """A tool as a module; tools are scripts, not a package."""
    spec = importlib.util.spec_from_file_location(name, TOOLS / f"{name}.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("long.py", "x = 1\n" * 501, "501 lines"),
        ("lock.json", '"resolved": "https://regis' + 'try.npmjs.org/x"', "address of a registry"),
        ("note.md", "see /ro" + "ot/notes/x", "path of a machine"),
        ("page.md", "[here](nowhere.md#part)", "dead link: nowhere.md"),
    ],
)
def test_it_finds_a_fault_in_a_file(tmp_path: Path, name: str, text: str, words: str) -> None:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    assert any(words in fault for fault in load("check_files").faults(path))


def test_it_passes_a_file_in_order(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_text("[here](page.md) and [there](https://example.org)\n", "utf-8")
    assert list(load("check_files").faults(path)) == []


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        ({"zh": "好"}, "no text in en"),
        ({"zh": "好 {a}", "en": "good {b}"}, "placeholders differ"),
        ({"zh": "好", "en": "good"}, "not used"),
    ],
)
def test_it_finds_a_fault_in_a_message(texts: dict, words: str) -> None:
    faults = load("check_messages").faults({"nobody-says-this": texts})
    assert any(words in fault for fault in faults)
