"""Everything that `karez demo` puts in: the books, the report's words, example papers, people to sign in as."""

from collections.abc import Iterator

from karez.conf import home
from karez.demo.load import load, read
from karez.demo.papers import attach_papers
from karez.demo.people import make_people
from karez.demo.report import write_report
from karez.places.models import Region

DAY = read()["as_of"]
"""The day on which the demo stands."""


def steps() -> Iterator[str]:
    """Load all of it; yields a line for each act. Doing it twice changes nothing."""
    data = read()
    yield from load(data)
    yield from write_report(data)
    yield from attach_papers(data)


def people() -> list[tuple[str, str, str, str]]:
    """(user name, password, post, name) of the demo accounts, with new passwords."""
    return [(str(a), str(b), str(c), str(d)) for a, b, c, d in make_people(read())]


def is_demo() -> bool:
    """Whether the books here are the demo's."""
    return bool(home.load()["day"]) and Region.objects.filter(code="652722000000").exists()
