"""Code cards: made and handed out by the office, ordered by a member, used up code by code."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.db import transaction
from django.db.models.functions import Now
from django.utils.crypto import constant_time_compare

from audit.actions import record
from members.card_codes import AHEAD, HOW_MANY, mark_of, new_codes
from members.models import Account, CodeCard
from members.office_rules import may_make_card
from members.queries.lost_factor import open_requests
from po_platform.access.actor import Actor, SignedIn
from po_platform.access.refusals import demand

from .locking import locked_person
from .office_reasons import keep_reason
from .signing import tell_about_change

CARD_MADE = "members.card.made"


class MadeAlready(Exception):
    """There is a newer card than the one the office saw: a second press, or a colleague."""


class Answer(StrEnum):
    """What became of a code somebody took from a card."""

    RIGHT = "right"
    WRONG = "wrong"
    USED = "used"
    AHEAD = "ahead"  # it is on her card, but others come before it
    OLD = "old"  # of a card that a newer one has ended


@dataclass(frozen=True, slots=True)
class Tried:
    """The answer; `next_number` is where she should go on, None where that would tell too much."""

    answer: Answer
    next_number: int | None = None
    left: int = 0


def make_card(
    *, actor: Actor, person_id: int, sure: str, reason: str, instead_of: int = 0
) -> list[str]:
    """The codes of a new card, shown this once; the former card ends. Raises PermissionDenied.

    `instead_of`: the card the office saw, 0 for none; raises MadeAlready when it is another one.
    """
    with transaction.atomic():
        person, account_id = locked_person(person_id)
        factor_open = open_requests().filter(account_id=account_id).exists()
        demand(may_make_card(actor, person, factor_open=factor_open))
        Account.objects.select_for_update().get(pk=account_id)
        living = CodeCard.objects.filter(account_id=account_id, ended_at__isnull=True)
        if (living.values_list("pk", flat=True).first() or 0) != instead_of:
            raise MadeAlready
        codes = new_codes()
        living.update(ended_at=Now())
        card = CodeCard.objects.create(
            account_id=account_id,
            marks=[mark_of(account_id, number, code) for number, code in enumerate(codes, 1)],
            sure=sure,
            made_by=actor.account_id if isinstance(actor, SignedIn) else None,
        )
        Account.objects.filter(pk=account_id).update(card_wanted_at=None)
        tell_about_change(account_id=account_id, what="card_made")
        keep_reason(actor=actor, person=person, verb=CARD_MADE, reason=reason)
        record(actor=actor, verb=CARD_MADE, thing=card, person=person.pk, sure=sure)
    return codes


def order_card(*, actor: SignedIn) -> None:
    """A wish the office sees; twice is once."""
    _wish(actor, "members.card.ordered", wanted=True)


def cancel_card(*, actor: SignedIn) -> None:
    """The wish is taken back."""
    _wish(actor, "members.card.not_wanted", wanted=False)


def _wish(actor: SignedIn, verb: str, *, wanted: bool) -> None:
    with transaction.atomic():
        rows = Account.objects.filter(pk=actor.account_id, card_wanted_at__isnull=wanted)
        if rows.update(card_wanted_at=Now() if wanted else None):
            record(actor=actor, verb=verb)


def use_code(*, account_id: int, code: str) -> Tried:
    """Tries a well-copied code; the right one opens once, also when it comes twice at once.

    Nothing about the card is told to somebody who has none of its codes in his hand. Who may come
    in is another question, and so is how often one may try (limits.py).
    """
    with transaction.atomic():
        cards = list(
            CodeCard.objects.select_for_update()
            .filter(account_id=account_id)
            .order_by("ended_at", "pk")  # the living one last
        )
        marks = [mark_of(account_id, number, code) for number in range(1, HOW_MANY + 1)]
        living = next((card for card in cards if card.ended_at is None), None)
        number = _number_on(living, marks)
        if living is None or number is None:
            old = any(_number_on(card, marks) for card in cards if card is not living)
            return Tried(Answer.OLD if old else Answer.WRONG)
        if number <= living.used:
            return Tried(Answer.USED, living.used + 1, living.left)
        if number > living.used + AHEAD:
            return Tried(Answer.AHEAD, living.used + 1, living.left)
        CodeCard.objects.filter(pk=living.pk).update(used=number)
        living.used = number
    return Tried(Answer.RIGHT, number + 1, living.left)


def _number_on(card: CodeCard | None, marks: list[str]) -> int | None:
    """Beside which number of this card the code stands, whose marks these are."""
    if card is None:
        return None
    for number, (kept, mark) in enumerate(zip(card.marks, marks, strict=False), 1):
        if constant_time_compare(kept, mark):
            return number
    return None
