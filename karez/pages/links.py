"""Numbers on a page, each a link to the figure that it is: `5126`, opened by /figures/funds.received/."""

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from karez.figures.text import NOTHING
from karez.kernel.money import WAN, Fen, wan_number, yuan
from karez.kernel.shares import percent, rounded
from karez.pages.books import Books


def wan_short(amount: Fen) -> str:
    """万元 for a screen: exact where two decimals say it all, else rounded half up to two (yuan stand in the title)."""
    exact = wan_number(amount)
    return exact if len(exact.partition(".")[2]) <= 2 else f"{rounded(Fraction(amount, WAN), 2)}"


def points(difference: Fraction) -> str:
    """A difference of two shares in 百分点: `15.30`."""
    return f"{rounded(abs(difference) * 100, 2)}"


@dataclass(frozen=True)
class Links:
    """Makes numbers of these books into links. `by` narrows the figure; empty values are left out."""

    books: Books
    known: dict[Any, str] = field(default_factory=dict, compare=False, repr=False)

    def url(self, key: str, **by: Any) -> str:
        """The address of a figure's page; one that was made before is not made again."""
        at = (key, repr(by))
        if at not in self.known:
            self.known[at] = self.books.url(
                "figure", key, **{dim: _asked(value) for dim, value in by.items()}
            )
        return self.known[at]

    def money(self, key: str, amount: Fen, **by: Any) -> SafeString:
        """Fen as 万元 without the unit; yuan on hover."""
        return self._link(wan_short(amount), f"{yuan(amount)} 元", key, by)

    def share(self, key: str, value: Fraction | None, title: str = "", **by: Any) -> SafeString:
        """`56.75%`; a share of nothing is `—`."""
        return self._link(NOTHING if value is None else percent(value), title, key, by)

    def count(self, key: str, value: int, **by: Any) -> SafeString:
        """A plain number."""
        return self._link(str(value), "", key, by)

    def _link(self, text: str, title: str, key: str, by: dict[str, Any]) -> SafeString:
        url = self.url(key, **by)
        if title:
            return format_html('<a class="k-fig" href="{}" title="{}">{}</a>', url, title, text)
        return format_html('<a class="k-fig" href="{}">{}</a>', url, text)


def _asked(value: Any) -> Any:
    return ("true" if value else "false") if isinstance(value, bool) else value
