"""Money is a whole number of fen (分). This module reads what people write and prints what people read.

1 元 = 100 fen, 1 万元 = 1,000,000 fen. Nothing here rounds: an amount finer than a fen is refused.
"""

import re
import unicodedata
from decimal import Decimal, InvalidOperation

Fen = int

YUAN: Fen = 100
WAN: Fen = 1_000_000
YI: Fen = 10_000 * WAN

UNITS: dict[str, Fen] = {
    "分": 1,
    "元": YUAN,
    "千元": 1_000 * YUAN,
    "万元": WAN,
    "万": WAN,
    "亿元": YI,
    "亿": YI,
}

_AMOUNT = re.compile(r"^[¥￥]?([+-]?[0-9,]*\.?[0-9]*)(分|千元|万元|亿元|元|万|亿)?整?$")


def parse_fen(text: str | int | float | Decimal, unit: str | None = None) -> Fen:
    """Read an amount such as `600万元`, `１，２３４.５０元` or `5126` (with `unit="万元"`) into fen.

    A unit written in the text wins over `unit`; with neither, the amount is refused, never guessed.
    Raises ValueError with a sentence in Chinese.
    """
    if isinstance(text, bool):
        raise ValueError(f"“{text}”不是金额。")
    if isinstance(text, int | float | Decimal):
        # repr() is the shortest text that names the float: 123.45 stays 123.45.
        number, written = Decimal(repr(text)) if isinstance(text, float) else Decimal(text), None
    else:
        folded = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
        match = _AMOUNT.match(folded)
        if not match or not re.search(r"[0-9]", match.group(1)):
            raise ValueError(f"“{text}”不是金额，请写成如 600万元 或 6000000.00元。")
        written = match.group(2)
        try:
            number = Decimal(match.group(1).replace(",", ""))
        except InvalidOperation:
            raise ValueError(f"“{text}”不是金额，请写成如 600万元 或 6000000.00元。") from None
    name = written or unit
    if name is None:
        raise ValueError(f"“{text}”没有写明单位，请写成如 {text}万元 或 {text}元。")
    if not number.is_finite():
        raise ValueError(f"“{text}”不是金额。")
    fen = number * UNITS[name]
    if fen != fen.to_integral_value():
        raise ValueError(f"“{text}”折合 {fen.normalize():f} 分，细于 1 分，请核对。")
    return int(fen)


def wan_number(amount: Fen) -> str:
    """`512600000 0` fen as `5126`: 万元 without the unit, exact, no trailing zeros."""
    sign, amount = ("-", -amount) if amount < 0 else ("", amount)
    whole, rest = divmod(amount, WAN)
    return sign + (f"{whole}.{rest:06d}".rstrip("0") if rest else str(whole))


def wan(amount: Fen) -> str:
    """As a report prints it: `5126万元`; `12.345678万元` when it is no round sum. Exact."""
    return wan_number(amount) + "万元"


def spoken(amount: Fen) -> str:
    """As a sentence says it: `100万元`, `0.55万元`; what is no round sum of 万元 to the hundredth, in yuan: `0.01元`."""
    return f"{yuan(amount)}元" if amount % (WAN // 100) else wan(amount)


def yuan(amount: Fen) -> str:
    """As a ledger prints it: `51,260,000.00`."""
    sign, amount = ("-", -amount) if amount < 0 else ("", amount)
    return f"{sign}{amount // YUAN:,}.{amount % YUAN:02d}"


_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")


def _four(number: int) -> str:
    """1–9999 in capital numerals, with one 零 for a gap inside."""
    text, gap = "", False
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if digit:
            text += ("零" if gap and text else "") + _DIGITS[digit] + _PLACES[place]
            gap = False
        else:
            gap = True
    return text


def _whole(number: int) -> str:
    for unit, name in ((10**8, "亿"), (10**4, "万")):
        if number >= unit:
            head, rest = divmod(number, unit)
            gap = "零" if 0 < rest < unit // 10 else ""
            return _whole(head) + name + gap + (_whole(rest) if rest else "")
    return _four(number)


def capital(amount: Fen) -> str:
    """Capital numerals (大写金额) as vouchers write them: `伍仟壹佰贰拾陆万元整`.

    Follows 支付结算办法 附一 (正确填写票据和结算凭证的基本规定): 整 after 元 and 角, none after 分.
    """
    if amount < 0:
        return "负" + capital(-amount)
    whole, rest = divmod(amount, YUAN)
    text = _whole(whole) + "元" if whole else ""
    jiao, fen = divmod(rest, 10)
    if not rest:
        return (text or "零元") + "整"
    if jiao:
        text += _DIGITS[jiao] + "角"
    elif text:
        text += "零"
    return text + (_DIGITS[fen] + "分" if fen else "整")
