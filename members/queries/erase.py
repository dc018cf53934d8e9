"""What would go and what would stay, and whether somebody has said it shall."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid4

from django.conf import settings
from django.utils.translation import gettext as _

from members.erase_parts import Whom, all_erasers, in_sentences, person_mark
from members.erasure_list import reference_of
from members.models import EraseRequest, Person
from po_platform.access.actor import (
    NEEDS_SECOND_FACTOR,
    Purpose,
    SignedIn,
    System,
    acting_as,
)


@dataclass(frozen=True, slots=True)
class Farewell:
    """Sentences: what goes, what stays and why."""

    goes: list[str]
    stays: list[str]


def farewell_of(*, actor: SignedIn) -> Farewell:
    """Counted now, for the page that asks. One query a heap."""
    person = Person.objects.select_related("account").get(pk=actor.person_id)
    whom = whom_of(person, actor.subject_id)
    stays = [str(words) for _app, eraser in all_erasers() for words in eraser.stays]
    if actor.roles & NEEDS_SECOND_FACTOR:
        stays.append(
            _("Where you looked at somebody’s data, your name stays for that person to see.")
        )
    # The vault shows the person's own rows of every kind to the software that works for her.
    with acting_as(System(Purpose.EXPORT, actor.subject_id, actor.person_id)):
        return Farewell(in_sentences(whom), [*stays, backups_stay()])


def whom_of(person: Person, subject_id: UUID | None, *, nameless: bool = False) -> Whom:
    """The person as the erasers see her; `subject_id` as whoever may read it found it."""
    account = person.account
    return Whom(
        person.pk,
        person.ref,
        person.account_id or 0,
        subject_id or uuid4(),
        account.email if account else "",
        account.language if account else settings.LANGUAGE_CODE,
        nameless,
    )


def backups_stay() -> str:
    """How long copies last, in sentences."""
    return _(
        "Our safety copies. After %(copies)s days they are all replaced. Until then they hold your"
        " answers and your e-mail address, locked away; your name, address and telephone number"
        " open in none of them after %(keys)s days. If we ever need one, we erase you from it first."
    ) % {"copies": settings.BACKUPS_KEPT_DAYS, "keys": settings.BACKUP_KEYS_KEPT_DAYS}


def open_wish(*, person_id: int) -> EraseRequest | None:
    """What the person asked for and has not stopped."""
    return EraseRequest.objects.filter(person_id=person_id, stopped_at__isnull=True).first()


def reference_for(person: Person) -> str:
    """The number that will stand on the proof; it is known before anything goes."""
    return reference_of(person_mark(person.ref))
