"""`karez`, the one command. This file and `parser.py` load nothing heavy, so that --help answers at once."""

import sys


def main(argv: list[str] | None = None) -> int:
    """Run one command; returns the exit code: 0 done, 1 refused or found wrong, 2 the call itself is off."""
    given = sys.argv[1:] if argv is None else argv
    if given in ([], ["--help"], ["-h"]):
        from karez.cli.messages import overview

        print(overview())
        return 0 if given else 2
    from karez.cli.parser import build

    arguments = build().parse_args(given)
    module, _, name = arguments.run.partition(":")
    from importlib import import_module

    from karez.kernel.refusal import Refusal

    try:
        code = getattr(import_module(f"karez.cli.{module}"), name)(arguments)
    except Refusal as refusal:
        for one in [refusal, *refusal.others]:
            print(f"✗ {one.message}", file=sys.stderr)
            if one.hint:
                print(f"  {one.hint}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        return 0
    except Exception as error:
        from karez.cli.errors import explain

        said = explain(error)
        if said is None:
            raise
        print(f"✗ {said}", file=sys.stderr)
        return 1
    return code or 0
