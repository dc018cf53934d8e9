"""Windows stand where the calendar says, through both changes of the clock and leap days."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proms.windows import (
    OPENS_AT,
    REMINDS_AT,
    Delta,
    Recurrence,
    at,
    end_of,
    has_room,
    missed_in_a_row,
    moved,
    open_now,
    reminders,
    told_at,
    windows,
)

ZONES = [ZoneInfo(name) for name in ("Europe/Berlin", "America/New_York", "Pacific/Auckland")]
DAYS = st.dates(date(2024, 1, 1), date(2032, 12, 31))
zone_names = st.sampled_from(
    [*ZONES, ZoneInfo("America/Santiago"), ZoneInfo("Australia/Lord_Howe")]
)


@pytest.mark.parametrize("zone", ZONES, ids=str)
def test_a_year_of_days_has_each_day_once_at_the_same_time_of_day(zone: ZoneInfo) -> None:
    year = Recurrence(closes=0, every=Delta(days=1), times=366)
    found = list(windows(year, date(2028, 1, 1), zone))  # with its 29 February
    assert [one.day for one in found] == [date(2028, 1, 1) + timedelta(n) for n in range(366)]
    locals_ = [one.opens_at.astimezone(zone) for one in found]
    assert {moment.time() for moment in locals_} == {OPENS_AT}
    assert [moment.date() for moment in locals_] == [one.day for one in found]
    # Each closes as the next day begins: nothing open twice, nothing lost, also on long nights.
    lengths = {after.closes_at - before.closes_at for before, after in pairwise(found)}
    assert lengths == {timedelta(hours=hours) for hours in (23, 24, 25)}
    for one in found:
        assert one.closes_at.astimezone(zone).time() == time()


@pytest.mark.parametrize("zone", ZONES, ids=str)
def test_monthly_windows_of_a_31st_do_not_drift(zone: ZoneInfo) -> None:
    monthly = Recurrence(closes=3, every=Delta(months=1), times=14)
    found = [one.day for one in windows(monthly, date(2027, 12, 31), zone)]
    assert found[:5] == [
        date(2027, 12, 31), date(2028, 1, 31), date(2028, 2, 29), date(2028, 3, 31), date(2028, 4, 30),
    ]  # fmt: skip
    assert found[12] == date(2028, 12, 31)


def test_a_year_after_a_leap_day_is_the_28th_and_four_years_after_the_29th() -> None:
    leap = date(2028, 2, 29)
    assert moved(leap, Delta(months=12)) == date(2029, 2, 28)
    assert moved(leap, Delta(months=48)) == date(2032, 2, 29)
    assert moved(date(2028, 3, 31), Delta(months=-1, days=1)) == date(2028, 3, 1)


@given(DAYS, st.integers(-60, 60), st.integers(-400, 400))
def test_months_come_before_days(day: date, months: int, days: int) -> None:
    assert moved(day, Delta(months, days)) == moved(day, Delta(months)) + timedelta(days)


@given(
    DAYS, zone_names, st.integers(1, 40), st.integers(0, 3), st.integers(0, 40), st.integers(0, 40)
)
def test_windows_are_in_order_and_one_is_due_before_it_closes(
    anchor: date, zone: ZoneInfo, days: int, months: int, due: int, more: int
) -> None:
    rule = Recurrence(
        due=due, overdue=due + more, closes=due + 2 * more, every=Delta(months, days), times=12
    )
    found = list(windows(rule, anchor, zone))
    assert [one.number for one in found] == list(range(12))
    for one in found:
        assert one.opens_at < one.due_at <= one.overdue_at <= one.closes_at
        times = reminders(one, 3)
        assert times[0] == one.opens_at and times[-1] < one.closes_at
        assert all(b - a >= timedelta(days=1) for a, b in pairwise(times))
    assert all(a.opens_at < b.opens_at for a, b in pairwise(found))


@given(DAYS, zone_names)
def test_a_day_ends_where_the_next_begins(day: date, zone: ZoneInfo) -> None:
    end = end_of(day, zone)
    assert end.astimezone(zone).date() == day + timedelta(days=1)
    assert (end - timedelta(seconds=1)).astimezone(zone).date() == day


def test_what_a_clock_skips_is_the_moment_it_skips_and_what_it_shows_twice_the_first() -> None:
    berlin = ZONES[0]
    skipped = at(date(2026, 3, 29), time(2, 30), berlin)
    assert skipped == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
    twice = at(date(2026, 10, 25), time(2, 30), berlin)
    assert twice == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_recurrence_ends_after_its_times_or_its_last_day() -> None:
    weekly = Recurrence(closes=6, every=Delta(days=7), until=date(2026, 1, 31))
    assert len(list(windows(weekly, date(2026, 1, 1), ZONES[0]))) == 5
    assert len(list(windows(Recurrence(closes=1), date(2026, 1, 1), ZONES[0]))) == 1
    forever = Recurrence(every=Delta(months=12))
    assert len(list(windows(forever, date(2026, 1, 1), ZONES[0]))) == 1000


@given(DAYS, zone_names, st.integers(0, 6), st.integers(0, 20))
def test_a_preferred_weekday_moves_a_window_whole_and_never_past_its_last_day(
    anchor: date, zone: ZoneInfo, weekday: int, closes: int
) -> None:
    rule = Recurrence(due=closes // 2, overdue=closes, closes=closes, every=Delta(7), times=6)
    for plain, slid in zip(
        windows(rule, anchor, zone), windows(rule, anchor, zone, weekday), strict=True
    ):
        assert plain.day == slid.day
        assert plain.opens_at <= slid.opens_at < min(slid.due_at, plain.closes_at)
        assert slid.due_at <= slid.overdue_at <= slid.closes_at
        days = [
            (slid_at.astimezone(zone).date() - plain_at.astimezone(zone).date()).days
            for plain_at, slid_at in (
                (plain.opens_at, slid.opens_at),
                (plain.due_at, slid.due_at),
                (plain.overdue_at, slid.overdue_at),
                (plain.closes_at, slid.closes_at),
            )
        ]
        assert len(set(days)) == 1  # nobody has less time to answer
        kept = slid.opens_at.astimezone(zone).weekday() == weekday
        assert kept or slid.opens_at == plain.opens_at
        assert kept or closes < 6


def test_a_preferred_weekday_moves_nothing_past_the_last_day_of_a_plan() -> None:
    wednesdays = Recurrence(closes=6, every=Delta(days=7), until=date(2026, 5, 6))
    found = windows(wednesdays, date(2026, 4, 22), ZONES[0], 1)
    days = [one.opens_at.astimezone(ZONES[0]).date() for one in found]
    assert days == [date(2026, 4, 28), date(2026, 5, 5), date(2026, 5, 6)]


def test_what_comes_daily_keeps_its_days() -> None:
    daily = Recurrence(closes=6, every=Delta(days=3), times=5)
    found = windows(daily, date(2026, 1, 1), ZONES[0], 4)
    assert [one.opens_at.day for one in found] == [1, 4, 7, 10, 13]


def test_told_at_once_and_then_once_a_day() -> None:
    zone = ZONES[0]
    one = next(windows(Recurrence(due=3, overdue=5, closes=6), date(2026, 1, 5), zone))
    now = one.opens_at + timedelta(minutes=7)
    told = told_at(reminders(one, 2), zone, now)
    assert told[0] == now
    assert all(moment.astimezone(zone).time() == REMINDS_AT for moment in told[1:])
    days = [moment.astimezone(zone).date() for moment in told]
    assert len(set(days)) == len(days)
    assert all(moment < one.closes_at for moment in told)


def test_before_a_visit_and_which_window_is_open() -> None:
    before = Recurrence(first=Delta(days=-7), due=5, overdue=6, closes=7)
    zone, visit = ZONES[0], date(2026, 4, 2)
    current, later = open_now(before, visit, zone, datetime(2026, 3, 20, tzinfo=UTC))
    assert current is None and later is not None and later.day == date(2026, 3, 26)
    current, later = open_now(before, visit, zone, datetime(2026, 3, 30, tzinfo=UTC))
    assert current is not None and later is None
    assert current.closes_at == end_of(visit, zone)


@pytest.mark.parametrize("wrong", [(3, 2, 4), (5, 6, 4)])
def test_what_cannot_be_is_refused(wrong: tuple[int, int, int]) -> None:
    due, overdue, closes = wrong
    with pytest.raises(ValueError, match=r"window|recurrence"):
        Recurrence(due=due, overdue=overdue, closes=closes)
    with pytest.raises(ValueError, match=r"window|recurrence"):
        Recurrence(every=Delta())


def test_a_week_has_room_for_so_many_minutes_and_misses_are_counted_in_a_row() -> None:
    assert has_room(0, 45, 30)
    assert has_room(20, 10, 30)
    assert not has_room(21, 10, 30)
    assert [
        missed_in_a_row(found) for found in ([], [False, False, True], [True], [False] * 3)
    ] == [0, 2, 0, 3]
