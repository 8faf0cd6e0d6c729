"""The template, written and read back."""

import python_calamine

from karez.exchange.template import header, write_template
from karez.sheets.reading import read
from karez.sheets.sheet import sheets


def test_it_reads_back_as_an_empty_workbook_without_faults(tmp_path):
    path = tmp_path / "template.xlsx"
    write_template(path, county="精河县", year=2023, townships=["精河镇"])
    reading = read(path)
    assert reading.faults == []
    assert [table.name for table in reading.tables] == [sheet.title for sheet in sheets()]
    assert [len(table.rows) for table in reading.tables] == [0, 0, 0, 0]
    assert [skip.why for skip in reading.skipped] == ["是模板的填写示例"] * 4
    for table in reading.tables:
        assert list(table.headers) == [column.name for column in table.sheet.columns]


def test_it_has_an_example_that_would_be_read_without_faults(tmp_path):
    """The example row of each sheet is right but for its mark: what it teaches is what is understood."""
    path = tmp_path / "template.xlsx"
    write_template(path)
    book = python_calamine.CalamineWorkbook.from_path(path)
    import xlsxwriter

    copy = tmp_path / "copy.xlsx"
    with xlsxwriter.Workbook(copy) as target:
        days = target.add_format({"num_format": "yyyy-mm-dd"})
        for sheet in sheets():
            page = target.add_worksheet(sheet.title)
            for number, row in enumerate(book.get_sheet_by_name(sheet.title).to_python()[:2]):
                for at, cell in enumerate(row):
                    if hasattr(cell, "year"):
                        page.write_datetime(number, at, cell, days)
                    else:
                        page.write(
                            number, at, cell.removeprefix("填写示例：") if isinstance(cell, str) else cell
                        )
    reading = read(copy)
    assert [fault.text for fault in reading.faults] == []
    assert [len(table.rows) for table in reading.tables] == [1, 1, 1, 1]


def test_it_states_the_unit_in_every_money_header_and_hides_its_lists(tmp_path):
    path = tmp_path / "template.xlsx"
    write_template(path)
    book = python_calamine.CalamineWorkbook.from_path(path)
    money = [header(column) for sheet in sheets() for column in sheet.columns if column.type == "money"]
    assert money and all(text.endswith("（万元）") for text in money)
    assert book.sheet_names == ["说明", *(sheet.title for sheet in sheets()), "选项"]
    assert [str(meta.visible) for meta in book.sheets_metadata][-1].endswith("Hidden")


def test_it_writes_the_same_file_twice(tmp_path):
    one, two = tmp_path / "one.xlsx", tmp_path / "two.xlsx"
    write_template(one, county="精河县", year=2023)
    write_template(two, county="精河县", year=2023)
    assert one.read_bytes() == two.read_bytes()
