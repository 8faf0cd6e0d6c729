"""The documentation is complete and up to date: nothing can be added to a registry without its entry."""

import importlib.util
import os
import re

import pytest
from django.apps import apps

from karez import policy
from karez.acts.act import all_acts
from karez.cli.messages import MESSAGES
from karez.conf.home import DEFAULTS
from karez.figures import Figure, catalogue
from karez.figures.mart import column_of, tables
from karez.funds.models import ACCOUNTS, TRANSFERS
from karez.places.models import ROLES
from karez.places.rights import ALL
from karez.policy.rules import registry
from karez.sheets.sheet import sheets
from karez.tests.pages import DOCS, ROOT, table, text

READMES = ("README.md", "README.zh.md")


def reference():
    spec = importlib.util.spec_from_file_location("reference", ROOT / "tools" / "reference.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def headings(name: str) -> set[str]:
    """What stands as code in the headings of a page."""
    return set(re.findall(r"^## `([^`]+)`", text(name), re.M))


def test_no_reference_page_is_stale():
    assert reference().stale() == [], "run python tools/reference.py"


@pytest.mark.parametrize(
    ("page", "keys"),
    [
        ("reference/acts.md", lambda: {one.name for one in all_acts()}),
        ("reference/figures.md", lambda: {one.key for one in catalogue()}),
        ("reference/rules.md", lambda: {one.key for one in registry()}),
        ("reference/parameters.md", lambda: set(policy.parameters())),
        ("mart.md", lambda: set(tables())),
    ],
)
def test_each_has_its_entry_and_nothing_else_has(page, keys):
    assert headings(page) == keys()


def test_each_command_has_its_entry():
    from karez.cli.parser import build

    said = headings("reference/commands.md")
    assert {f"karez {name}" for name in _commands(build())} == said


def _commands(parser, before=""):
    for action in parser._actions:
        for word, below in action.choices.items() if action.nargs == "A..." and action.choices else ():
            yield before + word
            yield from _commands(below, f"{before}{word} ")


def test_each_setting_has_its_line():
    assert set(DEFAULTS) == _words("reference/settings.md", "setting")


def test_each_variable_of_the_environment_has_its_line():
    read = re.compile(r"environ(?:\.get\(|\[)\s*\"((?:KAREZ|DATABASE)_\w+)\"")
    code = [path for path in (ROOT / "karez").rglob("*.py") if not {"tests", "testing"} & set(path.parts)]
    used = {name for path in code for name in read.findall(path.read_text("utf-8"))}
    assert used and used == _words("reference/settings.md", "variable")


def test_each_dimension_of_a_figure_has_its_name_on_the_page():
    dims = {dim for figure in catalogue() for dim in figure.by}
    assert _words("reference/figures.md", "dimension") == dims
    assert [dim for dim in dims if column_of(dim).label.isascii()] == []


def test_each_role_and_right_stands_in_the_matrix():
    assert _words("reference/rights.md", "role") == set(ROLES)
    assert _words("reference/rights.md", "right") == set(ALL)


def _words(page: str, first: str) -> set[str]:
    return {row[first].strip("`") for row in table(page, first)}


def test_each_act_has_a_right_that_somebody_holds():
    assert [one.name for one in all_acts() if one.right not in ALL] == []


def test_each_act_says_what_it_does():
    assert [one.name for one in all_acts() if len(one.doc) < 20] == []


def test_each_field_of_an_act_has_a_chinese_name():
    bare = [
        f"{one.name}.{name}"
        for one in all_acts()
        for name, field in one.input.model_fields.items()
        if not field.title or field.title.isascii()
    ]
    assert bare == []


def test_each_figure_says_its_basis():
    assert [one.key for one in catalogue() if len(one.basis) < 10] == []
    assert any(isinstance(one, Figure) for one in catalogue())


def test_the_glossary_has_the_words_of_the_code():
    glossary = text("glossary.md")
    words = [*ROLES.values(), *ACCOUNTS.values(), *TRANSFERS.values()]
    words += [code.label for table_ in ("source", "task", "category") for code in policy.codes.codes(table_)]
    words += [sheet.title for sheet in sheets()]
    assert [word for word in words if word not in glossary] == []


def test_the_glossary_uses_one_word_for_one_thing():
    rows = table("glossary.md", "中文")
    for column in ("中文", "code"):
        seen = [row[column] for row in rows if row[column] not in ("", "–")]
        assert sorted({word for word in seen if seen.count(word) > 1}) == []


def test_each_room_stands_on_the_map():
    page = text("architecture.md")
    rooms = [one.name for one in apps.get_app_configs() if one.name.startswith("karez.")]
    assert [room for room in rooms if f"`{room.replace('.', '/')}`" not in page] == []


def test_each_decision_has_its_number_once_and_stands_in_the_list():
    pages = sorted(path.name for path in (DOCS / "decisions").glob("[0-9]*.md"))
    assert [name[:4] for name in pages] == [f"{number:04d}" for number in range(1, len(pages) + 1)]
    assert [name for name in pages if f"({name})" not in text("decisions/README.md")] == []


def test_each_page_can_be_reached_from_the_index():
    index = text("README.md")
    pages = [path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md") if path.name != "README.md"]
    missing = [page for page in pages if f"({page})" not in index and not page.startswith("decisions/")]
    assert missing == []


@pytest.mark.parametrize("name", READMES)
def test_each_readme_names_what_really_is_there(name):
    page = (ROOT / name).read_text("utf-8")
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.M))
    assert set(re.findall(r"(?:^|`)make ([a-z-]+)", page, re.M)) <= targets
    commands = {key.split()[1] for key in headings("reference/commands.md")}
    assert set(re.findall(r"(?:^ *|`)karez ([a-z]+)", page, re.M)) <= commands
    assert "make demo" in page and "make test" in page and "Apache-2.0" in page


