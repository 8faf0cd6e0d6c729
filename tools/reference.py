"""Writes docs/reference/*.md from the registries, so that these pages cannot differ from the code.

python tools/reference.py            write them
python tools/reference.py --check    exit code 1 when one is stale
"""

import os
import sys
from argparse import ArgumentParser, _SubParsersAction
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "reference"
MADE = "Made by `tools/reference.py` from {source}; don't edit, run it again (`python tools/reference.py`)."

SETTINGS = {
    "allowed_hosts": "Host names that the site answers to. `karez init --hosts NAME …` adds to the local ones.",
    "https": "`true` behind a proxy that speaks https: cookies go over https only, browsers are told to stay with it (HSTS), "
    "and the proxy's `X-Forwarded-Proto` and `X-Forwarded-For` are believed.",
    "day": "The day on which the deployment stands, as `2023-09-20`. The demo has one; an office leaves it empty and lives today.",
    "day_of": "The county whose books stand on `day` (the demo's own, six digits); the others live today. Empty: `day` holds for all.",
    "fonts": "A folder with the office's own licensed fonts (仿宋, 小标宋, 黑体, 楷体) for PDF reports.",
}
ENVIRONMENT = {
    "KAREZ_HOME": ("`./var`", "The folder that holds the deployment's state."),
    "DATABASE_URL": (
        "SQLite in `KAREZ_HOME`",
        "Where the database is, such as `postgres://user:password@host/karez`.",
    ),
    "KAREZ_ON": ("–", "The business day of this one run; wins over the setting `day`."),
    "KAREZ_DEBUG": ("–", "`1` shows tracebacks in the browser. Never in an office."),
}


def table(head: list[str], rows: list[list[str]]) -> str:
    """A Markdown table."""
    cells = [[cell.replace("|", "\\|").replace("\n", " ") for cell in row] for row in rows]
    return "\n".join("| " + " | ".join(row) + " |" for row in [head, ["---"] * len(head), *cells])


def code(words: Any) -> str:
    """Each word as code, with commas."""
    return ", ".join(f"`{word}`" for word in words) or "–"


def page(title: str, source: str, *parts: str) -> str:
    """A reference page."""
    return "\n\n".join([f"# {title}", MADE.format(source=source), *(part for part in parts if part)]) + "\n"


def acts() -> str:
    """Every act: who may do it, what goes in."""
    from karez.acts.act import all_acts
    from karez.places.rights import holders

    parts = [
        table(
            ["act", "事项", "who"],
            [[f"`{one.name}`", one.label, "、".join(holders(one.right))] for one in all_acts()],
        )
    ]
    for one in all_acts():
        rows = [
            [f"`{name}`", field.title or "", _type(one.schema()["properties"][name], one.schema()),
             "yes" if field.is_required() else ""]
            for name, field in one.input.model_fields.items()
        ]  # fmt: skip
        parts.append(_act(one))
        parts.append(table(["field", "名称", "type", "required"], rows))
    return page(
        "Acts",
        "the registry of acts",
        "The only ways to change anything. `karez acts NAME` prints the JSON schema of one, `karez act NAME --as USER` does it.\n"
        "An amount is whole fen or a text with its unit (`600万元`); a reference is an id or the natural key (文号, name, code).",
        *parts,
    )


def _act(one: Any) -> str:
    doc = "\n".join(line.strip() for line in one.doc.splitlines())
    right = "" if one.right == one.name else f"\n\nRight: `{one.right}`."
    return f"## `{one.name}` {one.label}\n\n{doc}{right}"


def _type(said: dict[str, Any], schema: dict[str, Any]) -> str:
    """A field's JSON schema in a word or two."""
    if "x-ref" in said:
        return f"reference to `{said['x-ref']}`"
    if "x-codes" in said:
        return f"code of `{said['x-codes']}`"
    if "x-unit" in said:
        return {"fen": "amount", "share": "share"}.get(said["x-unit"], f"number of {said['x-unit']}")
    if "$ref" in said:
        return _type(schema["$defs"][said["$ref"].rsplit("/", 1)[1]], schema)
    if "allOf" in said:
        return _type(said["allOf"][0], schema)
    if "anyOf" in said:
        kinds = [_type(one, schema) for one in said["anyOf"] if one.get("type") != "null"]
        return " or ".join(dict.fromkeys(kinds))
    if "x-ref" in (item := said.get("items", {})):
        return f"references to `{item['x-ref']}`"
    if said.get("type") == "object":
        return "paper (`number`, `dated`, `title`)" if said.get("title") == "PaperIn" else "object"
    kind = {"string": "text", "integer": "number", "boolean": "yes or no", "array": "list"}.get(
        said.get("type", ""), ""
    )
    kind = {"date": "date"}.get(said.get("format", ""), kind)
    return f"{kind} `{said['pattern']}`" if "pattern" in said else kind


