"""Whether somebody may take this step with a request now; nobody works on her own."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from po_platform.access.actor import Actor, Hat, SignedIn
from po_platform.access.refusals import Allowed, Denied, Verdict

from .models import Archive, DataRequest, Release, Study, StudyInvitation, UseAsking, Vote
from .request_flow import WHO, Move, State, after

CANNOT = frozenset({Vote.Answer.CONFLICT, Vote.Answer.AWAY})
MAY_CHANGE = (State.DRAFT, State.QUESTION, State.AMENDING)
HELD = (Release.State.ACTIVE, Release.State.EXPIRED)
STUDY_STATES = (State.READY, State.RELEASED)


def may_ask(actor: Actor) -> Verdict:
    """Researchers the organisation invited, with their second factor."""
    if isinstance(actor, SignedIn) and actor.holds(Hat.RESEARCHER):
        return Allowed()
    return Denied(_("Only a researcher who was invited can ask for data."))


def may_allow_numbers(actor: Actor) -> Verdict:
    """Whether more numbers about a registry are told is for the committee."""
    if _is_committee(actor):
        return Allowed()
    return Denied(_("Only the committee decides this."))


def may_change(actor: Actor, row: DataRequest) -> Verdict:
    """Whoever asks, before it is sent and while a question is open."""
    verdict = _as_asker(actor, row)
    if not verdict:
        return verdict
    if row.state not in MAY_CHANGE:
        return Denied(_("This request was sent. It changes only when we ask you something."))
    return Allowed()


def may_be_counted(row: DataRequest) -> bool:
    """While it is looked at: before, its researcher counts; after, the release does."""
    return row.cohort_id is not None and row.state in (State.SCREENING, State.REVIEW)


def may_go_out(wanted: Collection[str], able: Collection[str]) -> Verdict:
    """Only answers that may leave: nothing that tells names, no free text. `able`: see cohort."""
    wrong = sorted(set(wanted) - set(able))
    if not wrong:
        return Allowed()
    words = _(
        "These questions cannot go out, or the dataset does not have them any more: %(names)s."
    )
    return Denied(words % {"names": ", ".join(wrong)[:200]})


def may_choose(told: Collection[str]) -> Verdict:
    """People are chosen by nothing the consent answers now. `told`: what this request does so by."""
    if not told:
        return Allowed()
    return Denied(
        _("This request chooses people by what the consent answers now. Change whom it is about.")
    )


def may_move(actor: Actor, row: DataRequest, move: Move, *, curates: bool) -> Verdict:
    """A step by whose turn it is. `curates`: the actor manages the registry."""
    if after(row.state, move) is None:
        return Denied(_("Meanwhile this request is somewhere else. Look at it again."))
    if WHO[move] == "asker":
        return _as_asker(actor, row)
    if WHO[move] == "curator":
        in_review = row.state == State.REVIEW and move is Move.ASK_BACK
        if in_review and _is_committee(actor) and not _own(actor, row):
            return Allowed()
        return may_screen(actor, row, curates=curates)
    return Denied(_("The committee decides about this together."))


def may_screen(actor: Actor, row: DataRequest, *, curates: bool) -> Verdict:
    """Whoever manages the registry, never her own request."""
    if not curates:
        return Denied(_("Only those who manage this registry can do this."))
    if _own(actor, row):
        return Denied(_("This is your own request. Somebody else works on it."))
    return Allowed()


@dataclass(frozen=True, slots=True)
class Seat:
    """Where somebody sits: `deputy_for` is the account she votes for, if she is a deputy."""

    account: int
    deputy_for: int | None = None


def may_vote(actor: Actor, row: DataRequest, seat: Seat | None, votes: Collection[Vote]) -> Verdict:
    """Committee members, once, unless they asked or screened; deputies when the other cannot."""
    if not isinstance(actor, SignedIn) or not _is_committee(actor) or seat is None:
        return Denied(_("Only the committee votes."))
    if row.state != State.REVIEW:
        return Denied(_("Nobody votes on this request now."))
    if _own(actor, row) or actor.account_id == row.screened_by:
        return Denied(_("You worked on this request. Others vote on it."))
    if any(vote.account == actor.account_id for vote in votes):
        return Denied(_("You have voted already."))
    if seat.deputy_for is not None:
        theirs = next((vote for vote in votes if vote.account == seat.deputy_for), None)
        if theirs is None or theirs.answer not in CANNOT:
            return Denied(_("You vote only when the one you stand in for cannot."))
    return Allowed()


def may_decide(actor: Actor, row: DataRequest, votes: Collection[Vote]) -> Verdict:
    """Somebody who voted writes the decision down; the votes say which one."""
    if not isinstance(actor, SignedIn) or not _is_committee(actor):
        return Denied(_("Only the committee decides."))
    if row.state != State.REVIEW:
        return Denied(_("This request does not wait for a decision."))
    voted = [vote for vote in votes if vote.answer not in CANNOT]
    if not any(vote.account == actor.account_id for vote in voted):
        return Denied(_("Whoever writes the decision has voted."))
    return Allowed()


def may_read_minutes(actor: Actor, *, manages: bool) -> Verdict:
    """The committee, and whoever manages a registry. `manages`: the actor does."""
    if _is_committee(actor) or manages:
        return Allowed()
    return Denied(_("Only the committee and those who manage a registry read its minutes."))


def may_read_votes(actor: Actor, row: DataRequest) -> Verdict:
    """Never whoever asked, whatever else she is here."""
    if _own(actor, row):
        return Denied(_("This is your own request. You read the reasons, not the votes."))
    return Allowed()


def may_build(actor: Actor, row: DataRequest, *, curates: bool) -> Verdict:
    """Once everything is signed."""
    verdict = may_screen(actor, row, curates=curates)
    if verdict and row.state != State.READY:
        return Denied(_("This request is not ready for a release."))
    return verdict


def may_begin_study(
    actor: Actor, row: DataRequest, begun: Study | None, *, curates: bool
) -> Verdict:
    """Once, when everything is signed, with the words the committee read."""
    verdict = may_screen(actor, row, curates=curates)
    if not verdict:
        return verdict
    if row.state not in STUDY_STATES or not row.invitation:
        return Denied(_("There is no approved letter to members in this request."))
    return Denied(_("Members are being asked already, or were.")) if begun else Allowed()


def may_ask_for_use(
    actor: Actor, row: DataRequest, begun: UseAsking | None, *, curates: bool
) -> Verdict:
    """Once, when everything is signed and nothing has gone out yet."""
    verdict = may_build(actor, row, curates=curates)
    if verdict and begun:
        return Denied(_("Members are being asked already, or were."))
    return verdict


def may_answer_use(yes: bool, *, open_now: bool, wants: bool) -> Verdict:
    """A yes in time, of who wants to be asked each time; a no always."""
    if yes and not open_now:
        return Denied(_("It is too late for a yes to this use."))
    if yes and not wants:
        return Denied(_("A yes counts only while you take part and want to be asked each time."))
    return Allowed()


def may_answer_study(row: StudyInvitation, state: str, *, open_now: bool) -> Verdict:
    """A no is final; a yes can become a no at any time."""
    if row.state == StudyInvitation.State.NO:
        return Denied(_("You said no to this study, and it stays so."))
    if state == StudyInvitation.State.YES and not open_now:
        return Denied(_("This study asks nobody any more."))
    return Allowed()


def may_free(actor: Actor, release: Release, *, curates: bool) -> Verdict:
    """Not the one who made it, and not the one who gets it."""
    verdict = may_screen(actor, release.request, curates=curates)
    if not verdict and _is_committee(actor) and not _own(actor, release.request):
        verdict = Allowed()
    if not verdict:
        return verdict
    if release.state != Release.State.BUILT or release.request.state != State.READY:
        return Denied(_("This release does not wait for a second look."))
    if isinstance(actor, SignedIn) and actor.account_id == release.built_by:
        return Denied(_("Somebody else has to look at it before it goes out."))
    return Allowed()


def is_over(release: Release) -> bool:
    """Its last day has come; what ends it may run a little later."""
    return release.expires_on is not None and release.expires_on <= timezone.localdate()


def may_fetch(actor: Actor, release: Release, *, invited: bool, in_time: bool) -> Verdict:
    """A recipient, as long as release and link last. `invited`: she is one."""
    if not may_ask(actor) or not invited:
        return Denied(_("This release is not for you."))
    if release.state != Release.State.ACTIVE or is_over(release):
        return Denied(_("This release cannot be fetched."))
    if not in_time:
        return Denied(_("Your link is over. Ask those who look after the registry for a new one."))
    return Allowed()


def _as_asker(actor: Actor, row: DataRequest) -> Verdict:
    verdict = may_ask(actor)
    if verdict and not _own(actor, row):
        return Denied(_("This is the request of somebody else."))
    return verdict


def _own(actor: Actor, row: DataRequest) -> bool:
    return isinstance(actor, SignedIn) and actor.account_id == row.asked_by


def _is_committee(actor: Actor) -> bool:
    return isinstance(actor, SignedIn) and actor.holds(Hat.COMMITTEE)


def may_certify(actor: Actor, release: Release, kept: Archive | None) -> Verdict:
    """Whoever asked, while she may still hold something. `kept`: what was sealed of it."""
    verdict = _as_asker(actor, release.request)
    out_again = kept is not None and kept.fetched_at is not None
    if verdict and not out_again and release.state not in HELD:
        return Denied(_("There is nothing to destroy."))
    return verdict


def may_confirm(actor: Actor, release: Release) -> Verdict:
    """A recipient, while she may still hold something."""
    if not may_ask(actor) or release.state not in HELD:
        return Denied(_("There is nothing to take out."))
    return Allowed()


def may_ask_for_archive(actor: Actor, release: Release, begun: Archive | None) -> Verdict:
    """Whoever asked for the data, while we have the copy that would be sealed."""
    verdict = _as_asker(actor, release.request)
    if not verdict:
        return verdict
    if release.state != Release.State.ACTIVE:
        return Denied(_("Our copy is gone, so it cannot be sealed any more."))
    return Denied(_("You asked for it already.")) if begun else Allowed()


def may_settle_archive(
    actor: Actor, release: Release, asked: Archive | None, *, curates: bool
) -> Verdict:
    """Somebody of the committee or who manages the registry, never whoever asked."""
    verdict = may_screen(actor, release.request, curates=curates)
    if not verdict and _is_committee(actor) and not _own(actor, release.request):
        verdict = Allowed()
    if not verdict:
        return verdict
    if asked is None or asked.agreed_at is not None or release.state != Release.State.ACTIVE:
        return Denied(_("Nobody waits for an answer about a sealed copy."))
    return Allowed()


def may_open_archive(
    actor: Actor, release: Release, kept: Archive | None, *, curates: bool
) -> Verdict:
    """The same people, while there is a sealed copy."""
    verdict = may_screen(actor, release.request, curates=curates)
    if not verdict and _is_committee(actor) and not _own(actor, release.request):
        verdict = Allowed()
    if not verdict:
        return verdict
    if kept is None or not kept.sealed_key or release.state != Release.State.ARCHIVED:
        return Denied(_("There is no sealed copy to open."))
    return Allowed()


def may_report(actor: Actor, row: DataRequest) -> Verdict:
    """Whoever asked, once data went out."""
    verdict = _as_asker(actor, row)
    if verdict and row.state not in (State.RELEASED, State.CLOSED):
        return Denied(_("There are no data yet that results could come from."))
    return verdict
