"""How long it counts that a moderator confirmed what moderators read; pure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

MONTH = timedelta(days=365) / 12
EVER = datetime(1970, 1, 1, tzinfo=UTC)


def counts_since(months: int, now: datetime) -> datetime:
    """What was confirmed before this moment counts no longer; `months` 0: it counts for ever."""
    return now - months * MONTH if months else EVER


def counts_until(months: int, at: datetime) -> datetime | None:
    """When it has to be confirmed anew, None for never."""
    return at + months * MONTH if months else None