def figures() -> str:
    """Every figure and every dimension."""
    from karez.figures import Figure, catalogue
    from karez.figures.mart import column_of

    parts = []
    for one in catalogue():
        made = "" if isinstance(one, Figure) else f"\n\n{_quotient(one)}"
        law = f"\n\n依据：{one.reference}。" if one.reference else ""
        only = (
            "\n\nOf the county as a whole: a reader of a part of it is told nothing."
            if getattr(one, "county_only", False)
            else ""
        )
        parts.append(
            f"## `{one.key}` {one.label}\n\n口径：{one.basis}{law}{made}\n\nUnit: {one.unit}. Split by: {code(one.by)}.{only}"
        )
    dims = dict.fromkeys(dim for one in catalogue() for dim in one.by)
    names = table(["dimension", "名称"], [[f"`{dim}`", column_of(dim).label] for dim in dims])
    return page(
        "Figures",
        "the figure catalogue",
        "`karez figures` lists them with their values, `karez rows KEY --by category=industry` opens one. "
        "How they are computed: [figures.md](../algorithms/figures.md); what from: [mart.md](../mart.md).",
        *parts,
        "## Dimensions",
        names,
    )


def _quotient(one: Any) -> str:
    from karez.figures.catalogue import Part, Share, base

    def named(part: Any) -> str:
        return f"`{base(part).key}`" + (" (a part of it)" if isinstance(part, Part) else "")

    whole = "the whole of it" if isinstance(one, Share) else named(one.over)
    return f"{named(one.of)} ÷ {whole}."


def rules() -> str:
    """Every rule."""
    from karez.policy.rules import registry

    parts = [
        f"## `{one.key}` {one.title}\n\n{one.doc}\n\nJudges: `{one.of}`. Asked at: {code(one.at)}. Needs: {code(one.needs)}. "
        f"Severity: {one.severity}. "
        f"Parameters: {code(one.parameters)}."
        for one in registry()
    ]
    return page(
        "Rules",
        "the registry of rules",
        "`block` stops the act, `warn` is recorded in the trail; `county` stands for the whole county on a day.\n"
        "A rule that would block only "
        "warns while a value it rests on is unverified and not confirmed by the county. How to add one: [rule.md](../adding/rule.md).",
        *parts,
    )


def parameters() -> str:
    """Every parameter with all its values and their sources."""
    from karez import policy

    parts = []
    for key in policy.parameters():
        values = [
            value
            for region in _regions(key)
            for value in policy.book().history(key, region)
            if value.region == region
        ]
        first = values[0]
        rows = [
            [
                f"{value.level}{'' if value.region == 'cn' else ' ' + value.region}",
                value.period,
                "ends" if value.ended else value.text,
                value.reference.text,
                "unverified" if value.unverified else f"read {value.checked}" if value.checked else "read",
            ]
            for value in values
        ]
        parts.append(
            f"## `{key}` {first.title}\n\n"
            + table(["level", "in force", "value", "reference", "source"], rows)
        )
    return page(
        "Parameters",
        "`karez/policy/data/`",
        "`karez policy show KEY --region CODE --on DATE` prints what holds. How they work: [policy.md](../policy.md).",
        *parts,
    )


def _regions(key: str) -> list[str]:
    """The folders that have a file for the key: the nation's first."""
    from karez.policy.files import DATA

    found = {path.relative_to(DATA / "cn") for path in (DATA / "cn").rglob(f"{key.replace('.', '/')}.yaml")}
    tail = Path(f"{key.replace('.', '/')}.yaml").parts
    folders = [
        path.parts[: len(path.parts) - len(tail)] for path in found if path.parts[-len(tail) :] == tail
    ]
    codes = [folder[-1] if folder else "cn" for folder in folders if not folder or folder[-1].isdigit()]
    return sorted(codes, key=lambda one: (one != "cn", one))


