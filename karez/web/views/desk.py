"""工作台: all that waits within the reader's sight, the most urgent first."""

from collections import Counter
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from karez.kernel.money import Fen, yuan
from karez.pages.access import needs
from karez.pages.books import Books
from karez.pages.links import wan_short
from karez.pages.request import Request
from karez.rulebook.facts import Filler
from karez.rulebook.waiting import STATES, Waiting, stream
from karez.web.kit.board_lists import ICONS, waiting_lines

PAGE = 100


@dataclass(frozen=True, slots=True)
class Choice:
    """A value by which the list may be narrowed, and how many things then stand on it."""

    key: str
    label: str
    count: int
    icon: str = ""


@needs("figures.read")
def desk(request: Request, books: Books) -> HttpResponse:
    """What waits, narrowed by how urgent it is and by whose turn it is; each filter counts what the other leaves."""
    waiting = stream(Filler(books.scope))
    state, who = request.GET.get("state", ""), request.GET.get("who", "")
    states = Counter(one.state for one in waiting if who in ("", one.who))
    people = Counter(one.who for one in waiting if state in ("", one.state))
    shown = [one for one in waiting if state in ("", one.state) and who in ("", one.who)]
    page = Paginator(shown, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": waiting_lines(books, page.object_list),
        "sums": _sums(shown),
        "state": state,
        "who": who,
        "states": [Choice(key, word, states[key], ICONS[key]) for key, word in STATES.items() if states[key]],
        "people": [
            Choice(name, name, count)
            for name, count in sorted(people.items(), key=lambda one: (-one[1], one[0]))
        ],
        "all": sum(states.values()),
        "filtered": bool(state or who),
    }
    return render(request, "web/desk.html", context)


def _sums(waiting: list[Waiting]) -> list[tuple[str, str, str]]:
    """The amounts that wait, apart for what they are: word, 万元, yuan. What would catch up with the year is part of no other sum."""
    sums: dict[str, Fen] = {}
    for one in waiting:
        if one.amount:
            sums[one.word] = sums.get(one.word, 0) + one.amount
    return [(word, wan_short(fen), yuan(fen)) for word, fen in sums.items()]
