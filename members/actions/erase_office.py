"""The office has somebody erased: one prepares, another confirms, then the eraser takes it from there."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models.functions import Now
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from audit.actions import record
from members.erasing_rules import Standing, may_confirm_erasure, may_prepare_erasure
from members.models import EraseRequest, OfficeErasure, Person
from members.office_rules import may_run_the_office
from members.own_data_rules import SECOND_THOUGHTS
from members.queries.erase import open_wish
from members.queries.erase_office import PREPARED, prepared_of, standing_of
from members.queries.roles import lock_administrators
from notifications.actions import send_service_mail
from po_platform.access.actor import Actor, SignedIn
from po_platform.access.refusals import demand

from .erase import tell_of_erasing
from .locking import locked_person
from .office_reasons import keep_reason


def prepare_erasure(
    *, actor: SignedIn, person_id: int, shown: str, at_once: bool, reason: str
) -> OfficeErasure:
    """The first of two people; nothing goes before the second one. Raises PermissionDenied.

    Whoever has an account hears of it at once and can stop it there.
    """
    with transaction.atomic():
        person, _account_id = locked_person(person_id)
        about = standing_of(actor=actor, person=person)
        shown = "" if about.died else shown
        demand(may_prepare_erasure(actor, about, shown=shown, prepared=prepared_of(person_id)))
        row = OfficeErasure.objects.create(
            person=person, shown=shown, at_once=at_once, prepared_by=actor.account_id
        )
        keep_reason(actor=actor, person=person, verb=PREPARED, reason=reason)
        record(actor=actor, verb=PREPARED, thing=person)
        if person.account_id is not None and not about.died:
            send_service_mail(
                to_account=person.account_id,
                template="members/mail/erase_prepared",
                context={"path": reverse("members:keep_data")},
            )
    return row


def confirm_erasure(*, actor: SignedIn, person_id: int) -> EraseRequest:
    """The second person: it is a wish from now on, carried out on its day as any other."""
    with transaction.atomic():
        lock_administrators()
        person, row = _locked(person_id)
        about = standing_of(actor=actor, person=person)
        demand(may_confirm_erasure(actor, about, row))
        OfficeErasure.objects.filter(pk=row.pk).update(
            confirmed_at=Now(), confirmed_by=actor.account_id
        )
        wish = _wish(actor, about, at_once=row.at_once)
        record(actor=actor, verb="members.erase.confirmed", thing=person)
        if not about.died and not row.at_once:
            tell_of_erasing(person, "erase_asked", wish)
    return wish


def withdraw_erasure(*, actor: SignedIn, person_id: int) -> None:
    """It was a mistake, or is not wished any more; while nobody has confirmed it."""
    with transaction.atomic():
        person, _row = _locked(person_id)
        demand(may_run_the_office(actor))
        drop_prepared_erasure(actor=actor, person=person)


def drop_prepared_erasure(*, actor: Actor, person: Person) -> None:
    """Part of an action that asked its rule: what waits for a second person waits no more."""
    if prepared_of(person.pk) is not None:
        OfficeErasure.objects.filter(person=person, confirmed_at=None, withdrawn_at=None).update(
            withdrawn_at=Now()
        )
        record(actor=actor, verb="members.erase.withdrawn", thing=person)


def _wish(actor: SignedIn, about: Standing, *, at_once: bool) -> EraseRequest:
    """One that is open already counts, on the earlier day."""
    at_once = at_once or about.died
    due_at = timezone.now() + (timedelta() if at_once else SECOND_THOUGHTS)
    wish = open_wish(person_id=about.person.pk)
    if wish is None:
        return EraseRequest.objects.create(
            person=about.person,
            way=EraseRequest.Way.OFFICE,
            asked_by=actor.account_id,
            due_at=due_at,
        )
    wish.due_at = min(wish.due_at, due_at)
    wish.save(update_fields=["due_at"])
    return wish


def _locked(person_id: int) -> tuple[Person, OfficeErasure]:
    person, _account_id = locked_person(person_id)
    row = prepared_of(person_id)
    if row is None:
        raise Http404
    return person, row
