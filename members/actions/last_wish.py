"""Saying what becomes of one's data after one's death, changing it, or putting the question away."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from audit.actions import record
from members.ending_rules import may_say_last_wish
from members.ending_secrets import wish_place
from members.models import LastWish
from members.queries.last_wish import Wished, last_wish_of
from po_platform.access.actor import SignedIn
from po_platform.access.refusals import demand
from po_platform.kit.crypto import seal

from .identity import data_key_of


def say_last_wish(*, actor: SignedIn, wished: Wished) -> bool:
    """Stored sealed; the same again changes nothing. Raises PermissionDenied, KeyBroken."""
    with transaction.atomic():
        demand(may_say_last_wish(actor))
        if last_wish_of(actor=actor, person_id=actor.person_id) == wished:
            return False
        sealed: dict[str, bytes | None] = {"reporters": None, "copy_to": None}
        if wished.reporters or wished.copy_to:
            key = data_key_of(actor, actor.person_id)
            for column in sealed:
                text = getattr(wished, column)
                sealed[column] = (
                    seal(key, text, wish_place(column, actor.person_id)) if text else None
                )
        LastWish.objects.bulk_create(
            [LastWish(person_id=actor.person_id, said_at=timezone.now())], ignore_conflicts=True
        )
        LastWish.objects.visible_to(actor).filter(person_id=actor.person_id).update(
            after=wished.after, said_at=timezone.now(), **sealed
        )
        record(actor=actor, verb="members.last_wish.said", subject=actor.subject_id)
    return True


def put_question_away(*, actor: SignedIn) -> None:
    """She is not asked again; what she said before stays."""
    with transaction.atomic():
        demand(may_say_last_wish(actor))
        LastWish.objects.bulk_create(
            [LastWish(person_id=actor.person_id, said_at=timezone.now())], ignore_conflicts=True
        )
        record(actor=actor, verb="members.last_wish.put_away", subject=actor.subject_id)
