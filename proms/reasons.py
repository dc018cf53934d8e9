"""Why nothing came back, in plain words; said by the person, never concluded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from po_platform.kit.spoken import plain_day
from proms.queries.reasons import Said

PAUSE = "pause"
WORDS: Mapping[str, object] = {
    "not_now": _("not now"),
    "too_ill": _("too ill for it"),
    "hospital": _("in hospital"),
    "too_long": _("it takes too long"),
    "technical": _("it did not work"),
    "too_much": _("it is too much, no more of these"),
    "not_wanted": _("does not want to answer these"),
    "go_on": _("another reason"),
    PAUSE: _("a pause"),
}


def why_words(why: str) -> str:
    """ "in hospital"."""
    return str(WORDS.get(why, why))


def said_words(why: str, said_at: datetime, until: date | None) -> str:
    """ "in hospital, said on 4 March 2026, nothing asked before 1 April 2026"."""
    given = {"why": why_words(why), "day": plain_day(said_at)}
    if until is None or until <= timezone.localdate(said_at):
        return _now("%(why)s, said on %(day)s") % given
    given["until"] = plain_day(until)
    return _now("%(why)s, said on %(day)s, nothing asked before %(until)s") % given


def reason_of(missed: datetime, returned: Iterable[datetime], said: Iterable[Said]) -> Said | None:
    """The reason that stands for one missed window: the first said after it, before answers came.

    `said`: those about this questionnaire, in any order. A reason is given for what was missed
    since the last answers, because that is when it is asked for.
    """
    day = timezone.localdate(missed)
    later = sorted((one for one in said if _reaches(one, missed, day)), key=lambda one: one.said_at)
    if not later:
        return None
    first = later[0]
    came = any(missed < at < first.said_at for at in returned)
    return None if came else first


def _reaches(one: Said, missed: datetime, day: date) -> bool:
    """Said after it was missed, or of a pause it fell into."""
    return one.said_at >= missed or (one.until is not None and day < one.until)
