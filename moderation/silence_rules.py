"""Whether somebody may keep a member from writing, agree to it, end it, or object: pure answers."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from moderation.lanes import APPEAL_FOR
from moderation.models import Silence
from po_platform.access.refusals import Allowed, Denied, Verdict
from po_platform.kit.spoken import moment


def may_silence(*, reaches: bool, there_is_one: bool, why: str, rule: bool) -> Verdict:
    """Somebody who can read why, once at a time, with a reason and a rule."""
    if not reaches:
        return Denied(_("Its author is no longer here."))
    if there_is_one:
        return Denied(_("There is one already. Look at that one first."))
    if not why.strip():
        return Denied(_("Write a reason. The member reads it."))
    if not rule:
        return Denied(_("Choose the rule it goes against. The member reads it."))
    return Allowed()


def may_settle(silence: Silence, *, me: int, now: datetime) -> Verdict:
    """A second moderator, once, before all that was asked for is over."""
    if silence.person_id == me:
        return _of_ones_own()
    if silence.asked_is_over(now):
        return Denied(_("It is over already."))
    if not silence.waits_for_second:
        return Denied(_("Nothing waits for a second person here any more."))
    if silence.by == me:
        return Denied(_("You wanted it yourself. Another moderator says yes or no."))
    return Allowed()


def may_lift(silence: Silence, *, me: int, now: datetime) -> Verdict:
    """Every moderator, at any time, and nobody for herself."""
    if silence.person_id == me:
        return _of_ones_own()
    if not silence.in_force(now) and not silence.waits_for_second:
        return Denied(_("It is over already."))
    return Allowed()


def may_object(silence: Silence, *, now: datetime) -> Verdict:
    """Whom it is about, once, for six months."""
    if silence.objected_at is not None:
        return Denied(_("You objected already. Another person looks at it and writes to you."))
    if silence.lifted_at is not None or now > silence.from_at + APPEAL_FOR:
        return Denied(_("There is nothing here to object to any more."))
    return Allowed()


def may_answer_objection(silence: Silence, *, me: int, answer: str) -> Verdict:
    """A moderator who had no part in it, in words the member reads."""
    if silence.person_id == me:
        return _of_ones_own()
    if not silence.objection_waits:
        return Denied(_("Somebody answered this already."))
    if me in (silence.by, silence.second_by):
        return Denied(_("You took part in the decision. Another person looks at the objection."))
    if not answer.strip():
        return Denied(_("Write a few words. The member reads them."))
    return Allowed()


def may_speak(silence: Silence | None, *, asked: bool) -> Verdict:
    """Whether somebody may write to others here. `asked`: new rules wait for her yes."""
    if silence is not None:
        if silence.until_at is None:
            return Denied(_("You cannot write here any more. The letter to you says why."))
        words = _("You cannot write here until %(moment)s. The letter to you says why.")
        return Denied(words % {"moment": moment(silence.until_at)})
    if asked:
        return Denied(
            _("Read our rules first and say yes to them. What you typed stays here until then.")
        )
    return Allowed()


def _of_ones_own() -> Denied:
    return Denied(_("Nobody decides about something of their own. Leave it to another person."))
