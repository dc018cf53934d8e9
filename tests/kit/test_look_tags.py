"""Dates, numbers and names are said the way people read them, in both languages."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import override_settings
from django.utils import timezone, translation

from po_platform.kit.templatetags import look

THIS_YEAR = timezone.localdate().year
BERLIN = ZoneInfo("Europe/Berlin")
EVENING = datetime(2020, 3, 3, 20, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _in_berlin() -> object:
    with override_settings(TIME_ZONE="Europe/Berlin"), timezone.override("Europe/Berlin"):
        yield


def test_a_day_of_another_year_names_the_year() -> None:
    assert look.day(date(2020, 3, 3)) == "Tuesday, 3 March 2020"


def test_a_day_of_this_year_does_not() -> None:
    said = look.day(date(THIS_YEAR, 3, 4))
    assert said.endswith(", 4 March")


def test_a_moment_is_said_in_the_readers_zone() -> None:
    assert look.moment(EVENING) == "Tuesday, 3 March 2020, 9:12 in the evening"


def test_a_day_is_that_of_the_readers_zone() -> None:
    assert look.day(datetime(2020, 3, 3, 23, 30, tzinfo=UTC)) == "Wednesday, 4 March 2020"


def test_german_counts_to_24() -> None:
    with translation.override("de"):
        assert look.moment(EVENING) == "Dienstag, 3. März 2020, 21:12 Uhr"


@pytest.mark.parametrize(
    ("hour", "words"),
    [
        (0, "12:05 at night"),
        (4, "4:05 at night"),
        (5, "5:05 in the morning"),
        (12, "12:05 in the afternoon"),
        (18, "6:05 in the evening"),
        (22, "10:05 at night"),
    ],
)
def test_the_clock_says_which_part_of_the_day(hour: int, words: str) -> None:
    assert look.clock(datetime(2020, 3, 3, hour, 5, tzinfo=BERLIN)) == words


def test_numbers_are_grouped_in_the_readers_way() -> None:
    assert look.numeral(1900) == "1,900"
    with translation.override("de"):
        assert look.numeral(1900) == "1.900"


def test_nothing_is_said_about_nothing() -> None:
    assert look.day(None) == look.clock(None) == look.moment(None) == look.numeral(None) == ""


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Ruth Ellison", "RE"),
        ("Old Gardener of the North", "ON"),
        ("mina", "M"),
        ("", ""),
        ("Öz", "Ö"),
    ],
)
def test_initials_are_first_and_last(name: str, letters: str) -> None:
    assert look.initials(name) == letters


def test_a_name_keeps_its_shape() -> None:
    assert look.shape("Ruth Ellison") == look.shape("Ruth Ellison")
    assert {look.shape(name) for name in "abcdefgh"} == {"a", "b", "c", "d"}


def test_stitches_show_done_here_and_ahead() -> None:
    assert look.stitches(2, 4) == ["done", "here", "", ""]
