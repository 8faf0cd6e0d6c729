"""Work for several real processes on one set of books; `race()` runs them, `python -m karez.testing.race` is each one.

Every process imports, connects, says that it is ready and waits for the word, so that they start together.
"""

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

PROCESSES = 8


def race(env: dict[str, str], jobs: list[list[str]]) -> list[dict[str, Any]]:
    """Run one process for each job at the same time and return what each says. Raises AssertionError with its errors."""
    command = [sys.executable, "-m", "karez.testing.race"]
    runners = [
        subprocess.Popen(
            [*command, *job], env=env, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )
        for job in jobs
    ]  # fmt: skip
    watch = threading.Timer(120, _stop, [runners])
    watch.start()
    try:
        for one in runners:
            assert one.stdout is not None
            if one.stdout.readline() != "ready\n":
                raise AssertionError(one.communicate()[1])
        for one in runners:
            assert one.stdin is not None
            one.stdin.write("go\n")
            one.stdin.flush()
        said = [one.communicate() for one in runners]
    finally:
        watch.cancel()
    for runner, (_, errors) in zip(runners, said, strict=True):
        assert runner.returncode == 0, errors
    return [json.loads(out.strip().splitlines()[-1]) for out, _ in said]


def _stop(runners: "list[subprocess.Popen[str]]") -> None:
    for one in runners:
        one.kill()


def ask(env: dict[str, str], *job: str) -> Any:
    """One job alone."""
    return race(env, [list(job)])[0]


def environment(home: Path, address: str | None) -> dict[str, str]:
    """A deployment of its own: a home and, where given, the address of its database."""
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "KAREZ_ON")}
    more = {"KAREZ_HOME": str(home), "DJANGO_SETTINGS_MODULE": "karez.conf.settings"}
    return kept | more | ({"DATABASE_URL": address} if address else {})


# -- the jobs


def seed() -> dict[str, Any]:
    """The cast's county, and grants for each race."""
    from karez.testing.county import County

    county = County()
    for name, amount in (("百分", 100), ("同键", 100), ("环", 10_000), ("关账", 10_000)):
        county.arrive(name, amount)
    county.arrive("来年", 10_000, year=2024)
    return {"ok": True}


def spend(grant: str, times: str, amount: str, number: str) -> dict[str, Any]:
    """Try so many times to allot `amount` fen of the grant."""
    from karez.kernel.refusal import Refusal

    county, done, refused = _county(), 0, []
    for turn in range(int(times)):
        try:
            county.allot(int(amount), grant=grant, paper=f"批复{number}-{turn}号")
            done += 1
        except Refusal as refusal:
            refused.append(f"{refusal.rule}: {refusal.message}")
    return {"done": done, "refused": refused}


def once(grant: str, amount: str, key: str) -> dict[str, Any]:
    """Allot the whole grant, and register an arrival, each under one key that all the others use as well."""
    county = _county()
    made = county.allot(int(amount), grant=grant, key=key, paper="批复同号")
    came = county.arrive("同时", 5, key=f"{key}-arrive")
    return {"allotment": made.pk, "grant": came.pk}


def amend(times: str, number: str) -> dict[str, Any]:
    """Amend 水渠 again and again, while others give it money: the locks must form no ring."""
    county = _county()
    for turn in range(int(times)):
        county.amend("水渠", planned=int(number) * 1000 + turn)
    return {"done": int(times)}


def register(times: str, number: str) -> dict[str, Any]:
    """Register project after project, while others do."""
    county = _county()
    codes = [county.register(f"同时{number}-{turn}").code for turn in range(int(times))]
    return {"codes": codes}


def carry(times: str, number: str) -> dict[str, Any]:
    """Bring projects of 2023 onto the lists of 2024 by money of 来年: 果园, which all the others bring, too, and new ones."""
    county = _county()
    for turn in range(int(times)):
        project = county.register(f"跨年{number}-{turn}")
        county.allot(1, grant="来年", project="果园", paper=f"跨年{number}-{turn}号")
        county.allot(1, grant="来年", project=project, paper=f"跨年{number}-{turn}号")
    return {"done": int(times)}


def aim(times: str, number: str) -> dict[str, Any]:
    """Set one target of 水渠 again and again, on one day, while others do."""
    county = _county()
    for turn in range(int(times)):
        county.set_target("水渠", "jobs", int(number) * 100 + turn)
    return {"done": int(times)}


def bring(times: str, number: str) -> dict[str, Any]:
    """Register arrivals of 1 fen, until the year is closed."""
    from karez.kernel.refusal import Refusal

    county, done, refused = _county(), 0, []
    for turn in range(int(times)):
        try:
            county.arrive(f"陆续{number}-{turn}", 1)
            done += 1
        except Refusal as refusal:
            refused.append(refusal.rule)
    return {"done": done, "refused": refused}


def close(after: str) -> dict[str, Any]:
    """Close 2023 once so many acts are in the trail, in the middle of what the others do."""
    from karez.trail.models import Entry

    county = _county()
    until = Entry.objects.count() + int(after)
    while Entry.objects.count() < until:
        time.sleep(0.001)
    county.close_year(2023)
    closing = Entry.objects.get(act="funds.close_year")
    return {"seq": closing.seq}


def booked_after(seq: str) -> dict[str, Any]:
    """How many acts with a day of 2023 stand in the trail behind this place."""
    from karez.trail.models import Entry

    late = Entry.objects.filter(county="652722", seq__gt=int(seq), day__year=2023, act__startswith="funds.")
    return {"count": late.count()}


def look() -> dict[str, Any]:
    """Balances by grant, and what verify finds."""
    from karez.funds.models import Account, Grant

    county = _county()
    balances = {
        str(grant): {one.kind: one.balance for one in Account.objects.filter(grant=grant).order_by("kind")}
        for grant in Grant.objects.all()
    }
    return {"balances": balances, "breaches": [[one.where, one.what] for one in county.breaches()]}


def _county() -> Any:
    from karez.testing.county import County

    return County.again()


def main() -> None:
    """`JOB ARGUMENTS…`: say `ready`, wait for a line, do the job, print what came of it as JSON."""
    import django

    django.setup()
    from django.db import connection

    connection.ensure_connection()
    from karez.acts import act  # noqa: F401
    from karez.policy import book

    book()
    print("ready", flush=True)
    sys.stdin.readline()
    jobs: dict[str, Any] = {
        job.__name__: job
        for job in (seed, spend, once, amend, register, carry, aim, bring, close, booked_after, look)
    }
    print(json.dumps(jobs[sys.argv[1]](*sys.argv[2:]), ensure_ascii=False))


if __name__ == "__main__":
    main()
