"""Quiet hours and summary hours keep to the wall clock of the one who sleeps."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import assume, given
from hypothesis import strategies as st

from notifications.timing import next_digest, quiet_ends

BERLIN = ZoneInfo("Europe/Berlin")
NIGHT = (time(22), time(7))


def at(text: str, zone: ZoneInfo = BERLIN) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


def test_before_midnight_it_is_quiet_until_the_next_morning() -> None:
    assert quiet_ends(at("2026-03-10 23:30"), BERLIN, *NIGHT) == at("2026-03-11 07:00")


def test_after_midnight_it_is_quiet_until_this_morning() -> None:
    assert quiet_ends(at("2026-03-11 01:00"), BERLIN, *NIGHT) == at("2026-03-11 07:00")


def test_the_last_minute_is_quiet_and_the_end_is_not() -> None:
    assert quiet_ends(at("2026-03-11 06:59"), BERLIN, *NIGHT) == at("2026-03-11 07:00")
    assert quiet_ends(at("2026-03-11 07:00"), BERLIN, *NIGHT) is None


def test_hours_within_one_day_are_quiet_only_then() -> None:
    nap = (time(13), time(15))
    assert quiet_ends(at("2026-03-11 14:00"), BERLIN, *nap) == at("2026-03-11 15:00")
    assert quiet_ends(at("2026-03-11 15:30"), BERLIN, *nap) is None
    assert quiet_ends(at("2026-03-11 12:59"), BERLIN, *nap) is None


def test_without_hours_or_with_equal_ones_nothing_is_quiet() -> None:
    assert quiet_ends(at("2026-03-11 01:00"), BERLIN, None, None) is None
    assert quiet_ends(at("2026-03-11 01:00"), BERLIN, time(7), time(7)) is None


def test_the_night_the_clock_jumps_is_an_hour_shorter() -> None:
    start, end = at("2026-03-28 22:00"), at("2026-03-29 07:00")
    assert quiet_ends(start, BERLIN, *NIGHT) == end
    assert end - start == timedelta(hours=8)


def test_the_night_the_clock_falls_back_is_an_hour_longer() -> None:
    start, end = at("2026-10-24 22:00"), at("2026-10-25 07:00")
    assert quiet_ends(start, BERLIN, *NIGHT) == end
    assert end - start == timedelta(hours=10)


def test_an_end_the_clock_skips_counts_an_hour_later() -> None:
    until = quiet_ends(at("2026-03-29 01:30"), BERLIN, time(22), time(2, 30))
    assert until == at("2026-03-29 03:30")


def test_in_the_repeated_hour_it_is_quiet_both_times() -> None:
    first = datetime(2026, 10, 25, 2, 10, tzinfo=BERLIN)
    second = first.replace(fold=1)
    hours = (time(22), time(2, 30))
    assert quiet_ends(first.astimezone(UTC), BERLIN, *hours) == datetime(
        2026, 10, 25, 0, 30, tzinfo=UTC
    )
    assert quiet_ends(second.astimezone(UTC), BERLIN, *hours) == datetime(
        2026, 10, 25, 1, 30, tzinfo=UTC
    )


def test_each_person_sleeps_in_her_own_zone() -> None:
    moment = datetime(2026, 1, 15, 12, tzinfo=UTC)  # 23:00 in Sydney
    sydney = ZoneInfo("Australia/Sydney")
    assert quiet_ends(moment, sydney, *NIGHT) == at("2026-01-16 07:00", sydney)
    assert quiet_ends(moment, BERLIN, *NIGHT) is None


def test_a_daily_summary_comes_at_eight_and_never_twice_a_day() -> None:
    assert next_digest(at("2026-03-10 07:59"), BERLIN, weekly=False) == at("2026-03-10 08:00")
    assert next_digest(at("2026-03-10 08:00"), BERLIN, weekly=False) == at("2026-03-11 08:00")


def test_a_weekly_summary_comes_on_monday() -> None:
    tuesday = at("2026-03-10 12:00")
    assert next_digest(tuesday, BERLIN, weekly=True) == at("2026-03-16 08:00")
    assert next_digest(at("2026-03-16 07:00"), BERLIN, weekly=True) == at("2026-03-16 08:00")
    assert next_digest(at("2026-03-16 09:00"), BERLIN, weekly=True) == at("2026-03-23 08:00")


ZONES = st.sampled_from(
    [
        "Europe/Berlin",
        "America/New_York",
        "Australia/Lord_Howe",
        "Asia/Kathmandu",
        "Pacific/Apia",
        "America/St_Johns",
    ]
).map(ZoneInfo)
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)).map(  # noqa: DTZ001  (given a zone here)
    lambda naive: naive.replace(tzinfo=UTC)
)
CLOCKS = st.times().map(lambda clock: clock.replace(second=0, microsecond=0))


def test_a_summary_comes_at_the_hour_somebody_chose_also_when_clocks_change() -> None:
    evening = {"weekly": False, "clock": time(18)}
    assert next_digest(at("2026-03-10 08:00"), BERLIN, **evening) == at("2026-03-10 18:00")
    assert next_digest(at("2026-03-10 18:00"), BERLIN, **evening) == at("2026-03-11 18:00")
    spring = next_digest(at("2026-03-28 23:00"), BERLIN, weekly=False, clock=time(2))
    assert spring.astimezone(BERLIN).hour == 3  # two o'clock is skipped that night


def test_a_weekly_summary_comes_on_the_day_she_chose() -> None:
    thursday = {"weekly": True, "weekday": 3}
    assert next_digest(at("2026-03-10 12:00"), BERLIN, **thursday) == at("2026-03-12 08:00")
    assert next_digest(at("2026-03-12 08:00"), BERLIN, **thursday) == at("2026-03-19 08:00")
    assert next_digest(at("2026-03-10 12:00"), BERLIN, weekly=False, weekday=3) == at(
        "2026-03-11 08:00"
    )


@given(MOMENTS, ZONES, CLOCKS, CLOCKS)
def test_quiet_hours_always_end_within_a_day_and_a_bit(
    now: datetime, zone: ZoneInfo, start: time, end: time
) -> None:
    until = quiet_ends(now, zone, start, end)
    assume(until is not None)
    assert until is not None
    assert now < until <= now + timedelta(hours=26)


@given(MOMENTS, ZONES, st.booleans())
def test_the_next_summary_is_always_ahead_and_at_eight_on_her_clock(
    now: datetime, zone: ZoneInfo, weekly: bool
) -> None:
    moment = next_digest(now, zone, weekly=weekly)
    local = moment.astimezone(zone)
    assert now < moment <= now + timedelta(days=7 if weekly else 1, hours=2)
    assert (local.hour, local.minute) == (8, 0)
    assert not weekly or local.weekday() == 0


@given(MOMENTS, ZONES, st.booleans())
def test_nothing_lies_between_a_moment_and_its_next_summary(
    now: datetime, zone: ZoneInfo, weekly: bool
) -> None:
    moment = next_digest(now, zone, weekly=weekly)
    assert next_digest(moment - timedelta(seconds=1), zone, weekly=weekly) == moment
