"""Codes of the forum in the words its people read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from math import ceil

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from po_platform.kit.personal import Found, Kind
from po_platform.kit.spoken import moment

from .models.boards import Audience, Topic
from .publishing import Reason

Words = str | Promise

NO_SUCH_PAGE = _("There is no such page here. Copy its address once more.")
WHY_IT_WAITS: dict[str, Words] = {
    Reason.FIRST_POSTS: _("You are new here, and a moderator reads the first posts of everybody."),
    Reason.BOARD: _("On this board a moderator reads every post first."),
    Reason.LINKS: _("It has a link in it, and a moderator looks where it leads."),
    Reason.PICTURES: _("It has a picture, and a moderator looks at it first."),
    Reason.NEW_LINKS: _(
        "You are new here, and a moderator looks at the first links and pictures of everybody."
    ),
    Reason.TOPIC: _("In this topic a moderator reads every answer first."),
    Reason.MEMBER: _(
        "For a while a moderator reads what you write first. Under “Topics I wrote in” you find why."
    ),
    Reason.WORDS: _("There are words in it that a moderator always reads first."),
    Reason.NOBODY_THERE: _("No moderator is on duty at this hour."),
    Reason.SENT_AGAIN: _("You changed it as a moderator asked, and a moderator reads it again."),
    Reason.PUT_BACK: _(
        "You had taken it back when a moderator came to look at it, and a moderator reads it first."
    ),
}
SOMEBODY_READS: Words = _(
    "Thank you for writing this. Somebody of our team reads it, and is told at once that it is there."
)
WHAT_IT_LOOKS_LIKE: dict[Kind, Words] = {
    Kind.EMAIL: _("an e-mail address"),
    Kind.PHONE: _("a telephone number"),
    Kind.INSURANCE: _("an insurance number"),
    Kind.ADDRESS: _("an address"),
    Kind.STAFF: _("the full name of somebody of the staff"),
}
WHO_READS: dict[str, Words] = {
    Audience.EVERYBODY: _("Everybody can read this, also without signing in."),
    Audience.MEMBERS: _("Members can read this."),
    Audience.GROUP: _("Only the people in this group and the moderators can read this."),
}


def who_reads(topic: Topic) -> Words:
    """As it is now: words of danger are for members until somebody has decided about them."""
    if topic.kept_close and topic.audience == Audience.EVERYBODY:
        return WHO_READS[Audience.MEMBERS]
    return WHO_READS[topic.audience]


def hint_for(name: str, audience: str = "", *, mailed: bool = False, signs: bool = False) -> str:
    """Under the question for a text: who reads it, under which name, and for how long it can change.

    `mailed`: members who chose so get it by e-mail. `signs`: she chooses as whom she writes.
    """
    said = [str(WHO_READS[audience])] if audience else []
    if mailed and audience != Audience.GROUP:
        said.append(_now("Members who chose so get it by e-mail, too."))
    if not signs:
        said.append(_now("Others see it under the name %(name)s.") % {"name": name})
    return " ".join([*said, _now("You can change it for 24 hours.")])


def why_it_waits(reasons: Iterable[str]) -> list[Words]:
    """A sentence for each reason to hold; for words of danger another one alone, whatever held them:
    nobody reads then that no moderator is there.
    """
    reasons = list(reasons)
    if Reason.DANGER in reasons:
        return [SOMEBODY_READS]
    return [WHY_IT_WAITS[reason] for reason in reasons if reason in WHY_IT_WAITS]


def how_long(
    reasons: Iterable[str], wait: timedelta | None, somebody: datetime | None
) -> list[str]:
    """When somebody usually looks, and when the next one is there where nobody is; nothing beside
    words of danger. `wait`: of queries.usual_wait; `somebody`: when her hours begin.
    """
    reasons, said = list(reasons), []
    if Reason.DANGER in reasons:
        return []
    if Reason.NOBODY_THERE in reasons and somebody is not None:
        said.append(_now("Somebody is there again from %(moment)s.") % {"moment": moment(somebody)})
    if wait is not None:
        said.append(_usually(ceil(wait / timedelta(hours=1))))
    return said


def _usually(hours: int) -> str:
    if hours <= 48:
        words = ngettext(
            "Usually somebody has read it within an hour.",
            "Usually somebody has read it within %(n)s hours.",
            hours,
        )
        return words % {"n": hours}
    days = ceil(hours / 24)
    return _now("Usually somebody has read it within %(n)s days.") % {"n": days}


def looks_like(found: Iterable[Found]) -> list[tuple[str, Words]]:
    """(the passage, what it looks like)."""
    return [(one.words, WHAT_IT_LOOKS_LIKE[one.kind]) for one in found]
