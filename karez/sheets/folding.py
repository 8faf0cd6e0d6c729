"""The form in which headers, names and labels are compared: half-width, no white space, no unit, no 必填 mark."""

import re
import unicodedata

_UNIT = re.compile(r"[(\[【/]?(?:单位[:])?(?:人民币)?(亿元|万元|千元|元|分)(?:/年)?[)\]】]?$")
_MARK = re.compile(r"^[*※★☆]+|[*※★☆]+$|[(\[【](?:必填|选填|可选|可不填|必须填写|下拉选择|是/否)[)\]】]|[::]$")
_SPACE = re.compile(r"[\s​﻿]+")


def fold(text: object) -> str:
    """Half-width, no white space: the form in which headers, names and labels are compared."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", str(text)))


def fold_header(text: object) -> tuple[str, str]:
    """A header cell as (name to compare, unit written in it or ""): `金 额（万元）*` → ("金额", "万元")."""
    folded = _MARK.sub("", fold(text))
    match = _UNIT.search(folded)
    if match and match.start() > 0:
        return _MARK.sub("", folded[: match.start()]).rstrip("(:,"), match.group(1)
    return folded, ""
