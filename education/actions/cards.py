"""A clinician makes cards for her patients, a guide invites one person; both take them back."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from audit.actions import record
from education.card_codes import code_hash, code_of
from education.models import Programme, ProgrammeCard
from education.programme_rules import (
    knows_enough,
    may_begin,
    may_invite,
    may_make_cards,
)
from education.queries.card_course import course_done
from education.queries.guiding import own_guide_page
from education.queries.programmes import own_card
from po_platform.access.actor import Actor, SignedIn
from po_platform.access.refusals import demand

INVITED_FOR_DAYS = 91


def make_card(
    *, actor: Actor, programme: Programme, printed_name: str, may_be_used: int, days: int
) -> ProgrammeCard:
    """One code for so many patients, good for so many days."""
    demand(may_make_cards(actor))
    assert isinstance(actor, SignedIn)  # noqa: S101  (the rule)
    demand(may_begin(programme))
    demand(knows_enough(programme, course_read=course_done(actor=actor) is not None))
    return lay_card(
        actor=actor, programme=programme, printed_name=printed_name, may_be_used=may_be_used,
        days=days,
    )  # fmt: skip


def invite(*, actor: Actor, programme: Programme) -> ProgrammeCard:
    """One code for one person, in the guide's public name; she still chooses everything herself."""
    guide = own_guide_page(actor=actor)
    demand(may_invite(actor, programme, guide))
    assert isinstance(actor, SignedIn)  # noqa: S101  (the rule)
    assert guide is not None  # noqa: S101  (the rule)
    return lay_card(
        actor=actor, programme=programme, printed_name=guide.public_name, may_be_used=1,
        days=INVITED_FOR_DAYS, by_guide=True,
    )  # fmt: skip


def lay_card(
    *, actor: SignedIn, programme: Programme, printed_name: str, may_be_used: int, days: int,
    by_guide: bool = False, ordered: bool = False,
) -> ProgrammeCard:  # fmt: skip
    """The row behind a code, for callers that have asked their own rule.

    `ordered`: it is the practice's that ordered it, and nobody's of ours.
    """
    ref, owner = uuid4(), None if ordered else actor.account_id
    with transaction.atomic():
        row = ProgrammeCard.objects.create(
            ref=ref, account_id=owner, programme=programme, printed_name=printed_name,
            code_hash=code_hash(code_of(str(ref))), may_be_used=may_be_used, by_guide=by_guide,
            expires_at=timezone.now() + timedelta(days=days),
        )  # fmt: skip
        record(actor=actor, verb="education.card.made", thing=row, uses=may_be_used)
    return row


def take_back_card(*, actor: Actor, ref: UUID) -> None:
    """It counts as a card no more; whoever has it can still begin by herself."""
    with transaction.atomic():
        row = own_card(actor=actor, ref=ref)
        if row.withdrawn_at is None:
            ProgrammeCard.objects.filter(pk=row.pk).update(withdrawn_at=Now())
            record(actor=actor, verb="education.card.taken_back", thing=row)
