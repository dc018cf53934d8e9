"""Buddies in a person's own file, and what goes of them when she is erased."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from education.models import BuddyOffer, BuddyPair
from members.erase_parts import Heap, Whom
from members.export_parts import UNTIL, WHEN, Field, Part, table
from po_platform.access.actor import Purpose, System

PROGRAMME = _("the programme")
BOUNDARIES = _("which version of the boundaries was agreed to")


def buddy_parts(actor: System) -> Iterator[Part]:
    """What she wrote about herself, and when she asked, was asked and was a pair; never with whom."""
    yield table(
        "buddy_offers",
        _("Where you offer to be a buddy"),
        BuddyOffer.objects.visible_to(actor).order_by("pk"),
        {
            "programme__title": PROGRAMME, "words": _("what you wrote"), "at": WHEN,
            "most_people": _("for how many people at a time"), "away_until": _("away until"),
            "with_group": _("whether members of your local groups may see that you are of one"),
            "boundaries": BOUNDARIES, "state": _("what became of it"),
            "why": _("what the team wrote to you"), "decided_at": _("when it was looked at"),
        },
        programme__title="programme",
    )  # fmt: skip
    pairs = BuddyPair.objects.visible_to(actor).select_related("programme").order_by("pk")
    yield Part(
        "buddies",
        _("When you had a buddy, or were one"),
        (
            Field("programme", PROGRAMME),
            Field("asked_by_you", _("whether you asked")),
            Field("asked_at", WHEN),
            Field("agreed_at", _("when there was a yes")),
            Field("ended_at", UNTIL),
            Field("boundaries", BOUNDARIES),
        ),
        [_told(one, one.subject_id == actor.subject_id) for one in pairs],
    )


def _told(one: BuddyPair, by_her: bool) -> dict[str, Any]:
    return {
        "programme": one.programme.title,
        "asked_by_you": by_her,
        "asked_at": one.asked_at,
        "agreed_at": one.agreed_at,
        "ended_at": one.ended_at,
        "boundaries": one.boundaries,
    }


def _offers(whom: Whom) -> QuerySet[Any]:
    return BuddyOffer.objects.for_purpose(Purpose.ERASE).filter(subject_id=whom.subject_id)


def _pairs(whom: Whom) -> QuerySet[Any]:
    """Of both: for the other it says no more than that somebody was there who is gone."""
    hers = Q(subject_id=whom.subject_id) | Q(buddy_subject=whom.subject_id)
    return BuddyPair.objects.for_purpose(Purpose.ERASE).filter(hers)


HEAPS = (
    Heap(_pairs, _("When you had a buddy, or were one")),
    Heap(_offers, _("Where you offer to be a buddy")),
)