def test_both_readmes_have_the_same_parts():
    shape = [re.findall(r"^(#+) ", (ROOT / name).read_text("utf-8"), re.M) for name in READMES]
    assert shape[0] == shape[1]


@pytest.mark.parametrize(
    "path", [*DOCS.rglob("*.md"), *(ROOT / name for name in READMES)], ids=lambda path: path.name
)
def test_no_page_names_a_figure_or_act_that_is_not_there(path):
    known = (
        {one.key for one in catalogue()} | {one.name for one in all_acts()} | ALL | set(policy.parameters())
    )
    rooms = {name.partition(".")[0] for name in known}
    said = re.findall(r"`([a-z]+\.[a-z_]+)`", path.read_text("utf-8"))
    named = {name for name in said if not name.endswith((".py", ".md"))}
    strange = {name for name in named if name.partition(".")[0] in rooms and name not in known}
    assert strange - ELSEWHERE - _refusals() - _models() == set()


ELSEWHERE = {"policy.use", "policy.set_confirmations", "policy.parameters"}
"""Words of that form which are neither."""


def _refusals() -> set[str]:
    """Keys of refusals, as the code writes them."""
    code = "\n".join(path.read_text("utf-8") for path in (ROOT / "karez").rglob("commands.py"))
    code += (ROOT / "karez/funds/ledger.py").read_text("utf-8")
    return set(re.findall(r"rule ?= ?f?\"([a-z]+\.[a-z_]+)\"", code))


def _models() -> set[str]:
    return {model._meta.label_lower for model in apps.get_models()}


def test_messages_of_the_command_line_speak_both_languages():
    assert [
        key for key, said in MESSAGES.items() if set(said) != {"zh", "en"} or not all(said.values())
    ] == []


def test_nothing_of_this_run_points_at_somebodys_home():
    assert os.environ["KAREZ_HOME"] not in "".join(path.read_text("utf-8") for path in DOCS.rglob("*.md"))
