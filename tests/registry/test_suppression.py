"""Which numbers of a split or a table are kept back, whatever the numbers are."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from registry.disclosure import Groups
from registry.suppression import Place, Table, apart, table_told

LEAST = st.integers(5, 12)
NUMBERS = st.one_of(st.integers(0, 4), st.integers(0, 40))


@st.composite
def tables(draw: st.DrawFn, most: int = 4) -> Table:
    rows, columns = draw(st.integers(1, most)), draw(st.integers(1, most))
    line = st.lists(NUMBERS, min_size=columns, max_size=columns)
    numbers = draw(st.lists(line, min_size=rows, max_size=rows))
    least = draw(LEAST)
    numbers[0][0] += max(0, least - sum(map(sum, numbers)))  # nobody splits fewer
    return Table(numbers, least)


def follows(told: list[list[int]], wanted: list[int]) -> bool:
    """Whether the wanted number is a sum or difference, in any parts, of what is told."""
    rows = [[Fraction(one) for one in row] for row in told]
    aim = [Fraction(one) for one in wanted]
    for place in range(len(aim)):
        lead = next((row for row in rows if row[place] and not any(row[:place])), None)
        if lead is None:
            continue
        rows = [row for row in rows if row is not lead]
        rows = [
            [a - b * row[place] / lead[place] for a, b in zip(row, lead, strict=True)]
            for row in rows
        ]
        aim = [a - b * aim[place] / lead[place] for a, b in zip(aim, lead, strict=True)]
    return not any(aim)


def cells_in(table: Table, place: Place) -> list[int]:
    """1 for each inner number a number is the sum of."""
    row, column = place
    return [
        int(row in (r, table.rows) and column in (c, table.columns))
        for r, c in product(range(table.rows), range(table.columns))
    ]


@given(tables())
def test_no_few_people_follow_from_sums_and_differences(table: Table) -> None:
    hidden = table.kept_back()
    told = [cells_in(table, place) for place in table.at if place not in hidden]
    for place, number in table.at.items():
        if number < table.threshold:
            assert place in hidden
            assert not follows(told, cells_in(table, place))


@settings(max_examples=25)
@given(tables(most=2), st.integers(5, 6))
def test_each_of_the_few_could_have_as_many_values_as_the_threshold(
    table: Table, least: int
) -> None:
    """By trying every table of up to four numbers that fits what is told."""
    table = Table([[min(one, 7) for one in row] for row in table.numbers], least)
    whole = table.at[table.whole]
    if whole < least:
        return
    hidden = table.kept_back()
    told = {place: table.at[place] for place in table.at if place not in hidden}
    fits = [
        other.at
        for other in _all_tables(table, whole)
        if all(other.at[place] == number for place, number in told.items())
    ]
    for place, number in table.at.items():
        if number < least:
            assert len({one[place] for one in fits}) >= least


def _all_tables(table: Table, whole: int) -> list[Table]:
    cells = table.rows * table.columns
    found = []
    for numbers in product(range(whole + 1), repeat=cells - 1):
        if (last := whole - sum(numbers)) >= 0:
            flat = [*numbers, last]
            rows = [flat[r * table.columns : (r + 1) * table.columns] for r in range(table.rows)]
            found.append(Table(rows, table.threshold))
    return found


class Asked:
    """A table whose people are numbers, beside what was told before."""

    def __init__(self, table: Table, groups: Groups[int]) -> None:
        self.table, self.groups = table, groups

    def people(self, place: Place) -> frozenset[int]:
        found, at = set[int](), 0
        for (r, c), number in self.table.at.items():
            if r < self.table.rows and c < self.table.columns:
                if place[0] in (r, self.table.rows) and place[1] in (c, self.table.columns):
                    found |= set(range(at, at + number))
                at += number
        return frozenset(found)

    def ask(self, place: Place) -> frozenset[int]:
        return self.groups.ask(self.people(place)) or frozenset()

    def again(self) -> Asked:
        return Asked(self.table, Groups(self.groups.threshold, list(self.groups.known)))


@given(tables(), st.frozensets(st.integers(0, 60)))
def test_a_table_fits_to_what_was_told_before(table: Table, before: frozenset[int]) -> None:
    """Whatever was told before, all that is told together counts whole groups of many people."""
    groups = Groups[int](table.threshold)
    asked = Asked(table, groups)
    groups.ask(asked.people(table.whole))
    groups.ask(before & asked.people(table.whole))
    said = table_told(asked, table, ())  # type: ignore[arg-type]  # people are numbers here
    kept = table.at.keys() - said.keys()
    assert kept - {table.whole} == table.kept_back(kept - {table.whole})
    after = asked.again()
    for place in sorted(said):
        people = after.ask(place)
        assert len(said[place]) >= table.threshold
        assert all(len(group) >= table.threshold for group in after.groups.known)
        assert not people or 2 * len(people ^ asked.people(place)) < table.threshold


def test_one_small_number_takes_three_others_with_it_and_the_sums_stay() -> None:
    table = Table([[30, 3, 20], [40, 25, 15], [12, 18, 50]], 10)
    assert table.kept_back() == {(0, 1), (0, 2), (1, 1), (1, 2)}


@given(st.dictionaries(st.integers(0, 8), NUMBERS, min_size=1), NUMBERS, LEAST)
def test_in_a_split_whoever_is_not_told_is_one_of_many(
    numbers: dict[int, int], nowhere: int, least: int
) -> None:
    everybody = sum(numbers.values()) + nowhere
    found = apart(numbers, everybody, least)
    assert all(numbers[one] >= least for one in found)
    left = everybody - sum(numbers[one] for one in found)
    assert not found or left >= least or (left == 0 and len(found) == len(numbers))
