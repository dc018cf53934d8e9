"""Erasing: closed to the person, then one transaction as po_erase that deletes, proves and writes.

Whatever is interrupted is undone as a whole and done again by the tick.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import override

from members.erase_parts import Whom, erase_rows, in_sentences
from members.erasure_list import Erasure, reference_of
from members.models import EraseRequest, Person, SubjectLink
from members.queries.erase import open_wish, whom_of
from notifications.actions import send_service_mail
from po_platform.access.actor import Purpose, System
from po_platform.access.eraser import as_eraser

from .erase_closing import StillBusy, close_person, wait_for_open_requests
from .erase_proof import bury, write_into_the_record

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Proof:
    """What the person is told. `lines`: what went, in her language."""

    reference: str
    counts: Mapping[str, int]
    lines: tuple[str, ...]
    mailed: bool


def erase_due() -> int:
    """For the tick: every wish whose days are over; how many were carried out."""
    done = 0
    for person_id in list(
        EraseRequest.objects.filter(stopped_at__isnull=True, due_at__lte=Now())
        .order_by("due_at")
        .values_list("person_id", flat=True)
    ):
        try:
            done += erase_person(actor=System(Purpose.ERASE), person_id=person_id) is not None
        except StillBusy:
            log.warning("erasing person %s waits for a request to end", person_id)
        except Exception:
            log.exception("erasing person %s", person_id)
    write_into_the_record()
    return done


def erase_person(*, actor: System, person_id: int, letter: bool = True) -> Proof | None:
    """Now, and for good. None when the person is gone already.

    `letter`: the proof goes to her address before it is forgotten. Raises StillBusy,
    PermissionDenied for the last administrator, EraserMissing.
    """
    if not close_person(actor, person_id):
        return None
    wait_for_open_requests()
    with as_eraser():
        whom = _whom(person_id)
        if whom is None:
            return None
        mailed = letter and _reads_mail(whom)
        with override(whom.language):
            lines = tuple(in_sentences(whom))
            counts = erase_rows(whom)
            bury(Erasure(whom.mark, timezone.now(), counts=counts))
            proof = Proof(reference_of(whom.mark), counts, lines, mailed=mailed)
            if proof.mailed:
                _send_last_letter(whom, proof)
    write_into_the_record()
    return proof


def _whom(person_id: int) -> Whom | None:
    person = Person.objects.select_for_update(of=("self",)).filter(pk=person_id).first()
    if person is None:
        return None
    link = SubjectLink.objects.for_purpose(Purpose.ERASE).filter(person_id=person_id).first()
    wish = open_wish(person_id=person_id)
    nameless = wish is not None and wish.nameless
    return whom_of(person, link.subject_id if link else None, nameless=nameless)


def _reads_mail(whom: Whom) -> bool:
    """Nothing is written to somebody who died, whoever else reads the mailbox."""
    died = Person.objects.filter(pk=whom.person_id, state=Person.State.DECEASED).exists()
    return bool(whom.address) and not died


def _send_last_letter(whom: Whom, proof: Proof) -> None:
    send_service_mail(
        to_address=whom.address,
        template="members/mail/erased",
        context={"reference": proof.reference, "lines": list(proof.lines)},
        language=whom.language,
    )
