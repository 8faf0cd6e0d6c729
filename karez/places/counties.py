"""A county's places copied from the national list into the books, when the county begins to keep them here."""

from collections.abc import Iterable, Mapping

from karez.kernel.refusal import Unknown
from karez.kernel.regions import full, level, parent
from karez.places import divisions
from karez.places.models import Region


def name_of(code: str) -> str:
    """The name of the county with this 6-digit code, in the books or in the national list. Nothing is written.

    Raises Unknown when neither has it.
    """
    if (known := Region.objects.filter(code=full(code), level="county").first()) is not None:
        return known.name
    found = divisions.county(code) if code.isascii() and code.isdigit() and len(code) == 6 else None
    if found is None:
        raise Unknown(
            f"全国区划中没有代码为“{code}”的县。", hint="请写 6 位县级代码，如 652722。", field="county"
        )
    return found.name


def ensure(code: str) -> Region:
    """The county with this 6-digit code; what is above it, its townships and villages are copied at the first call.

    Raises Unknown when the national list has no such county.
    """
    if (known := Region.objects.filter(code=full(code)).first()) is not None:
        return known
    name_of(code)
    bring([code, *(below.code for below in divisions.below(code))])
    return Region.objects.get(code=full(code))


def bring(codes: Iterable[str], names: Mapping[str, str] | None = None) -> None:
    """Put regions and those above them into the books, as the national list has them; what the books have stays.

    One that the list lacks is made only where a person gave it a name: `names`, by 12-digit code.
    """
    wanted: set[str] = set()
    for code in map(full, codes):
        while code and code not in wanted:
            wanted.add(code)
            code = parent(code)
    wanted -= set(Region.objects.filter(code__in=wanted).values_list("code", flat=True))
    known = {code: (name, level(code)) for code, name in (names or {}).items() if code in wanted}
    if wanted and divisions.available():
        known |= {
            one.code: (divisions.plain(one.name, one.level), one.level) for one in divisions.these(wanted)
        }
    Region.objects.bulk_create(
        [Region(code=code, name=name, level=rank) for code, (name, rank) in sorted(known.items())],
        ignore_conflicts=True,
    )
