"""Chinese numerals as headings of official papers count: 一, 二, … 十, 十一, … 九十九."""

_DIGITS = "零一二三四五六七八九"


def ordinal(number: int) -> str:
    """1 → `一`, 10 → `十`, 21 → `二十一`. Raises ValueError outside 1–99: no paper has more headings."""
    if not 1 <= number <= 99:
        raise ValueError(f"标题序号应在 1 至 99 之间，不能是 {number}。")
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else ("" if tens == 1 else _DIGITS[tens]) + "十") + (
        _DIGITS[ones] if ones else ""
    )
