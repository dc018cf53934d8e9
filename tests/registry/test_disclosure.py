"""What is said about numbers of people, whatever the numbers are."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from registry.disclosure import Groups, Told, threshold_of, told
from registry.k_anonymity import groups_of, smallest_group, to_blank

THRESHOLDS = st.integers(5, 20)


@given(st.integers(0, 10_000), st.integers(0, 20))
def test_few_are_never_shown_and_nobody_neither(count: int, wanted: int) -> None:
    shown, least = told(count, wanted), threshold_of(wanted)
    assert least >= 5
    if count < least:
        assert shown == Told(None)
    else:
        assert shown.value is not None
        assert shown.value % 5 == 0
        assert abs(shown.value - count) <= 2


QUESTIONS = st.lists(st.frozensets(st.integers(0, 50)), max_size=8)


@given(QUESTIONS, THRESHOLDS)
def test_all_numbers_together_never_speak_of_a_few_people(
    asked: list[frozenset[int]], least: int
) -> None:
    """Any sum of numbers, added and taken away, counts whole groups; none of them is small."""
    groups = Groups[int](least)
    said = [groups.ask(people) for people in asked]
    assert all(len(group) >= least for group in groups.known)
    assert sum(map(len, groups.known)) == len(frozenset().union(*groups.known))
    for people, answer in zip(asked, said, strict=True):
        if answer is not None:
            assert 2 * len(answer ^ people) < least
            assert answer == frozenset().union(*(g for g in groups.known if g & answer))


# The first is about enough people for any threshold, so that there is something to ask around.
ENOUGH = st.lists(st.frozensets(st.integers(0, 50), min_size=20), min_size=1, max_size=8)


@given(ENOUGH, st.randoms(), THRESHOLDS)
def test_a_question_around_a_few_of_those_told_before_is_answered_with_them(
    asked: list[frozenset[int]], chance: Random, least: int
) -> None:
    """So neither a number nor a refusal says whether they were among those."""
    groups = Groups[int](least)
    for earlier in asked:
        groups.ask(earlier)
    known = list(groups.known)
    people = frozenset().union(*chance.sample(known, chance.randint(1, len(known))))
    few = chance.sample(sorted(people), chance.randrange(0, (least + 1) // 2))
    assert groups.ask(people.difference(few)) == people


def test_three_numbers_that_add_up_to_a_few_people_do_not_come_together() -> None:
    """All of A, those of A without C, those of A with C and not B: what is left is B and C."""
    a, b, c = set(range(50)), set(range(3)) | set(range(20, 40)), set(range(20))
    groups = Groups[int](10)
    everybody, without = groups.ask(a), groups.ask(a - c)
    third = groups.ask((a & c) - b)
    assert everybody is not None and without is not None and third is not None
    assert len(everybody) - len(without) - len(third) == 0
    assert len(a) - len(a - c) - len((a & c) - b) == 3


def test_where_the_number_would_be_wrong_nothing_is_told() -> None:
    groups = Groups[int](10)
    assert groups.ask(range(15)) == frozenset(range(15))
    assert groups.ask(range(15, 30)) == frozenset(range(15, 30))
    known = list(groups.known)
    assert groups.ask([*range(6), *range(15, 30)]) is None
    assert groups.ask(range(3)) is None
    assert groups.known == known
    assert groups.ask([*range(2), *range(15, 28)]) == frozenset(range(15, 30))


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
