"""What stands above the messages of two buddies, wherever they write to each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from education.buddy_words import BOUNDARIES, ENDED
from education.queries.buddies import tie_with
from po_platform.access.actor import Actor
from po_platform.kit import spoken

from .sections import Words


@dataclass(frozen=True, slots=True)
class Above:
    """`lines`: what both agreed to; `end_url`: one press ends it, '' once it ended."""

    title: Words
    lines: Sequence[Words]
    note: Words
    url: str
    link: Words
    end_url: str
    began_at: datetime
    ended_at: datetime | None


def above_messages(actor: Actor, other: int) -> Above | None:
    """For the acting member with this person; None for two who never were buddies."""
    tie = tie_with(actor=actor, other=other)
    if tie is None:
        return None
    url = reverse("education:my_buddies")
    if tie.ended_at is not None:
        return Above(ENDED, (), "", url, _("Your buddies"), "", tie.began_at, tie.ended_at)
    title = _("You are buddies on “%(programme)s”.") % {"programme": tie.programme}
    note = ""
    if tie.away_until and not tie.is_buddy:
        note = _("Your buddy is away until %(day)s.") % {"day": spoken.day(tie.away_until)}
    end_url = reverse("education:end_buddy", args=[tie.ref])
    return Above(title, BOUNDARIES, note, url, _("Your buddies"), end_url, tie.began_at, None)
