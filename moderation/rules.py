"""Whether somebody may report, decide, undo or object: pure answers, asked by actions."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import cast
from uuid import UUID

from django.utils.translation import gettext as _

from moderation.content import COVERED, UNCOVERED, Standing, Thing
from moderation.lanes import ANSWER_FOR, APPEAL_FOR, MOST_ANSWERS, UNDO_FOR
from moderation.models import Case, Decision, Lane, PrivateWord, Report
from po_platform.access.actor import Actor, Hat, SignedIn
from po_platform.access.refusals import Allowed, Denied, Verdict, demand

# What a decision can make of a thing that stands like this; to leave it is always possible.
UNREAD = (
    Standing.PUBLISHED,
    Standing.CONTEXT,
    Standing.RETURNED,
    Standing.FOLDED,
    Standing.REMOVED,
)
WAYS: dict[str, tuple[Standing, ...]] = {
    Standing.HELD: UNREAD,
    Standing.UNJUDGED: UNREAD,
    Standing.PUBLISHED: (Standing.CONTEXT, Standing.RETURNED, Standing.FOLDED, Standing.REMOVED),
    Standing.CONTEXT: (Standing.PUBLISHED, Standing.RETURNED, Standing.FOLDED, Standing.REMOVED),
    Standing.FOLDED: (Standing.PUBLISHED, Standing.CONTEXT, Standing.RETURNED, Standing.REMOVED),
    Standing.RETURNED: (Standing.PUBLISHED, Standing.REMOVED),
    Standing.REMOVED: (Standing.PUBLISHED, Standing.FOLDED),
    Standing.TAKEN_BACK: (),
}
HANDLERS = (Hat.MODERATOR, Hat.BOARD_MODERATOR)
AGAINST = (Standing.CONTEXT, Standing.FOLDED, Standing.RETURNED, Standing.REMOVED, COVERED)
CITES_A_RULE = (Standing.CONTEXT, Standing.FOLDED, Standing.REMOVED, COVERED)
CAN_BE_COVERED = (Standing.PUBLISHED, Standing.CONTEXT, Standing.FOLDED)


def may_moderate(actor: Actor) -> Verdict:
    """Moderators of everything who showed a second factor."""
    if isinstance(actor, SignedIn) and actor.holds(Hat.MODERATOR):
        return Allowed()
    return Denied(_("This page belongs to a task you do not hold."))


def may_handle_cases(actor: Actor) -> Verdict:
    """Moderators, and whoever moderates some places: which cases are hers, the policy says."""
    if isinstance(actor, SignedIn) and actor.holds(*HANDLERS):
        return Allowed()
    return may_moderate(actor)


def is_of_whole_team(actor: Actor) -> bool:
    """Whether she moderates everywhere, or some places only."""
    return bool(may_moderate(actor))


def may_name_for_places(actor: Actor, *, places: int, of_whole_team: bool) -> Verdict:
    """The office: some places, to somebody who does not moderate everywhere."""
    if not isinstance(actor, SignedIn) or not actor.holds(Hat.ADMINISTRATOR):
        return Denied(_("This page belongs to a task you do not hold."))
    if of_whole_team:
        return Denied(_("She moderates every board already. End that role first."))
    if not places:
        return Denied(_("Choose at least one board."))
    return Allowed()


def may_have_hours(actor: Actor, *, places: int) -> Verdict:
    """The whole team, and whoever moderates some places. `places`: hers, of the latter."""
    if isinstance(refused := may_handle_cases(actor), Denied):
        return refused
    if is_of_whole_team(actor) or places:
        return Allowed()
    return Denied(_("You moderate no board just now. Ask the office."))


def may_stand_in(actor: Actor, *, hers: Collection[UUID], theirs: Collection[UUID] | None) -> bool:
    """Whether hours of somebody can become the actor's: of the whole team's only within it, of others
    also by whoever moderates all of what they do. `theirs`: None for the whole team's.
    """
    if is_of_whole_team(actor):
        return True
    return theirs is not None and bool(theirs) and set(theirs) <= set(hers)


def may_tell_of_half_years(actor: Actor) -> Verdict:
    """Moderators, and the office."""
    if isinstance(actor, SignedIn) and actor.holds(Hat.MODERATOR, Hat.ADMINISTRATOR):
        return Allowed()
    return Denied(_("This page belongs to a task you do not hold."))


def may_write_rules(actor: Actor) -> Verdict:
    """Moderators, and the office."""
    return may_tell_of_half_years(actor)


def may_look_after_team(actor: Actor, *, leads: bool) -> Verdict:
    """The office, and whoever leads on safety or stands in for her."""
    if isinstance(actor, SignedIn):
        if actor.holds(Hat.ADMINISTRATOR) or (leads and actor.holds(Hat.MODERATOR)):
            return Allowed()
        if actor.holds(Hat.MODERATOR):
            return Denied(_("The office does this, or whoever leads on safety."))
    return may_moderate(actor)


def may_see_first_looks(actor: Actor, *, leads: bool) -> Verdict:
    """Whoever leads on safety or stands in for her; not the office, which reads no cases."""
    if isinstance(refused := may_moderate(actor), Denied):
        return refused
    if leads:
        return Allowed()
    return Denied(_("Whoever leads on safety sees this."))


def may_publish_half_year(*, is_over: bool, texts: Mapping[str, str]) -> Verdict:
    """Once it is over, with some words beside its numbers."""
    if not is_over:
        return Denied(_("This half-year is not over. Its numbers still change."))
    if not texts:
        return Denied(_("Write a few words beside the numbers first."))
    return Allowed()


def moderator(actor: Actor) -> SignedIn:
    """The actor, after she was let in as a moderator. Raises PermissionDenied."""
    demand(may_moderate(actor))
    return cast("SignedIn", actor)


def case_worker(actor: Actor) -> SignedIn:
    """The actor, after she was let in to the cases that are hers. Raises PermissionDenied."""
    demand(may_handle_cases(actor))
    return cast("SignedIn", actor)


def may_report(actor: Actor, thing: Thing, reason: str) -> Verdict:
    """Every member from her first day; a guest what she thinks is against the law."""
    if isinstance(actor, SignedIn):
        if thing.person_id == actor.person_id:
            return Denied(_("This is your own. You can change it or take it back."))
        return Allowed()
    if reason == Report.Reason.ILLEGAL:
        return Allowed()
    return Denied(_("Sign in to tell us this."))


def may_decide(
    actor: Actor, case: Case, *, reporters: Collection[int | None], decided_before: int | None
) -> Verdict:
    """No moderator about herself, about what she reported, or about her own decision.

    `reporters`: ids of people; `decided_before`: who took the decision that is objected to.
    """
    if not isinstance(actor, SignedIn) or not may_handle_cases(actor):
        return may_handle_cases(actor)
    me = actor.person_id
    if case.person_id == me:
        return Denied(_("Nobody decides about something of their own. Leave it to another person."))
    if me in reporters:
        return Denied(_("You reported this yourself. Leave it to another person."))
    if decided_before == me:
        return Denied(_("You took the first decision. Another person looks at the objection."))
    return Allowed()


def may_raise(case: Case, *, others: Collection[int]) -> Verdict:
    """An open case, where nobody is called anyway and somebody else is named to lead.

    `others`: ids of those who lead, whom it is not about and who are not the actor.
    """
    if case.state == Case.State.DECIDED:
        return Denied(_("This case is decided."))
    if case.lane == Lane.CRISIS:
        return Denied(_("People are called for this case anyway, one after the other."))
    if not others:
        return Denied(_("Nobody else is named to lead on safety. Name somebody on the rota first."))
    return Allowed()


def may_leave(standing: Standing) -> bool:
    """What waits is not left waiting."""
    return standing not in (Standing.HELD, Standing.UNJUDGED, Standing.RETURNED)


def may_decide_so(
    standing: Standing,
    after: str,
    *,
    why: str,
    rule: bool,
    covers: bool = False,
    uncovers: bool = False,
    ground: bool = True,
) -> Verdict:
    """Only what this thing can become, and never against its author without words for her.

    `ground`: whether the law is named, where that is what somebody told us. `covers`: whether a piece of such a thing can be covered; `uncovers`: whether the one that is
    objected to can be shown again.
    """
    if after == UNCOVERED:
        return (
            Allowed() if uncovers else Denied(_("It cannot be shown again. Look at it once more."))
        )
    if after == standing and may_leave(standing):
        return Allowed()
    can_be = covers and standing in CAN_BE_COVERED if after == COVERED else after in WAYS[standing]
    if not can_be:
        return Denied(_("It cannot become that from how it stands now. Look at it again."))
    if after in AGAINST and not why.strip():
        return Denied(_("Write a reason. The author reads it."))
    if after in CITES_A_RULE and not rule:
        return Denied(_("Choose the rule it goes against. The author reads it."))
    if after in AGAINST and not ground:
        return Denied(_("Write which law it goes against. The author reads it."))
    return Allowed()


def may_write_word(*, reaches: bool) -> Verdict:
    """To an author who can read it here."""
    if not reaches:
        return Denied(_("Its author is no longer here to read it."))
    return Allowed()


def may_answer_team(words: Sequence[PrivateWord], *, now: datetime) -> Verdict:
    """For 30 days after the team wrote, and five times before it answers. `words`: oldest first."""
    theirs = [row for row in words if row.from_team]
    since = sum(1 for row in words if not row.from_team and row.pk > theirs[-1].pk) if theirs else 0
    if not theirs or now > theirs[-1].at + ANSWER_FOR:
        return Denied(_("It is too long ago to answer here. Call us, or write to us."))
    if since >= MOST_ANSWERS:
        return Denied(_("You wrote five times. Wait until somebody of the team has answered."))
    return Allowed()


def may_undo(decision: Decision, *, reversed_before: bool, now: datetime) -> Verdict:
    """For 30 days, while nothing else happened to the thing."""
    if decision.before == COVERED:  # the piece is no longer kept to be covered anew
        return Denied(_("There is nothing to undo here."))
    if decision.before == decision.after or decision.reverses_id is not None or reversed_before:
        return Denied(_("There is nothing to undo here."))
    if now > decision.at + UNDO_FOR:
        return Denied(_("A decision can be undone for 30 days. Open a new case instead."))
    return Allowed()


def may_appeal(decision: Decision, *, appealed: bool, undone: bool, now: datetime) -> Verdict:
    """Its author, once, for six months, and not against the answer to an objection."""
    if decision.after not in AGAINST or decision.reverses_id is not None or undone:
        return Denied(_("There is nothing here to object to."))
    if decision.source == Decision.Source.APPEAL:
        return Denied(_("Two people have looked at it. You can still write to the organisation."))
    if appealed:
        return Denied(_("You objected already. Another person looks at it and writes to you."))
    if now > decision.at + APPEAL_FOR:
        return Denied(_("One can object for six months. You can still write to the organisation."))
    return Allowed()
