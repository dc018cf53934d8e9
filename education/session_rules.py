"""Whether somebody may announce, ask, answer or end a session with experts: pure answers."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from po_platform.access.actor import Actor
from po_platform.access.refusals import Allowed, Denied, Verdict

from .involving_rules import may_take_part
from .models import ExpertSession, SessionEntry, SessionExpert

MOST_OPEN = 3  # questions of one member in one session that wait
LONGEST = timedelta(days=60)  # from the first answer to the last question
ANSWERS = timedelta(days=14)  # after the last question; then a session ends by itself
OLD = timedelta(days=730)  # from then on a page says how old its answers are


def takes_questions(session: ExpertSession, now: datetime) -> bool:
    """From its announcement to its closing time."""
    return runs(session) and now < session.closes_at


def runs(session: ExpertSession) -> bool:
    """Announced and not over."""
    return session.announced_at is not None and not (session.ended_at or session.called_off_at)


def may_ask(actor: Actor, session: ExpertSession, now: datetime, *, waiting: int) -> Verdict:
    """Members, each for herself. `waiting`: how many of her questions in it are open."""
    verdict = may_take_part(actor)
    if not verdict:
        return verdict
    if not takes_questions(session, now):
        return Denied(_("The time for questions in this session is over."))
    if waiting >= MOST_OPEN:
        return Denied(_("Three of your questions wait here. Leave the others room to ask, too."))
    return Allowed()


def put_fault(row: ExpertSession, said: Mapping[str, Any], now: datetime) -> str:
    """What is wrong with a session as an editor wants it, beside what it is now; '' for nothing.

    Who asked was told who reads it: what only members read stays so. While experts still answer,
    title and rules can be put right; the time for questions is looked at where it changes.
    """
    opens_up = said.get("for_everybody") and not row.for_everybody
    if row.announced_at is not None and opens_up:
        return _("Whoever asked was told that only members read it. It stays so.")
    opens_at, closes_at = said["opens_at"], said["closes_at"]
    if row.pk and (_minute(opens_at), _minute(closes_at)) == (
        _minute(row.opens_at), _minute(row.closes_at),
    ):  # fmt: skip
        return ""
    return time_fault(opens_at, closes_at, now)


def _minute(at: datetime) -> datetime:
    """As forms know it."""
    return at.replace(second=0, microsecond=0)


def time_fault(opens_at: datetime, closes_at: datetime, now: datetime) -> str:
    """What is wrong with the time of a session that is not over; '' for nothing."""
    if closes_at <= opens_at:
        return _("The last question comes after the first answer.")
    if closes_at - opens_at > LONGEST:
        return _("A session takes no longer than sixty days. Make two of it.")
    if closes_at <= now:
        return _("The time for questions has to lie ahead.")
    return ""


def announce_fault(
    session: ExpertSession, experts: Collection[SessionExpert], now: datetime
) -> str:
    """What is missing before members read of it; '' for nothing."""
    if session.announced_at is not None:
        return _("It was announced already.")
    if session.called_off_at is not None:
        return _("It was called off.")
    if not experts:
        return _("Say first who answers, with role and interests.")
    return time_fault(session.opens_at, session.closes_at, now)


def may_answer(session: ExpertSession, entry: SessionEntry, expert: SessionExpert) -> Verdict:
    """By her link, while the session runs; what is published or a colleague answered, stays."""
    if not runs(session) or entry.published_at is not None:
        return Denied(_("This question does not wait for an answer any more."))
    if entry.expert_id not in (None, expert.pk):
        return Denied(_("A colleague of yours has answered this one."))
    return Allowed()


def publish_fault(entry: SessionEntry) -> str:
    """What keeps an answer from its readers; '' for nothing."""
    if not entry.answer.strip() or entry.expert_id is None:
        return _("Say what was answered, and who answered it.")
    return ""
