"""When a mail may go out: the end of somebody's quiet hours, and the hour of her summary."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

DIGEST_AT = time(8)  # local, where nobody chose another hour
DIGEST_WEEKDAY = 0  # Monday, where nobody chose another day


def quiet_ends(
    now: datetime, zone: ZoneInfo, quiet_from: time | None, quiet_until: time | None
) -> datetime | None:
    """The moment (UTC) from which mail is welcome again; None when it is welcome at `now`.

    The hours are what the wall clock of `zone` shows, and may span midnight; equal hours are no
    quiet hours. An end that the clock skips in spring counts an hour later; in the hour that
    autumn repeats, the hours are quiet both times.
    """
    if quiet_from is None or quiet_until is None or quiet_from == quiet_until:
        return None
    local = now.astimezone(zone)
    clock = local.time()
    if quiet_from < quiet_until:
        quiet, days = quiet_from <= clock < quiet_until, 0
    else:
        quiet, days = clock >= quiet_from or clock < quiet_until, int(clock >= quiet_from)
    if not quiet:
        return None
    return _first_after(now, zone, local + timedelta(days=days), quiet_until)


@lru_cache(maxsize=128)  # a batch asks for the same few zones at the same moment
def next_digest(
    now: datetime,
    zone: ZoneInfo,
    *,
    weekly: bool,
    clock: time = DIGEST_AT,
    weekday: int = DIGEST_WEEKDAY,
) -> datetime:
    """The next `clock` (UTC moment, always later than `now`); on `weekday`, 0 to 6, when `weekly`."""
    local = now.astimezone(zone)
    days = (weekday - local.weekday()) % 7 if weekly else 0
    moment = _first_after(now, zone, local + timedelta(days=days), clock)
    if moment > now:
        return moment
    return _first_after(now, zone, local + timedelta(days=days + (7 if weekly else 1)), clock)


def _first_after(now: datetime, zone: ZoneInfo, day: datetime, clock: time) -> datetime:
    """That clock time on that day: when it comes twice, the first one still ahead."""
    for fold in (0, 1):
        moment = datetime.combine(day.date(), clock.replace(fold=fold), zone).astimezone(UTC)
        if moment > now:
            return moment
    return moment
