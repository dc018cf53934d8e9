"""Whether somebody may write, check, publish or warn now: pure answers, asked again under lock."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from po_platform.access.actor import Actor, Hat, Purpose, SignedIn, System
from po_platform.access.refusals import Allowed, Denied, Verdict

from .models import ReviewStep, Revision

LAY, MEDICAL, PUBLISH = ReviewStep.Step.LAY, ReviewStep.Step.MEDICAL, ReviewStep.Step.PUBLISH
LONGEST_UNCHECKED = timedelta(days=3 * 366)
URGENT_DAYS = 7
TEST_READERS = 2


def account_of(actor: Actor) -> int | None:
    """The acting account; none for the system."""
    return actor.account_id if isinstance(actor, SignedIn) else None


def may_write(actor: Actor) -> Verdict:
    """Editors write; the operator of the machine reads files in."""
    if isinstance(actor, System) and actor.purpose in (Purpose.OPERATE, Purpose.SEED):
        return Allowed()
    if isinstance(actor, SignedIn) and actor.holds(Hat.EDITOR):
        return Allowed()
    return Denied(_("Only an editor can do this."))


def may_see_drafts(actor: Actor) -> Verdict:
    """Editors and those who check."""
    if isinstance(actor, SignedIn) and actor.holds(Hat.EDITOR, Hat.REVIEWER):
        return Allowed()
    return Denied(_("Only editors and medical reviewers can see this."))


def may_change(actor: Actor, revision: Revision, now: datetime) -> Verdict:
    """A draft nobody else has in hand at this moment."""
    verdict = may_write(actor)
    if not verdict:
        return verdict
    if revision.state != Revision.State.DRAFT:
        return Denied(
            _("This text is being checked or was published. It does not change any more.")
        )
    other = revision.locked_by not in (None, account_of(actor))
    if other and revision.locked_until and revision.locked_until > now:
        return Denied(_("Somebody else is writing on this page right now. Try again in a while."))
    return Allowed()


def steps_for(significance: str, *, first: bool, one_doctor: bool) -> list[ReviewStep.Step]:
    """The checks a revision needs, in order. The first text of a page is always a medical change."""
    if first or significance == Revision.Significance.MEDICAL:
        return [MEDICAL, PUBLISH] if one_doctor else [LAY, MEDICAL, PUBLISH]
    if significance == Revision.Significance.CONTENT and not one_doctor:
        return [LAY, PUBLISH]
    return [PUBLISH]


def may_decide(
    actor: Actor, step: ReviewStep, *, writers: Collection[int], checked_by: Collection[int],
    one_doctor: bool,
) -> Verdict:  # fmt: skip
    """Whether the actor may do this check. `checked_by`: who did the medical check of this text.

    A column's text is read by somebody else also where the organisation has one doctor.
    """
    if not isinstance(actor, SignedIn):
        return Denied(_("A person has to do this."))
    hats = {LAY: (Hat.EDITOR, Hat.REVIEWER), MEDICAL: (Hat.REVIEWER,), PUBLISH: (Hat.EDITOR,)}
    if not actor.holds(*hats[ReviewStep.Step(step.step)]):
        return Denied(_("This check belongs to another role."))
    if step.state != ReviewStep.State.OPEN:
        return Denied(_("This check does not wait any more."))
    alone = one_doctor and step.step == PUBLISH and step.revision.article.column_id is None
    if actor.account_id in writers and not alone:
        return Denied(_("Whoever wrote on a text does not check it. Ask somebody else."))
    if step.step == PUBLISH and actor.account_id in checked_by and not one_doctor:
        return Denied(_("Whoever did the medical check does not publish as well."))
    return Allowed()


def may_ask_outside(actor: Actor, task: str, *, writers: Collection[int], waits: str) -> Verdict:
    """Editors ask lay readers; a doctor outside is asked by somebody who did not write the text.

    `waits`: the check that is open now, or ''. Otherwise a writer could ask herself.
    """
    if not isinstance(actor, SignedIn) or not actor.holds(Hat.EDITOR, Hat.REVIEWER):
        return Denied(_("Only editors and medical reviewers can do this."))
    if task != MEDICAL:
        return Allowed()
    if waits != MEDICAL:
        return Denied(_("A doctor is asked when the text waits for its medical check."))
    if actor.account_id in writers:
        return Denied(_("Whoever wrote on a text does not choose its doctor. Ask somebody else."))
    return Allowed()


def may_read_outside(actor: Actor, *, writers: Collection[int]) -> Verdict:
    """Anybody who holds the link, but nobody who wrote the text."""
    if account_of(actor) in writers and account_of(actor) is not None:
        return Denied(_("Whoever wrote on a text does not check it. Ask somebody else."))
    return Allowed()


def may_warn(actor: Actor) -> Verdict:
    """One person is enough to protect readers: editor, medical reviewer or administrator."""
    if isinstance(actor, SignedIn) and actor.holds(Hat.EDITOR, Hat.REVIEWER, Hat.ADMINISTRATOR):
        return Allowed()
    return Denied(_("Only editors, medical reviewers and administrators can do this."))


def may_settle(actor: Actor, *, by: int | None, one_doctor: bool) -> Verdict:
    """Somebody else than who warned, unless the organisation has one doctor only."""
    if not isinstance(actor, SignedIn) or not actor.holds(Hat.EDITOR, Hat.REVIEWER):
        return Denied(_("Only editors and medical reviewers can do this."))
    if actor.account_id == by and not one_doctor:
        return Denied(_("Somebody else than who warned looks at it."))
    return Allowed()


def review_day_fault(day: date | None, today: date) -> str:
    """What is wrong with the day of the next check; '' for nothing."""
    if day is None:
        return _("Say by when the page has to be checked again.")
    if day <= today:
        return _("The day of the next check has to lie ahead.")
    if day > today + LONGEST_UNCHECKED:
        return _("A page is checked again within three years.")
    return ""
