"""Tables people upload: any usual file is read as its owner reads it, and what is none is said."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import openpyxl
import pytest

from po_platform.kit.table_file import Line, NotATable, Table, read_table

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
