"""Cases are the moderators'; whoever reported sees her report, whoever wrote sees the decision."""

from __future__ import annotations

from django.db.models import Q

from po_platform.access.actor import Actor, Hat, Purpose, SignedIn, System
from po_platform.access.policy import Policy, register

from .content import kinds_kept_from
from .models import (
    Avoided,
    CallNumber,
    Case,
    CaseEvent,
    Decision,
    FollowUp,
    PrivateWord,
    Report,
    Reveal,
    Sealed,
    SealOpening,
    Silence,
)
from .places import looks_after


def _moderators(actor: Actor) -> Q | None:
    everything = Q(pk__gt=0)  # an empty Q would vanish beside another ground
    return everything if isinstance(actor, SignedIn) and actor.holds(Hat.MODERATOR) else None


def _moderated(actor: Actor, thing: str = "thing") -> Q | None:
    """All cases, without those a feature keeps from her."""
    found = _moderators(actor)
    for kind in kinds_kept_from() if found is not None else ():
        if kind.kept_from is not None and found is not None:
            found &= ~Q(**{f"{thing}__in": kind.kept_from()})
    return found


def _reported(actor: Actor) -> Q | None:
    return _moderated(actor, "ref")


def _of_cases_moderated(actor: Actor) -> Q | None:
    return _moderated(actor, "case__thing")


def _there(actor: Actor) -> Q | None:
    places = looks_after(actor)
    return None if places is None else Q(place__in=places)


def _of_cases_there(actor: Actor) -> Q | None:
    """Asked within, and not joined: a join would lose her own rows about cases that are not hers."""
    places = looks_after(actor)
    if places is None:
        return None
    return Q(case__in=Case.objects.visible_to(actor).filter(place__in=places))


def _sealed_there(actor: Actor) -> Q | None:
    places = looks_after(actor)
    if places is None:
        return None
    return Q(thing__in=Case.objects.visible_to(actor).filter(place__in=places).values("thing"))


def _own(actor: Actor) -> Q | None:
    return Q(person=actor.person_id) if isinstance(actor, SignedIn) else None


def _taken_along(actor: Actor) -> Q | None:
    if isinstance(actor, System) and actor.purpose is Purpose.EXPORT and actor.person_id:
        return Q(person=actor.person_id)
    return None


def _calling(actor: Actor) -> Q | None:
    return Q(pk__gt=0) if isinstance(actor, System) and actor.purpose is Purpose.CALL else None


def _sweeping(actor: Actor) -> Q | None:
    return Q(pk__gt=0) if isinstance(actor, System) and actor.purpose is Purpose.OPERATE else None


register(
    Policy(
        Case,
        {
            "moderators": _moderated,
            "there": _there,
            "calling": _calling,
            "taken along": _taken_along,
        },
    )
)
register(Policy(Avoided, {"own": _own, "taken along": _taken_along}))
register(Policy(CallNumber, {"own": _own, "calling": _calling, "taken along": _taken_along}))
register(Policy(FollowUp, {"moderators": _of_cases_moderated, "there": _of_cases_there}))
register(Policy(CaseEvent, {"moderators": _of_cases_moderated, "there": _of_cases_there}))
register(
    Policy(
        Report,
        {
            "moderators": _reported,
            "there": _of_cases_there,
            "own": _own,
            "taken along": _taken_along,
        },
    ),
)
register(
    Policy(
        Decision,
        {
            "moderators": _of_cases_moderated,
            "there": _of_cases_there,
            "own": _own,
            "taken along": _taken_along,
        },
        hidden={"own": frozenset({"by"}), "taken along": frozenset({"by"})},
    )
)
register(
    Policy(
        PrivateWord,
        {
            "moderators": _of_cases_moderated,
            "there": _of_cases_there,
            "own": _own,
            "taken along": _taken_along,
        },
        hidden={"own": frozenset({"by"}), "taken along": frozenset({"by"})},
    )
)
SEALERS = frozenset(
    {"kept_why", "kept_by", "asked_why", "asked_by", "ended_by", "kept_at", "asked_at"}
)
_TEAM = frozenset({"by", "second_by", "lifted_by", "answered_by"})
register(
    Policy(
        Silence,
        {"moderators": _moderators, "own": _own, "taken along": _taken_along},
        hidden={"own": _TEAM, "taken along": _TEAM},
    )
)
register(
    Policy(
        Sealed,
        {
            "moderators": _moderators,
            "there": _sealed_there,
            "own": _own,
            "taken along": _taken_along,
            "sweeping": _sweeping,
        },
        hidden={"own": SEALERS, "taken along": SEALERS},
    )
)
register(Policy(SealOpening, {"moderators": _moderators}))


def _told(actor: Actor) -> Q | None:
    own = _own(actor)
    return own & Q(told_at__isnull=False) if own is not None else None


def _told_taken_along(actor: Actor) -> Q | None:
    own = _taken_along(actor)
    return own & Q(told_at__isnull=False) if own is not None else None


_OPENERS = frozenset({"by", "reviewed_by", "harm", "reminded_at"})
register(
    Policy(
        Reveal,
        {
            "moderators": _of_cases_moderated,
            "calling": _calling,
            "told": _told,
            "taken along": _told_taken_along,
        },
        hidden={"told": _OPENERS, "taken along": _OPENERS},
    )
)
