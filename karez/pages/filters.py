"""Filters of a list page: each gives form fields and narrows the rows by what they say."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from karez import policy
from karez.pages.books import Books
from karez.places.models import Region

Options = Sequence[tuple[str, str | Sequence[tuple[str, str]]]]
"""Codes with their labels; or groups, each with its name and its codes."""


@dataclass(frozen=True)
class Filter:
    """One thing to filter by. `path` is the column of the rows, `name` the word in the address.

    `dim` is the figures' dimension that says the same, so that a filtered total can still open its figure.
    """

    name: str
    label: str
    path: str = ""
    dim: str = ""

    def fields(self, books: Books, asked: str) -> dict[str, forms.Field]:
        """The form's fields by their names in the address; `asked` is what the address says now."""
        raise NotImplementedError

    def keep(self, rows: QuerySet[Any, Any], chosen: dict[str, Any]) -> QuerySet[Any, Any]:
        """The rows that answer to what was said (only valid values are in `said`)."""
        value = chosen.get(self.name)
        return rows if value in (None, "") else rows.filter(**{self.path or self.name: value})

    def narrows(self, chosen: dict[str, Any], form: forms.Form) -> dict[str, str] | None:
        """The same for a figure: {} when nothing is filtered, None when no figure can be narrowed so."""
        if not self.words(chosen, form):
            return {}
        return {self.dim: str(chosen[self.name])} if self.dim else None

    def words(self, chosen: dict[str, Any], form: forms.Form) -> str:
        """What is filtered, in words; empty for nothing."""
        value = chosen.get(self.name)
        return "" if value in (None, "") else f"{self.label}：{value}"


@dataclass(frozen=True)
class Search(Filter):
    """Words that one of several columns must hold; several words must all occur."""

    paths: tuple[str, ...] = ()

    def fields(self, books: Books, asked: str) -> dict[str, forms.Field]:
        box = forms.TextInput(attrs={"type": "search", "placeholder": self.label, "autocomplete": "off"})
        return {self.name: forms.CharField(label="查找", required=False, max_length=100, widget=box)}

    def keep(self, rows: QuerySet[Any, Any], chosen: dict[str, Any]) -> QuerySet[Any, Any]:
        for word in (chosen.get(self.name) or "").split():
            hit = Q()
            for path in self.paths:
                hit |= Q(**{f"{path}__icontains": word})
            rows = rows.filter(hit)
        return rows

    def words(self, chosen: dict[str, Any], form: forms.Form) -> str:
        value = chosen.get(self.name)
        return f"含“{value}”" if value else ""


class _Labelled(forms.ChoiceField):
    """A choice with what each of its codes is called."""

    labels: Mapping[str, object] = {}


@dataclass(frozen=True)
class Choice(Filter):
    """One of a list of codes."""

    options: Options | Callable[[], Options] = ()
    every: str = "全部"

    def choices(self, books: Books, asked: str) -> Options:
        return self.options() if callable(self.options) else self.options

    def fields(self, books: Books, asked: str) -> dict[str, forms.Field]:
        options = [("", self.every), *self.choices(books, asked)]
        if len(options) <= 2 and not asked:
            return {}  # one thing only: nothing to choose
        messages = {"invalid_choice": f"没有“%(value)s”这个{self.label}，已不按它筛选。"}
        field = _Labelled(label=self.label, required=False, choices=options, error_messages=messages)
        field.labels = dict(options)
        return {self.name: field}

    def words(self, chosen: dict[str, Any], form: forms.Form) -> str:
        value, field = chosen.get(self.name), form.fields.get(self.name)
        return f"{self.label}：{field.labels[value]}" if value and isinstance(field, _Labelled) else ""


def coded(name: str, label: str, table: str, path: str = "") -> Choice:
    """A choice from a code table of the policy layer."""
    return Choice(
        name,
        label,
        path,
        dim=table,
        options=lambda: [(code.code, code.label) for code in policy.codes.codes(table)],
    )


def kinds(name: str, label: str, path: str) -> Choice:
    """A choice of kinds, each with its category before it."""

    def options() -> Options:
        return [
            (category.label, [(kind.code, kind.label) for kind in policy.codes.kinds(category.code)])
            for category in policy.codes.categories()
        ]

    return _Grouped(name, label, path, dim="kind", options=options)


@dataclass(frozen=True)
class _Grouped(Choice):
    def words(self, chosen: dict[str, Any], form: forms.Form) -> str:
        value = chosen.get(self.name)
        return f"{self.label}：{policy.codes.label('kind', value)}" if value else ""


