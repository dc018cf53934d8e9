"""A date is asked in three fields and understood however it is written."""

from __future__ import annotations

from datetime import date

import pytest
from django import forms
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from po_platform.kit.forms_look import problems_of
from po_platform.kit.memorable_date import MemorableDateField, MemorableDateInput


class Birth(forms.Form):
    born = MemorableDateField(
        label="Date of birth",
        widget=MemorableDateInput(birthday=True),
        not_before=date(1900, 1, 1),
        not_after=lambda: date(2026, 11, 21),
    )


def asked(day: str, month: str, year: str) -> Birth:
    return Birth({"born_day": day, "born_month": month, "born_year": year})


@pytest.mark.parametrize(
    ("day", "month", "year"),
    [
        ("4", "3", "1952"),
        ("04", "03", "1952"),
        (" 4. ", " 3 ", " 1952 "),
        ("4", "March", "1952"),
        ("4", "mar", "1952"),
    ],
)
def test_a_date_is_understood(day: str, month: str, year: str) -> None:
    form = asked(day, month, year)
    assert form.is_valid() and form.cleaned_data["born"] == date(1952, 3, 4)


def test_months_are_understood_in_the_readers_language() -> None:
    with translation.override("de"):
        form = asked("4.", "März", "1952")
        assert form.is_valid() and form.cleaned_data["born"] == date(1952, 3, 4)


@pytest.mark.parametrize(
    ("day", "month", "year", "words"),
    [
        ("", "3", "1952", "Add what is missing: Day"),
        ("4", "", "", "Add what is missing: Month, Year"),
        ("4", "3", "52", "Write the year with 4 figures"),
        ("31", "12", "9999", "Check the year, it is too far from today"),
        ("1", "1", "0001", "Check the year, it is too far from today"),
        ("31", "4", "1952", "This day is not in the calendar. Check day and month"),
        ("29", "2", "1953", "This day is not in the calendar. Check day and month"),
        ("4", "13", "1952", "Write the month as a number from 1 to 12, or as a word"),
        ("4", "Marchember", "1952", "Write the month as a number from 1 to 12, or as a word"),
        ("x", "3", "1952", "This day is not in the calendar. Check day and month"),
        ("4", "3", "1899", "Write a date of 1 January 1900 or later"),
        ("22", "11", "2026", "Write a date of 21 November 2026 or earlier"),
        ("", "", "", "Fill in “Date of birth”"),
    ],
)
def test_what_is_missing_or_impossible_is_said(day: str, month: str, year: str, words: str) -> None:
    form = asked(day, month, year)
    assert [problem.text for problem in problems_of(form)] == [words]
    assert f'name="born_day" value="{day}"' in str(form) or not day  # what was typed stays


def test_both_limits_belong_to_the_range() -> None:
    assert asked("1", "1", "1900").is_valid() and asked("21", "11", "2026").is_valid()


def test_an_optional_date_may_stay_empty() -> None:
    field = MemorableDateField(required=False)
    assert field.clean(["", "", ""]) is None and field.clean(None) is None


def test_a_stored_date_comes_back_in_three_fields() -> None:
    html = str(Birth(initial={"born": date(1952, 3, 4)}))
    assert 'name="born_day" value="4"' in html and 'name="born_year" value="1952"' in html
    assert 'autocomplete="bday-month"' in html


def test_a_form_knows_whether_the_date_was_changed() -> None:
    data = {"born_day": "4", "born_month": "3", "born_year": "1952"}
    assert not Birth(data, initial={"born": date(1952, 3, 4)}).has_changed()
    assert Birth(data, initial={"born": date(1952, 3, 5)}).has_changed()


@given(st.text(max_size=12), st.text(max_size=12), st.text(max_size=12))
def test_nothing_a_person_types_breaks_it(day: str, month: str, year: str) -> None:
    form = asked(day, month, year)
    assert form.is_valid() or problems_of(form)


@pytest.mark.parametrize("long", ["9" * 5_000, "²", "٣"])
def test_strange_figures_are_a_problem_and_not_a_crash(long: str) -> None:
    for parts in ((long, "3", "1952"), ("4", long, "1952"), ("4", "3", long)):
        form = asked(*parts)
        assert form.is_valid() or problems_of(form)


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2026, 11, 21)))
def test_every_day_of_the_range_comes_back_as_it_was(day: date) -> None:
    form = asked(str(day.day), str(day.month), str(day.year))
    assert form.is_valid() and form.cleaned_data["born"] == day
