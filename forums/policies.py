"""Drafts with what is put beside them, and what a mail of hers held besides: hers alone, and in
the file she takes along. That her posts are read first: hers and the moderators'."""

from __future__ import annotations

from django.db.models import Q

from po_platform.access.actor import Actor, Hat, Purpose, SignedIn, System
from po_platform.access.policy import Policy, register

from .models import Draft, DraftFile, FoldedWords, MailedPost, Message, OldWords, ReadFirst


def _own(actor: Actor) -> Q | None:
    return Q(person_id=actor.person_id) if isinstance(actor, SignedIn) else None


def _taken_along(actor: Actor) -> Q | None:
    if isinstance(actor, System) and actor.purpose is Purpose.EXPORT and actor.person_id:
        return Q(person_id=actor.person_id)
    return None


for model in (Draft, DraftFile, FoldedWords, MailedPost, OldWords):
    register(Policy(model, {"own": _own, "taken along": _taken_along}))


def _between(actor: Actor) -> Q | None:
    if not isinstance(actor, SignedIn):
        return None
    return Q(person_id=actor.person_id) | Q(reader_id=actor.person_id)


def _taken_along_between(actor: Actor) -> Q | None:
    if isinstance(actor, System) and actor.purpose is Purpose.EXPORT and actor.person_id:
        return Q(person_id=actor.person_id) | Q(reader_id=actor.person_id)
    return None


register(Policy(Message, {"between": _between, "taken along": _taken_along_between}))


def _moderators(actor: Actor) -> Q | None:
    everything = Q(pk__gt=0)  # an empty Q would vanish beside another ground
    return everything if isinstance(actor, SignedIn) and actor.holds(Hat.MODERATOR) else None


register(Policy(ReadFirst, {"moderators": _moderators, "own": _own, "taken along": _taken_along}))
