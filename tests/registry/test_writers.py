"""Typed formats, each opened by a reader nobody here wrote: types, labels, codes, reasons, long texts."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

import pytest
from pyarrow import parquet

from registry import tables
from registry.tables import Field, Row, Table, settled
from registry.writers import parquet as writer
from registry.writers.dta import write_dta
from registry.writers.parquet import AT_ONCE, write_parquet
from registry.writers.sav import write_sav
from tests.registry import reading

LONG = "Müdigkeit nach dem Gehen · " * 60
WIDE = "ß" * 3000
FIELDS = (
    Field("pseudonym", "text", "Pseudonym"),
    Field("redcap_repeat_instance", "whole", "Which time"),
    Field("with", "code", "With whom", {"0": "alone", "1": "in company"}, {"-98": "cannot say"}),
    Field("place", "code", "Where", {"home_or_garden": "At home", "b": "Bench"}, {"refused": "No word"}),
    Field("day", "day", "Day", {}, {"UNK": "unknown"}),
    Field("at", "moment", "Moment"),
    Field("words", "text", "In your words"),
    Field("metres", "number", "Metres", {}, {"a": "A", "b": "B", "c": "C", "d": "D"}),
    Field("tired", "yes_no", "Tired?", {"1": "yes", "0": "no"}),
)  # fmt: skip
ROWS: list[Row] = [
    ["P1", "1", "0", "b", "1950-03-01", "2020-01-01T10:30", LONG, "-50.5", "1"],
    ["P2", "", "-98", "refused", "UNK", "", "", "c", ""],
    ["P3", "2", "1", "home_or_garden", "1950-03-02", "", "=1+1", "", "0"],
]
DAYS = [date(1950, 3, 1), None, date(1950, 3, 2)]


def table(rows: list[Row] | None = None, fields: tuple[Field, ...] = FIELDS) -> Table:
    kept = ROWS if rows is None else rows
    return Table("walk", "Walks", 3, "en", fields, lambda: iter(kept))


def made(write: Callable[[Table, IO[bytes]], None], given: Table) -> bytes:
    out = io.BytesIO()
    write(given, out)
    return out.getvalue()


def test_spss_reads_values_labels_and_what_is_missing(tmp_path: Path) -> None:
    values, about = reading.sav(made(write_sav, table()), tmp_path)
    assert values["v_with"] == [0, -98, 1]  # WITH is a word of SPSS itself
    assert values["at"] == [datetime(2020, 1, 1, 10, 30), None, None]  # noqa: DTZ001
    assert values["words"] == [LONG.rstrip(), "", "=1+1"]
    assert (values["day"][0], values["day"][2]) == (DAYS[0], DAYS[2])
    assert values["metres"][0] == -50.5 and values["tired"] == [1, None, 0]
    assert about.column_names_to_labels["v_with"] == "With whom"
    assert about.variable_value_labels["v_with"] == {0: "alone", 1: "in company", -98: "-98: cannot say"}  # fmt: skip
    assert about.variable_value_labels["place"]["home_or_garden"] == "At home"
    assert about.missing_ranges["v_with"] == [{"lo": -98, "hi": -98}]
    assert about.missing_ranges["place"] == [{"lo": "refused", "hi": "refused"}]
    [reason] = [v for v, words in about.variable_value_labels["metres"].items() if words == "c: C"]
    [span] = about.missing_ranges["metres"]
    assert values["metres"][1] == reason and span["lo"] <= reason <= span["hi"]
    assert len(about.variable_value_labels["metres"]) == 4


def test_stata_reads_the_same_with_reasons_as_letters(tmp_path: Path) -> None:
    values, about = reading.dta(made(write_dta, table()), tmp_path)
    assert values["v_with"] == [0, "a", 1]
    assert values["metres"] == [-50.5, "c", None]
    assert values["place"] == ["b", "refused", "home_or_garden"]
    assert values["day"] == [DAYS[0], "a", DAYS[2]]
    assert values["at"][0] == datetime(2020, 1, 1, 10, 30)  # noqa: DTZ001
    assert values["words"] == [LONG, "", "=1+1"]
    assert about.variable_value_labels["v_with"] == {0: "alone", 1: "in company", "a": "-98: cannot say"}  # fmt: skip
    assert about.column_names_to_labels["metres"] == "Metres"


@pytest.mark.parametrize(("write", "read"), [(write_sav, reading.sav), (write_dta, reading.dta)])
def test_a_very_long_text_comes_whole(write: Any, read: Any, tmp_path: Path) -> None:
    fields = (Field("record", "text", "Record"), Field("words", "text", "Words"), FIELDS[8])
    values, _about = read(made(write, table([["1", WIDE, "1"], ["2", "", "0"]], fields)), tmp_path)
    assert values == {"record": ["1", "2"], "words": [WIDE, ""], "tired": [1, 0]}


def test_parquet_has_types_and_keeps_reasons_apart() -> None:
    found = parquet.read_table(io.BytesIO(made(write_parquet, table())))
    assert [str(found.schema.field(name).type) for name in ("day", "metres", "tired", "with")] == [
        "date32[day]", "double", "bool", "string",
    ]  # fmt: skip
    columns = found.to_pydict()
    assert columns["day"] == DAYS and columns["day__missing"] == [None, "UNK", None]
    assert columns["with"] == ["0", None, "1"] and columns["metres__missing"] == [None, "c", None]
    assert found.schema.field("with").metadata[b"label"] == b"With whom"


def test_parquet_is_written_some_thousand_rows_at_a_time() -> None:
    rows: list[Row] = [[str(number), str(number)] for number in range(2 * AT_ONCE + 1)]
    raw = made(write_parquet, table(rows, (FIELDS[0], FIELDS[1])))
    file = parquet.ParquetFile(io.BytesIO(raw))
    assert file.metadata.num_row_groups == 3
    assert file.read().column(1).to_pylist() == list(range(2 * AT_ONCE + 1))


@pytest.mark.parametrize("kind", ["number", "whole", "day", "moment", "yes_no", "code"])
def test_what_is_nothing_of_its_kind_makes_the_column_text(kind: Any, tmp_path: Path) -> None:
    fields = (FIELDS[0], Field("odd", kind, "Odd", {"0": "no"}))
    for answer in ("about 1949", "1949"):
        rows: list[Row] = [["P1", "0"], ["P2", answer]]
        if kind in ("number", "whole") and answer == "1949":
            continue
        read = parquet.read_table(io.BytesIO(made(write_parquet, table(rows, fields))))
        assert read.column(1).to_pylist() == ["0", answer]
        assert reading.sav(made(write_sav, table(rows, fields)), tmp_path)[0]["odd"] == [
            "0",
            answer,
        ]


@pytest.mark.parametrize("most", [2, 100_000])
def test_cells_that_come_again_are_the_same_and_one_odd_cell_is_found_however_late(
    most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "MOST_SEEN", most)
    monkeypatch.setattr(writer, "MOST_KEPT", most)
    count = 2 * AT_ONCE
    rows: list[Row] = [
        [f"P{at}", str(at % 3), f"20{at % 90 + 10}-03-01", f"{at % 7919}.5", str(at % 2), LONG[: at % 50]]
        for at in range(count)
    ]  # fmt: skip
    rows += [["P", "1.5", "UNK", "c", "", ""]]
    fields = (FIELDS[0], FIELDS[1], FIELDS[4], FIELDS[7], FIELDS[8], FIELDS[6])
    given = table(rows, fields)
    with settled(given) as found:
        assert [one.kind for one in found.fields] == [
            "text",
            "text",
            "day",
            "number",
            "yes_no",
            "text",
        ]
        assert [one.width for one in found.fields] == [
            max(len(row[at].encode()) for row in rows) for at in range(len(fields))
        ]
        assert (found.count, [*found.rows()]) == (len(rows), rows)
        expected = [[one.value(row[at]) for row in rows] for at, one in enumerate(found.fields)]
    columns = parquet.read_table(io.BytesIO(made(write_parquet, given))).to_pydict()
    told = [columns[one.name] for one in fields]
    assert told == expected
    assert columns["metres__missing"] == [None] * count + ["c"]


def test_rows_are_read_once_from_their_source() -> None:
    begun = []

    def rows() -> Iterator[Row]:
        begun.append(1)
        yield from ROWS

    given = Table("walk", "Walks", 3, "en", FIELDS, rows)
    for write in (write_sav, write_dta, write_parquet):
        begun.clear()
        made(write, given)
        assert begun == [1]


def test_names_a_program_would_not_take_are_made_ones_it_takes(tmp_path: Path) -> None:
    names = ["with", "WITH", "9lives", "a" * 70 + "x", "a" * 70 + "y", "übel", "if"]
    fields = tuple(Field(name, "whole", name) for name in names)
    rows: list[Row] = [[str(number) for number in range(len(names))]]
    for write, read in ((write_sav, reading.sav), (write_dta, reading.dta)):
        values, about = read(made(write, table(rows, fields)), tmp_path)
        assert [one[0] for one in values.values()] == list(range(len(names)))
        assert list(about.column_names_to_labels.values()) == [name[:80] for name in names]


def test_a_file_without_rows_is_a_file(tmp_path: Path) -> None:
    assert reading.sav(made(write_sav, table([])), tmp_path)[1].column_names[0] == "pseudonym"
    assert reading.dta(made(write_dta, table([])), tmp_path)[1].column_names[0] == "pseudonym"
    assert parquet.read_table(io.BytesIO(made(write_parquet, table([])))).num_rows == 0
