"""A list page as a declaration: rows, columns, filters. One view gives the page, its table alone, and its Excel file.

    return show(request, books, Listing(name="grants", title="资金文件", rows=rows.grants(books), columns=(…), filters=(…)))

Everything chosen lies in the address: filters, `sort` (`-amount`), `page`, `size`, the day, `format=xlsx`.
Totals are computed by the database over all rows that the filters keep, never over one page.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Any

from django import forms
from django.db.models import BigIntegerField, Count, F, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django_htmx.http import push_url

from karez.kernel import money
from karez.pages import hooks
from karez.pages.actions import Action
from karez.pages.asked import page_number
from karez.pages.books import Books
from karez.pages.columns import Cell, Column, Row
from karez.pages.filters import Filter
from karez.pages.request import Request
from karez.sheets import writing

SIZES = (50, 100, 200)
MOST = 1_000_000  # rows of an Excel sheet, with its head and totals


@dataclass(frozen=True)
class Listing:
    """What a list page lists. `rows` must be a queryset of `.values()` with an `id`."""

    name: str
    title: str
    unit: str
    rows: QuerySet[Any, Any]
    columns: Sequence[Column]
    filters: Sequence[Filter] = ()
    order: str = "id"
    lead: Callable[[Row], str] | None = None
    """The page in one sentence, from the totals of what is filtered (`n` is the number of rows)."""
    clauses: Sequence[Callable[[Row], str]] = ()
    """What rooms add to the sentence."""
    actions: Sequence[Action] = ()
    empty: str = ""
    """What to do when there is nothing at all."""
    also: Sequence[str] = ()
    """Columns without a place in the table that are added up for the sentence or a share."""


def whole(listing: Listing, books: Books) -> Listing:
    """The list with what other rooms add to it (hooks.column): rows, columns in their places, filters, words, order."""
    columns = [
        replace(column, at=column.at or place * 10) for place, column in enumerate(listing.columns, start=1)
    ]
    filters, clauses, also = list(listing.filters), list(listing.clauses), list(listing.also)
    rows, order = listing.rows, listing.order
    for added in hooks.added_to(listing.name, books, rows):
        rows, order = added.rows, added.order or order
        columns += added.columns
        filters += added.filters
        also += added.also
        clauses += [added.clause] if added.clause else []
    columns.sort(key=lambda column: column.at)
    return replace(
        listing, rows=rows, columns=columns, filters=filters, clauses=clauses, also=also, order=order
    )


class Page:
    """One request for a listing: what was asked, and the answer to it."""

    def __init__(self, listing: Listing, books: Books, query: QueryDict) -> None:
        self.listing, self.books, self.query = whole(listing, books), books, query
        self.columns = [column for column in self.listing.columns if column.screen]

    # -- what is asked

    @cached_property
    def form(self) -> forms.Form:
        """The filters as a form; only those that are valid take effect."""
        fields: dict[str, forms.Field] = {}
        for narrowing in self.listing.filters:
            fields |= narrowing.fields(self.books, self.query.get(narrowing.name, "").strip())
        made: forms.Form = type("Filters", (forms.Form,), fields)(
            self.query, auto_id="f-%s", use_required_attribute=False
        )
        made.is_valid()
        for name in made.fields:
            if made[name].value() not in (None, "", []):
                made.fields[name].widget.attrs["data-set"] = "1"
        for name in made.errors:
            made.fields[name].widget.attrs["aria-describedby"] = f"f-{name}-error"
        return made

    @cached_property
    def chosen(self) -> dict[str, Any]:
        return {name: value for name, value in self.form.cleaned_data.items() if value not in (None, "")}

    @cached_property
    def marks(self) -> list[tuple[str, str]]:
        """Filters that have no field (a grant, a project named by a link), each with the address without it."""
        return [
            (narrowing.words(self.chosen, self.form), self.url(**{narrowing.name: None}))
            for narrowing in self.listing.filters
            if narrowing.name in self.chosen and self.form.fields[narrowing.name].widget.is_hidden
        ]

    @property
    def words(self) -> list[str]:
        """What is filtered, in words."""
        return [
            words for narrowing in self.listing.filters if (words := narrowing.words(self.chosen, self.form))
        ]

    @cached_property
    def order(self) -> tuple[str, bool]:
        """The column's key and whether it falls; anything not sortable falls back to the listing's own order."""
        for asked in (self.query.get("sort", ""), self.listing.order):
            key, falling = asked.removeprefix("-"), asked.startswith("-")
            if any(column.key == key and column.sort for column in self.listing.columns):
                return key, falling
        return "id", False

    @cached_property
    def size(self) -> int:
        asked = self.query.get("size", "")
        return int(asked) if asked in {str(size) for size in SIZES} else SIZES[0]

    @cached_property
    def number(self) -> int:
        """The page shown, from 1."""
        return page_number(self.query.get("page"), self.pages)

    # -- the answer

    @cached_property
    def rows(self) -> QuerySet[Any, Any]:
        """All rows that the filters keep, in order."""
        rows = self.listing.rows
        for narrowing in self.listing.filters:
            rows = narrowing.keep(rows, self.chosen)
        key, falling = self.order
        by = F(key).desc(nulls_last=True) if falling else F(key).asc(nulls_last=True)
        return rows.order_by(by, "id")

    @cached_property
    def totals(self) -> Row:
        """The sums over all rows that the filters keep, and their number as `n`. One query."""
        adds = {column.key for column in self.listing.columns if column.total and column.kind != "share"}
        adds |= {
            key
            for column in self.listing.columns
            if column.total
            for key in (column.part, column.whole)
            if key
        }
        adds |= set(self.listing.also)
        zero = {"output_field": BigIntegerField()}
        asked = {f"sum_{key}": Coalesce(Sum(key), 0, **zero) for key in sorted(adds)}
        sums = self.rows.order_by().aggregate(n=Count("id"), **asked)
        return {"n": sums["n"]} | {key: int(sums[f"sum_{key}"]) for key in adds}

    @property
    def count(self) -> int:
        return int(self.totals["n"])

    @property
    def pages(self) -> int:
        return max(-(-self.count // self.size), 1)

    @cached_property
    def shown(self) -> list[list[Cell]]:
        """The rows of this page, cell by cell."""
        if not self.count:
            return []
        start = (self.number - 1) * self.size
        return [
            [self._cell(column, row) for column in self.columns]
            for row in self.rows[start : start + self.size]
        ]

    def _cell(self, column: Column, row: Row) -> Cell:
        value = column.value(row)
        hover = ""
        if column.kind == "money" and value is not None:
            hover = f"{money.yuan(value)} 元"
        elif column.kind == "share":
            hover = f"{money.yuan(row[column.part] or 0)} ÷ {money.yuan(row[column.whole] or 0)} 元"
        late = (
            column.warn(row)
            if column.warn
            else column.kind == "share" and value is not None and self._behind(value)
        )
        return Cell(
            column,
            column.text(value),
            hover,
            column.link(row) if column.link else None,
            column.small(row) if column.small else "",
            tuple(column.chips(row)) if column.chips else (),
            value if column.kind == "share" else None,
            str(row[column.key] or "") if column.coloured else "",
            bool(late),
        )

    def _behind(self, value: Fraction) -> bool:
        return value < self.books.time_share

    @property
    def foot(self) -> list[Cell]:
        """The totals row."""
        return [self._total(column) for column in self.columns]

    def _total(self, column: Column) -> Cell:
        if not column.total:
            return Cell(column, "")
        value = column.value(self.totals)
        hover = f"{money.yuan(value)} 元" if column.kind == "money" else ""
        return Cell(
            column, column.text(value), hover, self._figure(column.figure),
            share=value if column.kind == "share" else None,
            late=column.kind == "share" and value is not None and self._behind(value),
        )  # fmt: skip

    @cached_property
    def _narrower(self) -> dict[str, str] | None:
        """What the filters say in the figures' dimensions; None where one has no word in the catalogue."""
        query: dict[str, str] = {}
        for narrowing in self.listing.filters:
            narrower = narrowing.narrows(self.chosen, self.form)
            if narrower is None:
                return None
            query |= narrower
        return query

    def _figure(self, key: str) -> str | None:
        """The figure's page, narrowed as the list is; None where that cannot be said."""
        if not key or self._narrower is None:
            return None
        return self.books.url("figure", key, **self._narrower)

    @property
    def lead(self) -> str:
        """The sentence at the top, with what rooms add to it; empty for an empty list."""
        if not self.listing.lead or not self.count:
            return ""
        return self.listing.lead(self.totals) + "".join(
            clause(self.totals) for clause in self.listing.clauses
        )

    # -- where to go from here

    def url(self, **changes: Any) -> str:
        """This list with some of what was asked changed; None takes away. Goes to the first page unless told."""
        query = {name: self.query.get(name) for name in self.kept if name != "page"}
        return self.books.url(self.listing.name, **{**query, **changes})

    @property
    def kept(self) -> list[str]:
        """The words of the address that mean something here and are set."""
        known = [*self.form.fields, "sort", "size", "page"]
        return [name for name in known if self.query.get(name, "").strip()]

    @property
    def heads(self) -> Iterator[tuple[Column, str, str]]:
        """Each column with the address that sorts by it, and how it is sorted now (ascending, descending, none)."""
        key, falling = self.order
        for column in self.columns:
            now = ("descending" if falling else "ascending") if column.key == key else "none"
            # A first click shows what officials look for: the largest sum, the latest day, the name from its start.
            first = "-" if column.right or column.kind in ("date", "share") else ""
            turn = ("" if falling else "-") if column.key == key else first
            yield column, self.url(sort=f"{turn}{column.key}") if column.sort else "", now

    @property
    def sorts(self) -> list[tuple[str, str, bool]]:
        """For the phone, which has no table head: label, address, whether it is the order now."""
        key, _ = self.order
        return [(column.label, url, column.key == key) for column, url, _ in self.heads if url]

    @property
    def clear(self) -> str:
        """The list without any filter."""
        return self.url(**dict.fromkeys(self.form.fields))

    @property
    def excel(self) -> str:
        return self.url(format="xlsx")

    @property
    def earlier(self) -> str:
        return self.url(page=self.number - 1 if self.number > 2 else None) if self.number > 1 else ""

    @property
    def later(self) -> str:
        return self.url(page=self.number + 1) if self.number < self.pages else ""

    @property
    def sizes(self) -> list[tuple[int, str, bool]]:
        return [
            (size, self.url(size=size if size != SIZES[0] else None), size == self.size) for size in SIZES
        ]

    @property
    def first(self) -> int:
        return (self.number - 1) * self.size + 1

    @property
    def last(self) -> int:
        return min(self.number * self.size, self.count)


