"""What is erased in the apps beneath this one: looks, e-mails, stored files."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from audit.models import Read
from files import places
from files.models import Job, StoredFile
from notifications.models import KeptMail, MailOptOut, Outbox
from po_platform.access.actor import Purpose
from po_platform.access.protected import ProtectedQuerySet

from .erase_parts import Eraser, Heap, Whom


def _files(whom: Whom) -> ProtectedQuerySet[StoredFile]:
    return StoredFile.objects.for_purpose(Purpose.ERASE).filter(subject_id=whom.subject_id)


def _remove_bytes(whom: Whom) -> None:
    """Before the rows: whoever is interrupted here finds them again and goes on."""
    for place in _files(whom).values_list("place", flat=True):
        places.remove(place)
    for ref in _jobs(whom).values_list("ref", flat=True):
        places.clear_work(ref)


def _jobs(whom: Whom) -> ProtectedQuerySet[Job]:
    return Job.objects.for_purpose(Purpose.ERASE).filter(subject_id=whom.subject_id)


def _mails(whom: Whom) -> QuerySet[Outbox]:
    return Outbox.objects.filter(Q(person_id=whom.person_id) | Q(account_id=whom.account_id))


LOOKS = Eraser(
    heaps=(
        Heap(
            lambda whom: Read.objects.for_purpose(Purpose.ERASE).filter(subject_id=whom.subject_id),
            _("Who looked at your data"),
        ),
    ),
)
FILES = Eraser(
    heaps=(
        Heap(_jobs),
        Heap(_files, _("Files kept for you")),
    ),
    before=_remove_bytes,
)
MAILS = Eraser(
    heaps=(
        Heap(_mails, _("When we sent you which e-mail")),
        Heap(lambda whom: MailOptOut.objects.filter(person_id=whom.person_id)),
        Heap(
            lambda whom: (
                KeptMail.objects.filter(to__iexact=whom.address)
                if whom.address
                else KeptMail.objects.none()
            )
        ),
    )
)
