"""What is wrong with a workbook, said so that the person at Excel finds the cell and knows how to mend it."""

from typing import NamedTuple


class Fault(NamedTuple):
    """One thing wrong. `row` is the number Excel shows (0: the whole sheet); `sheet` is "" for the whole file."""

    sheet: str
    row: int
    column: str
    header: str
    value: str
    message: str
    hint: str

    @property
    def where(self) -> str:
        """`资金台账 第7行 E列“金额”`, as much of it as is known."""
        parts = [self.sheet] if self.sheet else []
        if self.row:
            parts.append(f"第{self.row}行")
        if self.header:
            parts.append(f"{self.column}列“{self.header}”" if self.column else f"“{self.header}”")
        return " ".join(parts)

    @property
    def text(self) -> str:
        """The whole sentence: where, what, how to mend."""
        where = self.where
        return (f"{where}：" if where else "") + self.message + self.hint

    def as_dict(self) -> dict[str, str | int]:
        """For JSON and templates."""
        return {**self._asdict(), "where": self.where, "text": self.text}


class Skipped(NamedTuple):
    """A row, column or sheet that was left out on purpose, shown in the preview so that nothing vanishes unseen."""

    sheet: str
    row: int
    what: str
    why: str

    @property
    def text(self) -> str:
        where = f"{self.sheet} 第{self.row}行" if self.row else self.sheet
        return f"{where}：{self.what}，{self.why}"


def letter(column: int) -> str:
    """The letter that Excel shows for a column counted from 0: 0 → A, 27 → AB."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name
