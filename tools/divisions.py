"""Builds karez/places/data/divisions.sqlite3: every region of China from province to village, from npm's china-division.

One table: region(code: 12 digits, name, level, parent: 12 digits or empty). Names are in daily form (divisions.plain).
A prefecture without counties (东莞, 中山, 儋州) shares its code with the one county-level row that stands for it.
"""

import csv
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from karez.places.divisions import plain

FILES = (  # file, level, column of the parent
    ("provinces", "province", None),
    ("cities", "prefecture", "provinceCode"),
    ("areas", "county", "cityCode"),
    ("streets", "township", "areaCode"),
    ("villages", "village", "streetCode"),
)


def rows(package: Path) -> Iterator[tuple[str, str, str, str]]:
    """Each region as (code, name, level, parent)."""
    for name, level, above in FILES:
        with open(package / f"dist/{name}.csv", encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                code = row["code"].ljust(12, "0")
                parent = row[above].ljust(12, "0") if above else ""
                if parent == code:
                    parent = code[:2].ljust(12, "0")
                yield code, plain(row["name"], level), level, parent


def build(package: Path, target: Path) -> None:
    """Write the data set beside its place and move it there whole."""
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_suffix(".part")
    unfinished.unlink(missing_ok=True)
    book = sqlite3.connect(unfinished)
    with book:
        book.execute("PRAGMA journal_mode=OFF")
        book.execute(
            "CREATE TABLE region (code TEXT PRIMARY KEY, name TEXT NOT NULL, level TEXT NOT NULL, parent TEXT NOT NULL)"
            " WITHOUT ROWID"
        )
        book.executemany("INSERT OR REPLACE INTO region VALUES (?, ?, ?, ?)", rows(package))
        book.execute("CREATE INDEX region_county ON region (name) WHERE level = 'county'")
    book.close()
    licence = (package / "LICENSE").read_text("utf-8")
    target.with_name("divisions-license.txt").write_text(licence, "utf-8")
    os.replace(unfinished, target)