def commands() -> str:
    """Every command with its options."""
    from karez.cli.parser import build

    return page(
        "Commands",
        "`karez/cli/parser.py`",
        "Exit code 0: done; 1: refused, or something found wrong; 2: the call itself cannot be read.",
        *_commands(build(), "karez"),
    )


def _commands(parser: ArgumentParser, name: str) -> Iterator[str]:
    for action in parser._actions:
        if isinstance(action, _SubParsersAction):
            for word, below in action.choices.items():
                yield f"## `{name} {word}`\n\n{below.description}\n\n{_options(below)}".rstrip()
                yield from _commands(below, f"{name} {word}")


def _options(parser: ArgumentParser) -> str:
    rows = []
    for action in parser._actions:
        if action.dest == "help" or isinstance(action, _SubParsersAction):
            continue
        value = action.metavar or (
            "" if action.nargs == 0 else "|".join(action.choices or [action.dest.upper()])
        )
        form = f"`{' '.join([*action.option_strings[-1:], str(value)]).strip()}`"
        needed = (
            "required"
            if action.required
            else ""
            if action.default in (None, False, [], "")
            else f"`{action.default}`"
        )
        rows.append([form, needed, action.help or ""])
    return table(["option", "default", "meaning"], rows) if rows else ""


def settings() -> str:
    """Every setting of karez.json and every variable of the environment."""
    from karez.conf.home import DEFAULTS

    _complete("setting", set(DEFAULTS), set(SETTINGS))
    rows = [
        [f"`{key}`", f"`{default!r}`" if default else "–", SETTINGS[key]] for key, default in DEFAULTS.items()
    ]
    variables = [[f"`{key}`", default, text] for key, (default, text) in ENVIRONMENT.items()]
    return page(
        "Settings",
        "`karez/conf/home.py` and `tools/reference.py`",
        "All are optional. An unknown setting stops Karez with a sentence, so that a misspelt one doesn't pass in silence.",
        "## `karez.json` in `KAREZ_HOME`",
        table(["setting", "default", "meaning"], rows),
        "## Environment",
        table(["variable", "default", "meaning"], variables),
    )


def _complete(what: str, real: set[str], said: set[str]) -> None:
    if real != said:
        sys.exit(
            f"tools/reference.py: {what} {', '.join(sorted(real ^ said))}: in the code or here, not in both"
        )


def rights() -> str:
    """Which role has which right."""
    from karez.acts.act import all_acts
    from karez.places.models import ROLES
    from karez.places.rights import ALL, RIGHTS

    labels: dict[str, str] = {}
    for one in all_acts():
        labels[one.right] = "、".join(filter(None, (labels.get(one.right), one.label)))
    rows = [
        [f"`{right}`", labels.get(right, ""), *("●" if right in RIGHTS[role] else "" for role in ROLES)]
        for right in sorted(ALL, key=lambda right: (right in labels, right))
    ]
    roles = table(["role", "角色"], [[f"`{role}`", label] for role, label in ROLES.items()])
    return page(
        "Rights",
        "`karez/places/rights.py`",
        "What is not marked, nobody may do. A right counts within the post's region, and for a line department on its own projects only; "
        "see [security.md](../security.md). Rights without an act open pages.",
        table(["right", "事项", *(f"`{role}`" for role in ROLES)], rows),
        "## Roles",
        roles,
    )


PAGES: dict[str, Callable[[], str]] = {
    "acts": acts,
    "figures": figures,
    "rules": rules,
    "parameters": parameters,
    "commands": commands,
    "settings": settings,
    "rights": rights,
}


def stale() -> list[str]:
    """The pages that are not as the code has them."""
    return [name for name, make in PAGES.items() if _text(name) != make()]


def _text(name: str) -> str:
    path = FOLDER / f"{name}.md"
    return path.read_text("utf-8") if path.exists() else ""


def main() -> int:
    """Write the pages, or only compare them."""
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "karez.conf.settings")
    import django

    django.setup()
    differing = stale()
    if "--check" in sys.argv[1:]:
        print(
            "".join(f"docs/reference/{name}.md is stale: python tools/reference.py\n" for name in differing),
            end="",
        )
        return 1 if differing else 0
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in differing:
        (FOLDER / f"{name}.md").write_text(PAGES[name](), "utf-8")
        print(f"docs/reference/{name}.md")
    return 0


if __name__ == "__main__":
    sys.exit(main())
