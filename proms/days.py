"""Days and times as tables of others write them; None for what is none."""

from __future__ import annotations

from datetime import date, time


def day_in(text: str) -> date | None:
    """ "2026-03-04" or "4.3.2026"; a time of day behind the first, as table programs write it, is
    left out."""
    try:
        if text.count(".") == 2:
            day, month, year = (int(part) for part in text.split("."))
            return date(year, month, day)
        return date.fromisoformat(text[:10] if text[10:11] in (" ", "T") else text)
    except (ValueError, OverflowError):  # the second for a number no calendar holds
        return None


def time_in(text: str) -> time | None:
    """ "9:30" or "09:30:00", as the clock on the wall shows it; None for "" too."""
    try:
        return time.fromisoformat(text.zfill(5)).replace(tzinfo=None) if text else None
    except ValueError:
        return None
