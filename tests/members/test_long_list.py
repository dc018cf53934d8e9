"""Ten thousand people on one list: what is wrong in a few lines is said of these, in any encoding."""

from __future__ import annotations

import pytest

from members.list_lines import Listed, read_lines
from po_platform.kit.table_file import read_table

ROWS = 10_000
MATCHING = {"key": 0, "real_name": 1, "email": 2}
TWICE, FORMULAS = {2_000, 4_000}, {3_000, 9_000}  # numbers of people


def line(number: int) -> str:
    key = 1 if number in TWICE else number
    name = "=WEBSERVICE(1)" if number in FORMULAS else f"Jürgen Grünwald {number}"
    return f"{key};{name};p{number}@example.org"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_of_ten_thousand_lines_only_the_wrong_ones_are_left_out(encoding: str) -> None:
    text = "\r\n".join(["Nr;Name;E-Mail", *(line(number) for number in range(1, ROWS + 1))])
    listed = read_lines(read_table(text.encode(encoding)), MATCHING, "de")
    wrong = [row for row in listed if row.problems]
    assert len(listed) == ROWS
    assert [row.number for row in wrong] == [one + 1 for one in sorted({1} | TWICE | FORMULAS)]
    assert {row.key for row in wrong if _stands_twice(row)} == {"1"}
    assert listed[41].known.real_name == "Jürgen Grünwald 42"


def _stands_twice(row: Listed) -> bool:
    return any("more than one line" in problem for problem in row.problems)
