"""What a visit carries until somebody begins a programme: her card, and words on a first step, sealed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone

from education.actions.stepping import Written, keep_step
from education.models import Enrolment, Programme
from education.programme_rules import may_go_on
from education.queries.programmes import in_other_languages
from education.queries.ways import my_walk
from education.rules import account_of
from po_platform.access.actor import Actor, SignedIn
from po_platform.kit.crypto import KeyMissing, Tampered, open_for_application, seal_for_application

CARD, FIRST = "programme_card", "programme_first"  # keys of the session
# Long enough to join; short, because the computer may be a practice's and the next person sits down.
KEPT_FOR = timedelta(hours=1)


def remember_card(request: HttpRequest, programme: Programme, ref: UUID) -> None:
    """In this browser only. Whether it counts is decided when she begins."""
    family = [programme.slug, *(one.slug for one in in_other_languages(programme))]
    request.session[CARD] = {"ref": str(ref), "family": family}


def card_for(request: HttpRequest, programme: Programme) -> UUID | None:
    """The card she came with, when it is for this programme in whatever language."""
    kept = request.session.get(CARD)
    return UUID(kept["ref"]) if kept and programme.slug in kept["family"] else None


def keep_words(
    request: HttpRequest, programme: Programme, step: str, words: str, *, actor: Actor
) -> None:
    """For an hour, in this browser's visit. Without an account nobody knows whose they are."""
    family = [programme.slug, *(one.slug for one in in_other_languages(programme))]
    request.session[FIRST] = {
        "ref": str(programme.ref), "family": family, "step": step,
        "words": _sealed(words, str(programme.ref)) if words else "",
        "until": (timezone.now() + KEPT_FOR).timestamp(), "by": account_of(actor),
    }  # fmt: skip


def claim_words(request: HttpRequest, programme: Programme, *, actor: SignedIn) -> None:
    """She says that what was written here before she signed in is hers."""
    if has_unclaimed(request, programme):
        request.session[FIRST] = {**request.session[FIRST], "by": actor.account_id}


def take_first_words(request: HttpRequest, *, actor: SignedIn, enrolment: Enrolment) -> None:
    """What she wrote before she began stands on her first step, unless she wrote there already.

    Only words she wrote with her account, or said to be hers: the computer may be a practice's.
    While her way rests they wait in the visit, until she takes the way up again.
    """
    words = own_words(request, enrolment.programme, actor=actor)
    if not words or not may_go_on(actor, enrolment):
        return
    step = str(request.session.pop(FIRST)["step"])
    walk = my_walk(actor=actor, ref=enrolment.ref)
    state = walk.states.get(step)
    is_free = state is None or not (state.words or state.done_at)
    if walk.way.place_of(step) and is_free:
        keep_step(actor=actor, ref=enrolment.ref, step_id=step, written=Written(words))


def own_words(request: HttpRequest, programme: Programme, *, actor: Actor) -> str:
    """Hers on the first step of this programme, in whatever language; '' for anybody else's."""
    kept = _kept(request, programme)
    account = account_of(actor)
    if account is None or kept.get("by") != account or not kept["words"]:
        return ""
    try:
        return open_for_application(kept["words"], _place(kept["ref"]))
    except (KeyMissing, Tampered):
        return ""


def has_unclaimed(request: HttpRequest, programme: Programme) -> bool:
    """Whether somebody wrote on this programme's first step in this browser, without an account."""
    kept = _kept(request, programme)
    return bool(kept.get("words")) and kept.get("by") is None


def _kept(request: HttpRequest, programme: Programme) -> dict[str, Any]:
    """{} after an hour, and for another programme."""
    kept: dict[str, Any] = request.session.get(FIRST) or {}
    if programme.slug not in kept.get("family", ()):
        return {}
    if kept["until"] < timezone.now().timestamp():
        request.session.pop(FIRST)
        return {}
    return kept


def _sealed(words: str, ref: str) -> str:
    return seal_for_application(words, _place(ref), passing=True)


def _place(ref: str) -> str:
    return f"session|{FIRST}|{ref}"