def show(request: Request, books: Books, listing: Listing) -> HttpResponse:
    """The list page; with HX-Request its table alone; with format=xlsx its Excel file. Empty words are tidied away."""
    page = Page(listing, books, request.GET)
    if request.GET.get("format") == "xlsx":
        return as_excel(page)
    tidy = page.url(page=page.query.get("page") or None)
    if request.htmx and not request.htmx.boosted and not request.htmx.history_restore_request:
        return push_url(render(request, "pages/parts/list_table.html", {"page": page}), tidy)
    if any(not value for value in request.GET.values()):
        return redirect(tidy)
    return render(request, "pages/parts/list.html", {"page": page})


def as_excel(page: Page) -> HttpResponse:
    """Exactly what is filtered, in the order shown, with all columns and the totals."""
    books, listing = page.books, page.listing
    columns = listing.columns
    filtered = "；".join(page.words) or "无"
    notes = [
        f"{books.county_name} {books.year} 年度，截至 {books.as_of} 的账",
        f"筛选：{filtered}　共 {page.count} {listing.unit}　单位：元",
    ]
    if page.count > MOST:
        notes.append(f"行数超过 Excel 的上限，只列前 {MOST} 行；合计是全部的。请加筛选分次导出。")
    rows = ([column.value(row) for column in columns] for row in page.rows[:MOST].iterator(chunk_size=2000))
    totals = [column.value(page.totals) if column.total else None for column in columns]
    totals[0] = "合计"
    file = writing.write(
        listing.title, f"{books.county_name}{listing.title}", notes, [c.excel for c in columns], rows, totals
    )
    return writing.answer(file, f"{books.county_name}{listing.title}{books.as_of}")
