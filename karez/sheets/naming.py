"""Names of places and departments in a workbook, found in the books or in the public list of regions; never invented.

A name that nothing knows becomes a question with the nearest names; an answer maps the name, as it was asked, to a code.
"""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import NamedTuple

from karez.kernel.refusal import Unknown
from karez.kernel.regions import full, level, prefix, township_of
from karez.places import divisions
from karez.places.models import Department, Region
from karez.sheets.folding import fold

COUNTY_WIDE = frozenset({"全县", "县直", "县级", "县本级", "本县", "全市", "市直", "各乡镇", "全县各乡镇"})

TOWNSHIPS_END = ("乡", "镇", "场", "街道")


class Question(NamedTuple):
    """A place that is asked about. `name` is the key of the answer: `大河沿镇`, or `托里镇/永集胡村` for a village."""

    name: str
    label: str
    near: tuple[tuple[str, str], ...]
    """(code, name) of what it might be, the nearest first."""

    @property
    def hint(self) -> str:
        near = "、".join(f"{name}（{code}）" for code, name in self.near)
        return (f"是不是{near}？" if near else "") + "请改正名称，或在导入时指明它的行政区划代码。"


class Places:
    """The townships and villages of one county, by what people call them. Raises Unknown for no county of the list."""

    def __init__(self, county: str, answers: Mapping[str, str]) -> None:
        self.county = full(county)
        self.answers = {fold(name): full(code) for name, code in answers.items()}
        stem = prefix(self.county)
        self.in_books = {r.code: r for r in Region.objects.filter(code__startswith=stem)}
        names = {code: (region.name, region.level) for code, region in self.in_books.items()}
        if divisions.available():
            if self.county not in names and (listed := divisions.county(self.county)):
                names[self.county] = (listed.name, listed.level)
            for division in divisions.below(stem):
                names.setdefault(
                    division.code, (divisions.plain(division.name, division.level), division.level)
                )
        self.names = names
        if self.county not in names:
            raise Unknown(
                f"全国区划中没有代码为“{county}”的县。", hint="请写 6 位县级代码，如 652722。", field="county"
            )
        self.name = names[self.county][0]
        self.townships: dict[str, str] = {}
        self.villages: dict[str, list[str]] = {}
        for code, (name, rank) in names.items():
            if rank == "township":
                self.townships[fold(name)] = code
            elif rank == "village":
                self.villages.setdefault(_village(name), []).append(code)
        self.used: set[str] = set()
        self.added: list[str] = []
        """Codes that neither the books nor the list have, given by a person: new places by the names in the workbook."""
        self._known: dict[tuple[str, str], str | Question] = {}

    def find(self, township: str | None, village: str | None) -> str | Question:
        """The 12-digit code of the place of a row; the county's own where neither is written."""
        key = (township or "", village or "")
        if key not in self._known:
            self._known[key] = self._find(*key)
        code = self._known[key]
        if isinstance(code, str):
            self.used.add(code)
        return code

    def named(self, name: str, near: str | None = None) -> str | Question:
        """The place of one name: a township's, a village's with its township before it (`茫丁乡伊林村`), or a village's alone:
        then one of the township called `near` before one of another.
        """
        bare = self._bare(name)
        if not bare or bare in COUNTY_WIDE or bare in self.townships:
            return self.find(name, None)
        readings = [(above, bare[len(above) :]) for above in self._townships_before(bare)]
        for township, village in (*readings, (near, name)) if near else readings:
            if isinstance(code := self.find(township, village), str):
                return code
        alone = self.find(None, name)
        if isinstance(alone, str):
            return alone
        if bare.endswith(TOWNSHIPS_END):
            return self.find(name, None)
        return self.find(*readings[0]) if readings else alone

    def _townships_before(self, bare: str) -> list[str]:
        """The townships with whose name a folded name begins, the longest first."""
        return sorted((name for name in self.townships if bare.startswith(name)), key=len, reverse=True)

    def _find(self, township: str, village: str) -> str | Question:
        bare = self._bare(township)
        if not bare or bare in COUNTY_WIDE:
            if not village:
                return self.county
            at = ""
        elif bare in self.townships:
            at = self.townships[bare]
        elif answered := self._answer(township, township, 9):
            at = answered
        else:
            near = get_close_matches(bare, self.townships, 3, 0.4)
            return Question(
                township, "乡镇", tuple((self.townships[n], self.names[self.townships[n]][0]) for n in near)
            )
        if not village:
            return at
        asked = f"{township}/{village}" if township else village
        if (answered := self._answer(asked, village, 12)) and answered.startswith(prefix(at)):
            return answered
        candidates = [
            c for c in self.villages.get(_village(self._bare(village)), ()) if not at or township_of(c) == at
        ]
        if len(candidates) == 1:
            return candidates[0]
        among = {
            self._called(c, at): c
            for codes in self.villages.values()
            for c in codes
            if not at or township_of(c) == at
        }
        if candidates:
            near = [self._called(c, at) for c in candidates]
        else:
            near = get_close_matches(_village(village), among, 3, 0.4)
            elsewhere = self.villages.get(_village(self._bare(village)), ()) if at else ()
            for code in elsewhere[:3]:
                among[self._called(code, "")] = code
                near.append(self._called(code, ""))
        return Question(asked, "村", tuple((among[n], n) for n in near))

    def _answer(self, asked: str, name: str, digits: int) -> str | None:
        """The code that a person gave for a name. A code that no list has is a new place of the level asked about."""
        code = self.answers.get(fold(asked))
        if code is None or len(prefix(code)) != digits or not code.startswith(prefix(self.county)):
            return None
        if code not in self.names:
            self.names[code] = (name, level(code))
            self.added.append(code)
        return code

    def _called(self, code: str, at: str) -> str:
        township = self.names.get(township_of(code), ("", ""))[0]
        return self.names[code][0] if at else f"{township}{self.names[code][0]}"

    def _bare(self, name: str) -> str:
        return fold(name).removeprefix(self.name)

    def spoken(self, code: str) -> str:
        """A place with the township before a village; a code that nothing knows stays as it is."""
        code = full(code)
        name = self.names.get(code, (code, ""))[0]
        above = self.names.get(township_of(code), ("", ""))[0] if code[9:] != "000" else ""
        return above + name

    def written(self, code: str) -> tuple[str | None, str | None]:
        """The township and the village as the cells of a row write a place; neither for the county."""
        digits = len(prefix(code))
        township = self.names.get(township_of(code), (code, ""))[0] if digits > 6 else None
        return township, self.names.get(code, (code, ""))[0] if digits > 9 else None

    def of(self, rank: str) -> list[str]:
        """The names of all townships, or of all villages, in the order of their codes."""
        return list(dict.fromkeys(name for _, (name, level) in sorted(self.names.items()) if level == rank))

    def new(self) -> list[Region]:
        """The places to add that no list has."""
        return [Region(code=code, name=self.names[code][0], level=self.names[code][1]) for code in self.added]

    def called(self) -> dict[str, str]:
        """The regions that the rows use, by code, as they are called here."""
        return {code: self.names[code][0] for code in {self.county, *self.used}}


def _village(name: str) -> str:
    return divisions.plain(fold(name))


class Departments:
    """The departments of a county by name: `农业农村局` is 县农业农村局 and 精河县农业农村局, too."""

    def __init__(self, county: str, county_name: str) -> None:
        self.county, self.county_name = full(county), county_name
        self.by_name: dict[str, Department] = {}
        for department in Department.objects.filter(region__code__startswith=prefix(county)).order_by("-pk"):
            self.by_name[self._bare(department.name)] = department
        self.added: dict[str, str] = {}
        """Bare name → name as written, of those that are new."""

    def _bare(self, name: str) -> str:
        bare = fold(name).removeprefix(self.county_name)
        return bare[1:] if bare[:1] in ("县", "市", "区") and len(bare) > 3 else bare

    def find(self, name: str) -> Department | str:
        """The department, or the key of one that will be added."""
        bare = self._bare(name)
        if bare in self.by_name:
            return self.by_name[bare]
        self.added.setdefault(bare, name)
        return bare
