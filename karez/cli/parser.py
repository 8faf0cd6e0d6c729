"""The grammar of the command line. Loads argparse and the messages, nothing else."""

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from typing import Any

from karez import __version__
from karez.cli.messages import say


class Parser(ArgumentParser):
    """ArgumentParser without abbreviations: an option means what it says."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options, allow_abbrev=False, formatter_class=RawDescriptionHelpFormatter)


def build() -> ArgumentParser:
    """The whole grammar."""
    parser = Parser(prog="karez", description=say("karez"))
    parser.add_argument("--version", action="version", version=f"karez {__version__}", help=say("version"))
    parser.set_defaults(run=None)
    commands = parser.add_subparsers(metavar="COMMAND", parser_class=Parser)

    def command(name: str, run: str, within: Any = commands, key: str | None = None) -> ArgumentParser:
        text = say(key or name)
        made: ArgumentParser = within.add_parser(name, help=text, description=text)
        made.set_defaults(run=run)
        return made

    one = command("demo", "office:demo")
    one.add_argument("--no-serve", action="store_true", help=say("no-serve"))
    one.add_argument("--port", type=int, default=8000, help=say("port"))

    one = command("serve", "office:serve")
    one.add_argument("--host", default="127.0.0.1", help=say("host"))
    one.add_argument("--port", type=int, default=8000, help=say("port"))
    one.add_argument("--workers", type=int, default=1, help=say("workers"))

    one = command("init", "office:init")
    one.add_argument("--admin", metavar="USER", help=say("admin"))
    one.add_argument("--county", metavar="CODE", help=say("init-county"))
    one.add_argument("--hosts", nargs="+", metavar="HOST", help=say("hosts"))

    one = command("password", "office:password")
    one.add_argument("user", metavar="USER", help=say("user"))

    one = command("import", "sheets:import_workbook")
    one.add_argument("file", metavar="FILE.xlsx", help=say("file"))
    one.add_argument("--county", metavar="CODE", help=say("county"))
    one.add_argument("--year", type=int, metavar="Y", help=say("year"))
    one.add_argument("--dry-run", action="store_true", help=say("dry-run"))
    one.add_argument("--place", action="append", default=[], metavar="NAME=CODE", help=say("place"))
    one.add_argument("--as", dest="who", metavar="USER", help=say("as"))
    one.add_argument("--json", action="store_true", help=say("json"))

    one = command("template", "sheets:template")
    one.add_argument("file", metavar="FILE.xlsx", help=say("file"))

    one = command("export", "sheets:export")
    one.add_argument("file", metavar="FILE.xlsx", help=say("file"))
    one.add_argument("--county", required=True, metavar="CODE", help=say("county"))
    one.add_argument("--year", type=int, required=True, metavar="Y", help=say("year"))
    one.add_argument("--as", dest="who", metavar="USER", help=say("as"))

    one = command("figures", "books:figures")
    _books(one)
    one.add_argument("--json", action="store_true", help=say("json"))

    one = command("rows", "books:rows")
    one.add_argument("figure", metavar="FIGURE", help=say("figure"))
    one.add_argument("--by", nargs="+", action="extend", default=[], metavar="K=V", help=say("by"))
    _books(one)
    one.add_argument("--json", action="store_true", help=say("json"))

    one = command("report", "books:report")
    _books(one)
    one.add_argument("--format", choices=["txt", "html", "docx", "pdf"], required=True, help=say("format"))
    one.add_argument("--out", required=True, metavar="FILE", help=say("out"))

    one = command("verify", "books:verify")
    one.add_argument("--county", default="", metavar="CODE", help=say("county"))
    one.add_argument("--json", action="store_true", help=say("json"))

    policy = command("policy", "books:policy_list")
    nested = policy.add_subparsers(metavar="COMMAND", parser_class=Parser)
    one = command("show", "books:policy_show", nested, "policy-show")
    one.add_argument("key", metavar="KEY", help=say("parameter"))
    one.add_argument("--region", default="cn", metavar="CODE", help=say("region"))
    one.add_argument("--on", metavar="DATE", help=say("on"))
    command("list", "books:policy_list", nested, "policy-list")

    command("doctor", "office:doctor")

    one = command("acts", "doing:acts")
    one.add_argument("name", nargs="?", metavar="NAME", help=say("act-name"))
    one.add_argument("--json", action="store_true", help=say("json"))

    one = command("act", "doing:act")
    one.add_argument("name", metavar="NAME", help=say("act-name"))
    one.add_argument("--as", dest="who", required=True, metavar="USER", help=say("as"))
    one.add_argument("--on", metavar="DATE", help=say("on"))
    one.add_argument("--key", metavar="KEY", help=say("key"))
    one.add_argument("--data", default="{}", metavar="JSON|@FILE|-", help=say("data"))

    one = command("play", "doing:play")
    one.add_argument("file", metavar="FILE.jsonl", help=say("file"))
    return parser


def _books(parser: ArgumentParser) -> None:
    parser.add_argument("--county", required=True, metavar="CODE", help=say("county"))
    parser.add_argument("--year", type=int, required=True, metavar="Y", help=say("year"))
    parser.add_argument("--as-of", metavar="DATE", help=say("as-of"))