@dataclass(frozen=True)
class Place(Choice):
    """A township of the county with all in it; from links also a village, or any other place in the county."""

    also: Callable[[str], QuerySet[Any, Any]] | None = None
    """Gives the ids of the rows that lie within the prefix of a code by other places than that in `path`."""

    def choices(self, books: Books, asked: str) -> Options:
        codes = Q(code__startswith=books.scope.region, level="township")
        if asked.isdigit() and len(asked) == 12:
            codes |= Q(code=asked, code__startswith=books.county)
        return list(Region.objects.filter(codes).values_list("code", "name"))

    def narrows(self, chosen: dict[str, Any], form: forms.Form) -> dict[str, str] | None:
        code = chosen.get(self.name) or ""
        if self.also and code and not code.endswith("000000") and self.also(_stem(code)).exists():
            return None  # figures count a row of several places under the main one alone
        return {"township" if code.endswith("000") else "region": code} if code else {}

    def keep(self, rows: QuerySet[Any, Any], chosen: dict[str, Any]) -> QuerySet[Any, Any]:
        code = chosen.get(self.name) or ""
        if not code:
            return rows
        if code.endswith("000000"):  # the county's own projects, of no township
            return rows.filter(**{self.path: code})
        there = Q(**{f"{self.path}__startswith": _stem(code)})
        return rows.filter(there | Q(pk__in=self.also(_stem(code))) if self.also else there)


def _stem(code: str) -> str:
    """The prefix of all codes in a township, or the village's own."""
    return code[:9] if code.endswith("000") else code


@dataclass(frozen=True)
class Yes(Filter):
    """Yes or no."""

    def fields(self, books: Books, asked: str) -> dict[str, forms.Field]:
        options = [("", "全部"), ("1", "是"), ("0", "否")]
        messages = {"invalid_choice": f"“{self.label}”只能选是或否，已不按它筛选。"}
        return {
            self.name: forms.ChoiceField(
                label=self.label, required=False, choices=options, error_messages=messages
            )
        }

    def keep(self, rows: QuerySet[Any, Any], chosen: dict[str, Any]) -> QuerySet[Any, Any]:
        value = chosen.get(self.name)
        return rows.filter(**{self.path or self.name: value == "1"}) if value else rows

    def words(self, chosen: dict[str, Any], form: forms.Form) -> str:
        value = chosen.get(self.name)
        return f"{self.label}：{'是' if value == '1' else '否'}" if value else ""

    def narrows(self, chosen: dict[str, Any], form: forms.Form) -> dict[str, str] | None:
        return (
            {self.dim or self.name: "true" if chosen[self.name] == "1" else "false"}
            if chosen.get(self.name)
            else {}
        )


@dataclass(frozen=True)
class Dates(Filter):
    """A range of days, both ends included: `name_from`, `name_to` in the address."""

    def fields(self, books: Books, asked: str) -> dict[str, forms.Field]:
        messages = {"invalid": "“%(value)s”不是日期，请写成如 2023-09-20；已不按它筛选。"}

        def field(label: str) -> forms.Field:
            box = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
            return _Day(
                label=label, required=False, widget=box, input_formats=["%Y-%m-%d"], error_messages=messages
            )

        return {f"{self.name}_from": field(f"{self.label}自"), f"{self.name}_to": field("至")}

    def keep(self, rows: QuerySet[Any, Any], chosen: dict[str, Any]) -> QuerySet[Any, Any]:
        path = self.path or self.name
        for end, test in (("from", "gte"), ("to", "lte")):
            if day := chosen.get(f"{self.name}_{end}"):
                rows = rows.filter(**{f"{path}__{test}": day})
        return rows

    def words(self, chosen: dict[str, Any], form: forms.Form) -> str:
        start, end = chosen.get(f"{self.name}_from"), chosen.get(f"{self.name}_to")
        return f"{self.label}：{start or '—'} 至 {end or '—'}" if start or end else ""


class _Day(forms.DateField):
    """A date whose refusal names what was written."""

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except forms.ValidationError:
            raise forms.ValidationError(
                self.error_messages["invalid"], code="invalid", params={"value": value}
            ) from None


class _Object(forms.IntegerField):
    """An object's id, with what the object is called where the id is one."""

    named = ""


@dataclass(frozen=True)
class Given(Filter):
    """An object that a link names by its id; it shows as a mark that can be taken away, not as a field to fill in."""

    named: Callable[[Books, int], str] = lambda books, pk: str(pk)

    def fields(self, books: Books, asked: str) -> dict[str, forms.Field]:
        if not asked:
            return {}
        messages = {"invalid": f"{self.label}“{asked}”不是编号，已不按它筛选。"}
        field = _Object(
            label=self.label,
            required=False,
            min_value=0,
            max_value=2**62,
            widget=forms.HiddenInput,
            error_messages=messages,
        )
        with suppress(forms.ValidationError):
            if (pk := field.clean(asked)) is not None:
                field.named = self.named(books, pk)
        return {self.name: field}

    def narrows(self, chosen: dict[str, Any], form: forms.Form) -> dict[str, str] | None:
        if chosen.get(self.name) is None:
            return {}
        return {self.dim: self._name(form)} if self.dim else None

    def words(self, chosen: dict[str, Any], form: forms.Form) -> str:
        return f"{self.label}：{self._name(form)}" if chosen.get(self.name) is not None else ""

    def _name(self, form: forms.Form) -> str:
        field = form.fields[self.name]
        return field.named if isinstance(field, _Object) else ""
