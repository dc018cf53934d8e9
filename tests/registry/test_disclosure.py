"""What is said about numbers of people, whatever the numbers are."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from registry.disclosure import Told, rounded, table, tells_apart, threshold_of, told, widths
from registry.k_anonymity import groups_of, smallest_group, to_blank

COUNTS = st.lists(st.integers(0, 60), min_size=1, max_size=8)
THRESHOLDS = st.integers(5, 20)


@given(st.integers(0, 10_000), st.integers(0, 20))
def test_few_are_never_shown_and_nobody_is(count: int, wanted: int) -> None:
    shown, least = told(count, wanted), threshold_of(wanted)
    assert least >= 5
    if count == 0:
        assert shown == Told(0)
    elif count < least:
        assert shown == Told(None)
    else:
        assert shown.value is not None
        assert shown.value % 5 == 0
        assert abs(shown.value - count) <= 2


@given(COUNTS, THRESHOLDS)
def test_a_small_cell_is_hidden_and_no_hidden_one_can_be_worked_out(
    counts: list[int], least: int
) -> None:
    made = table(counts, least)
    for count, cell in zip(counts, made.cells, strict=True):
        assert cell.value is None or cell.value == 0 or count >= least
        assert (cell.value == 0) == (count == 0)
    assert all(width >= least for width in widths(made, least))


def worlds(cells: list[Told], total: Told, least: int) -> list[tuple[int, ...]]:
    """Every table of up to three cells a reader can think of, by trying them all."""
    found: list[tuple[int, ...]] = [()]
    for cell in cells:
        able = [n for n in range(80) if fits(n, cell, least)]
        found = [(*one, n) for one in found for n in able]
    return [one for one in found if total.value is None or rounded(sum(one)) == total.value]


def fits(count: int, cell: Told, least: int) -> bool:
    if cell.value is None:
        return count >= 1
    return told(count, least) == cell


@given(st.lists(st.integers(0, 25), min_size=1, max_size=2), st.integers(5, 10))
def test_trying_every_table_leaves_as_many_values_as_the_rule_says(
    counts: list[int], least: int
) -> None:
    made = table(counts, least)
    able = worlds(list(made.cells), made.total, least)
    for place, cell in enumerate(made.cells):
        if cell.value is None:
            assert len({one[place] for one in able}) >= least


def test_one_small_cell_takes_another_with_it() -> None:
    assert [cell.value for cell in table([60, 32, 8], 10).cells] == [60, None, None]
    assert table([4, 3], 10).total == Told(None)


def test_two_questions_that_differ_by_a_few_people_tell_too_much() -> None:
    everybody = set(range(40))
    assert tells_apart(everybody, everybody - {7}, 10)
    assert not tells_apart(everybody, everybody, 10)
    assert not tells_apart(everybody, set(range(30)), 10)
    assert tells_apart(set(range(30)), set(range(4, 34)), 10)


@given(st.dictionaries(st.integers(0, 40), st.integers(0, 6)), st.integers(2, 8))
def test_after_blanking_nobody_stands_alone(marks: dict[int, int], least: int) -> None:
    blank = to_blank(marks, least)
    after = {person: None if person in blank else mark for person, mark in marks.items()}
    assert len(blank) in (0, len(marks)) or smallest_group(after) >= least
    assert len(marks) < least or smallest_group(after) >= least


def test_nobody_loses_her_marks_for_nothing() -> None:
    marks = {1: "a", 2: "a", 3: "b", 4: "b"}
    assert to_blank(marks, 2) == set()
    assert to_blank({**marks, 5: "c"}, 2) == {1, 2, 5}
    assert groups_of({}) == {}
    assert to_blank({1: "a"}, 2) == {1}
