"""Whether where one can turn to stands beside what somebody wrote to the team; pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from po_platform.kit.danger_words import sounds_like_danger

SHOWN_FOR = timedelta(days=14)


def turns_to(said: Iterable[tuple[str, datetime | None]], *, now: datetime) -> bool:
    """`said`: her own words, and when. Of the last two weeks one sounds like danger."""
    lately = (text for text, at in said if at is not None and at > now - SHOWN_FOR)
    return any(sounds_like_danger(text) for text in lately)
