"""Somebody on paper only, with a form that waits for her: something for the office to print."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from members.actions.identity import correct_identity
from members.actions.post import write_letter_head
from members.facts import begin_account, link_person
from members.identity import Known
from members.models import Account, Person, RoleHolding
from po_platform.access.actor import Anonymous, Hat, Purpose, SignedIn, System, acting_as
from proms.actions.assignments import assign_in_round
from proms.models import Instrument

DUE_IN = timedelta(days=28)


def seed_paper(office: SignedIn, weekly: Instrument) -> None:
    """A member without a mailbox, and where letters come from."""
    write_letter_head(
        actor=office,
        address="Morning Hands\nP.O. Box 118\nHarrowmere",
        window="P.O. Box 118, Harrowmere",
        signed="Anneke Brandt",
    )
    account = Account.objects.create_user(text_size=Account.TextSize.LARGE)
    person = Person.objects.create(account=account, display_name="Elfriede M.")
    link_person(person.pk)
    RoleHolding.objects.create(account=account, role=Hat.MEMBER, reason="demo")
    with acting_as(Anonymous()):
        actor = begin_account(account.pk, hat=Hat.MEMBER, strong=False, fresh=False)
    assert isinstance(actor, SignedIn) and actor.subject_id is not None
    with acting_as(actor):
        known = Known("Elfriede Moosbach", "4 Quay Street\nHarrowmere", "01632 960 444")
        correct_identity(actor=actor, person_id=person.pk, known=known)
    with acting_as(System(Purpose.ASSIGN, actor.subject_id, person.pk)) as system:
        assign_in_round(
            actor=system,
            subject=actor.subject_id,
            instrument=weekly,
            round_key="demo paper",
            due_at=timezone.now() + DUE_IN,
        )
