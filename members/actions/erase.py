"""A wish to be erased: said with a fresh proof, told by mail, and stopped with one press."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models.functions import Now
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from audit.actions import record
from members.models import EraseRequest, OfficeErasure, Person
from members.own_data_rules import SECOND_THOUGHTS, may_ask_to_erase, may_stop_erase
from members.queries.download import preferred
from members.queries.erase import open_wish
from members.queries.roles import is_last_administrator, lock_administrators
from notifications.actions import send_service_mail
from po_platform.access.actor import Actor, SignedIn
from po_platform.access.refusals import demand
from po_platform.kit import spoken

Way = EraseRequest.Way


def request_erase(*, actor: Actor, person_id: int, due_at: datetime | None = None) -> EraseRequest:
    """Everything about this person goes after SECOND_THOUGHTS. Asking again changes nothing.

    `due_at`: another moment, for the office. Raises PermissionDenied.
    """
    with transaction.atomic():
        lock_administrators()
        person = _locked(person_id)
        last = is_last_administrator(person.account_id)
        demand(may_ask_to_erase(actor, person_id, last_administrator=last))
        wish = open_wish(person_id=person_id)
        if wish is not None:
            return wish
        herself = isinstance(actor, SignedIn) and actor.person_id == person_id
        wish = EraseRequest.objects.create(
            person=person,
            way=Way.SCREEN if herself else Way.OFFICE,
            asked_by=actor.account_id if isinstance(actor, SignedIn) else None,
            due_at=due_at or timezone.now() + SECOND_THOUGHTS,
        )
        record(actor=actor, verb="members.erase.asked", thing=person)
        tell_of_erasing(person, "erase_asked", wish)
    return wish


def stop_erase(*, actor: Actor, person_id: int) -> bool:
    """Nothing goes; whether there was anything to stop. Not once it has begun.

    What the office has only prepared is stopped along with it.
    """
    with transaction.atomic():
        person = _locked(person_id)
        demand(may_stop_erase(actor, person_id))
        wish = open_wish(person_id=person_id)
        if wish is not None and wish.due_at <= timezone.now():
            return False
        prepared = OfficeErasure.objects.filter(
            person=person, confirmed_at=None, withdrawn_at=None
        ).update(withdrawn_at=Now())
        if wish is None and not prepared:
            return False
        if wish is not None:
            EraseRequest.objects.filter(pk=wish.pk).update(stopped_at=Now())
        record(actor=actor, verb="members.erase.stopped", thing=person)
        tell_of_erasing(person, "erase_stopped")
    return True


def _locked(person_id: int) -> Person:
    person = Person.objects.select_for_update().filter(pk=person_id).first()
    if person is None:
        raise Http404
    return person


def tell_of_erasing(person: Person, template: str, wish: EraseRequest | None = None) -> None:
    """A service mail, with the day of a wish, to whoever has an account."""
    if person.account_id is None:
        return
    context = {"path": reverse("members:keep_data")}
    if wish is not None:
        language, zone = preferred(person)
        with override(language), timezone.override(zone):
            context["due"] = spoken.moment(wish.due_at)
    send_service_mail(
        to_account=person.account_id, template=f"members/mail/{template}", context=context
    )
