"""Region codes (行政区划代码) of GB/T 2260 and GB/T 10114: 12 digits, 2 province + 2 prefecture + 2 county + 3 township + 3 village.

A prefix of significant digits is a scope: `652722` covers its townships and villages, `65` the whole region.
"""

LEVELS = {2: "province", 4: "prefecture", 6: "county", 9: "township", 12: "village"}
LEVEL_LABELS = {
    "nation": "国家",
    "province": "省、自治区",
    "prefecture": "地、州、市",
    "county": "县、市",
    "township": "乡、镇",
    "village": "村、社区",
}


WITHOUT_COUNTIES = ("4419", "4420", "4604", "6202")
"""东莞, 中山, 儋州, 嘉峪关: prefectures of GB/T 2260 that have no counties under them and keep books as one (`441900`)."""


def prefix(code: str) -> str:
    """The significant digits: `652722000000` → `652722`, `652722200204` → itself, `` for the nation.

    Raises ValueError for anything but up to 12 digits.
    """
    if not (code == "" or (code.isascii() and code.isdigit() and len(code) <= 12)):
        raise ValueError(f"“{code}”不是行政区划代码，应为 2、4、6、9 或 12 位数字。")
    code = code.ljust(12, "0")
    if code[:4] in WITHOUT_COUNTIES and not code[4:].strip("0"):
        return code[:6]
    for length in (0, 2, 4, 6, 9):
        if not code[length:].strip("0"):
            return code[:length]
    return code


def full(code: str) -> str:
    """The 12-digit form of any prefix."""
    return prefix(code).ljust(12, "0")


def level(code: str) -> str:
    """`county` for `652722` and for `652722000000`."""
    return LEVELS.get(len(prefix(code)), "nation")


def covers(scope: str, code: str) -> bool:
    """Whether the region `code` is `scope` itself or lies in it."""
    return full(code).startswith(prefix(scope))


def county_of(code: str) -> str:
    """The 6 digits of the county in which `code` lies. Raises ValueError for a region above the county."""
    if len(prefix(code)) < 6:
        raise ValueError(f"“{code}”不在某一个县内。")
    return code[:6]


def township_of(code: str) -> str:
    """The 12-digit code of the township in which `code` lies; a county's own code stays itself."""
    return full(prefix(code)[:9])


def parent(code: str) -> str:
    """The 12-digit code one level up; of a province the empty code of the nation."""
    digits = prefix(code)
    lengths = [0, 2, 4, 6, 9, 12]
    above = lengths[max(lengths.index(len(digits)) - 1, 0)]
    if above == 4 and digits[:4] in WITHOUT_COUNTIES:
        above = 2
    return full(digits[:above]) if above else ""
