"""Tables people upload: any usual file is read as its owner reads it, and what is none is said."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import openpyxl
import pytest

from po_platform.kit.table_file import (
    Line,
    NotATable,
    Table,
    TooMuch,
    read_table,
    workbook_as_csv,
)
from po_platform.kit.workbook_size import MOST_WEIGHT, TooLarge, weigh

TEXT = "Nr;Straße;Ort\n1;Am Kai 4;\n\n3;Feldweg;Dörfli\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_any_usual_encoding_is_read(encoding: str) -> None:
    assert read_table(TEXT.encode(encoding)) == Table(
        ("Nr", "Straße", "Ort"),
        (Line(2, ("1", "Am Kai 4", "")), Line(4, ("3", "Feldweg", "Dörfli"))),
    )


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_any_usual_separator_is_found(separator: str) -> None:
    raw = f'a{separator}b\n1{separator}"x{separator}y"\n'.encode()
    assert read_table(raw).lines == (Line(2, ("1", f"x{separator}y")),)


def test_a_cell_may_hold_several_lines() -> None:
    assert read_table(b'a,b\n1,"x\ny"\n2,z\n').lines[1] == Line(3, ("2", "z"))


def test_numbers_and_days_of_excel_are_what_its_owner_sees() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["a", "b", "c", "d"])
    sheet.append([17, 1.5, date(1950, 4, 3), None])
    raw = io.BytesIO()
    book.save(raw)
    assert read_table(raw.getvalue()).lines == (Line(2, ("17", "1.5", "1950-04-03", "")),)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "found no table"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not a table"),
        (b"\xd0\xcf\x11\xe0old", "old Excel file"),
        (b"PK\x03\x04broken", "not a table"),
        (b"only one column\nx\n", "found no table"),
        (b'id,name\n1,"Ruth\n2,Karl\n', "never ends"),
        (b"id,name\n1,Ruth,more\n", "more cells"),
        (b"id,name\n" + b"1,x\n" * 20_001, "20,000"),
        (b"id,name\n1," + b"x" * 2_001 + b"\n", "2,000 signs"),
        (b"id,name\n1," + b"x" * 200_000 + b"\n", "never ends|signs"),
        (b"x" * (10 * 1024 * 1024 + 1), "10 MB"),
    ],
)
def test_what_is_no_table_is_said(raw: bytes, said: str) -> None:
    with pytest.raises(NotATable, match=said):
        read_table(raw)


def test_a_small_file_that_unpacks_to_a_large_one_is_refused() -> None:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (101 * 1024 * 1024))
    with pytest.raises(NotATable, match="100 MB"):
        read_table(raw.getvalue())


SHARED = (
    b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxml'
    b'formats-officedocument.spreadsheetml.sharedStrings+xml" />'
)


def _workbook(sheet: bytes, words: bytes = b"", *, sheets: int = 1) -> bytes:
    """A workbook whose first sheet holds this, small in bytes however often it repeats itself."""
    book = openpyxl.Workbook()
    for _number in range(sheets - 1):
        book.create_sheet()
    whole, raw = io.BytesIO(), io.BytesIO()
    book.save(whole)
    space = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    with (
        zipfile.ZipFile(whole) as old,
        zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            part = old.read(name)
            if name.startswith("xl/worksheets/sheet"):
                part = b"<worksheet %s>%s</worksheet>" % (space, sheet)
            if name == "[Content_Types].xml":
                part = part.replace(b"</Types>", SHARED + b"</Types>")
            new.writestr(name, part)
        new.writestr("xl/sharedStrings.xml", b"<sst %s>%s</sst>" % (space, words))
    return raw.getvalue()


def _rows(rows: bytes, *, size: bytes = b"") -> bytes:
    return size + b"<sheetData>" + rows + b"</sheetData>"


SIZE = b'<dimension ref="A1:A1"/>'
SHORT = b"<row><c><v>1</v></c></row>"


def _as_list(raw: bytes) -> Any:
    return read_table(raw)


def _as_csv(raw: bytes) -> Any:
    return workbook_as_csv(raw, sheet="Codes", most_cells=1_000_000)


@pytest.mark.parametrize("read", [_as_list, _as_csv])
def test_a_million_rows_are_refused_before_a_reader_keeps_any(
    read: Callable[[bytes], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = _workbook(_rows(SHORT * 1_000_000))
    assert len(raw) < 100_000
    opened: list[object] = []
    monkeypatch.setattr(openpyxl, "load_workbook", lambda *_a, **_k: opened.append(1))
    tracemalloc.start()
    try:
        with pytest.raises(TooMuch, match="too many cells"):
            read(raw)
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()
    assert not opened


@pytest.mark.parametrize(
    "sheet",
    [
        _rows(SHORT * 10_000, size=SIZE),
        _rows(b"<row/>" * 10_000),
        _rows(b"<row>" + b"<c/>" * 200_000 + b"</row>", size=SIZE),
        b"<cols>" + b"<col/>" * 10_000 + b"</cols>" + _rows(SHORT),
        b'<x xmlns="elsewhere">' + b"<row/>" * 10_000 + b"</x>" + _rows(SHORT),
    ],
    ids=["rows-and-size", "empty-rows-without-size", "one-row", "columns", "others"],
)
def test_whatever_a_sheet_is_full_of_is_counted(sheet: bytes) -> None:
    weigh(_workbook(sheet))
    with pytest.raises(TooLarge):
        weigh(_workbook(sheet), most=100_000)


def test_counting_stops_where_it_is_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = _workbook(_rows(SHORT * 1_000_000))
    read: list[int] = []
    really = zipfile.ZipExtFile.read

    def counted(self: zipfile.ZipExtFile, n: int | None = -1) -> bytes:
        piece = really(self, n)
        read.append(len(piece))
        return piece

    monkeypatch.setattr(zipfile.ZipExtFile, "read", counted)
    with pytest.raises(TooLarge):
        weigh(raw, most=100_000)
    assert sum(read) < 300_000  # of 26 million


def test_a_sheet_named_by_many_is_not_walked_for_each(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = _workbook(_rows(SHORT * 20_000), sheets=100)
    monkeypatch.setattr(openpyxl, "load_workbook", lambda *_a, **_k: pytest.fail("was read"))
    with pytest.raises(TooMuch, match="too many cells"):
        read_table(raw)


def test_one_long_word_in_every_cell_does_not_become_a_long_text() -> None:
    word = b"<si><t>" + b"x" * 30_000_000 + b"</t></si>"
    cell = b'<c t="s"><v>0</v></c>'
    raw = _workbook(_rows(b"<row>" + cell * 4 + b"</row>", size=SIZE), word)
    assert len(raw) < 150_000
    with pytest.raises(TooMuch, match="100 MB"):
        _as_csv(raw)


def test_a_table_with_many_empty_rows_at_its_end_is_read() -> None:
    """Excel keeps a row for every line somebody once coloured."""
    said = b"<row>" + b'<c t="inlineStr"><is><t>a</t></is></c>' * 2 + b"</row>"
    raw = _workbook(_rows(said * 3 + b'<row s="3"/>' * 1_000_000, size=SIZE))
    assert [line.cells for line in read_table(raw).lines] == [("a", "a")] * 2


def test_a_full_table_of_the_size_we_take_is_not_too_heavy() -> None:
    full = b"<row>" + b"<c><v>1</v></c>" * 100 + b"</row>"
    weigh(_workbook(_rows(full * 2_000)), most=MOST_WEIGHT // 10)
