"""A member lets a doctor read one page about her programme: chosen, read by herself, then opened by code."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models.functions import Now
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import record, record_read
from education.models import DoctorPage
from education.page_codes import code_hash, code_of
from education.programme_rules import may_walk
from education.queries.doctor_page import ABOUT, OPENINGS, living_codes, my_page_code, page_and_refs
from education.queries.ways import my_walk
from members.models import Ticket
from members.queries.own import own_rows
from members.reply_codes import new_seed
from po_platform.access.actor import Actor, Bearer, SignedIn
from po_platform.access.refusals import demand

LIVES = timedelta(days=14)
LOOKED = "education.doctor_page"
FROZEN = ["content", "seen_at", "numbers_of"]
CHOSEN = ["parts", "to_say", "agreed_at", *FROZEN]


def choose_page(*, actor: SignedIn, ref: UUID, parts: Sequence[str], to_say: str) -> DoctorPage:
    """What may stand on the page, from now on; a code for another page opens nothing any more."""
    demand(may_walk(actor))
    with transaction.atomic():
        walk = my_walk(actor=actor, ref=ref, lock=True)
        row = own_rows(DoctorPage, actor).filter(enrolment=walk.enrolment).first()
        row = row or DoctorPage(subject_id=walk.enrolment.subject_id, enrolment=walk.enrolment)
        row.parts = [part for part in DoctorPage.Part.values if part in parts]
        row.to_say, row.agreed_at = to_say, timezone.now()
        row.content, row.seen_at, row.numbers_of = None, None, []
        row.save(update_fields=CHOSEN if row.pk else None)
        _withdraw(actor, row)
        record(
            actor=actor, verb="education.doctor_page.chosen", thing=row, subject=row.subject_id,
            parts=row.parts,
        )  # fmt: skip
    return row


def make_page_code(*, actor: SignedIn, ref: UUID, mark: str) -> None:
    """Two weeks, three openings. `mark`: of the page she read; raises PermissionDenied when it is
    another one by now. Twice is once."""
    demand(may_walk(actor))
    with transaction.atomic():
        walk = my_walk(actor=actor, ref=ref, lock=True)
        row = own_rows(DoctorPage, actor).filter(enrolment=walk.enrolment).first()
        if row is None:
            raise Http404
        if my_page_code(actor=actor, row=row) is not None:
            return
        page, refs = page_and_refs(actor=actor, walk=walk, row=row)
        if page.mark != mark:
            raise PermissionDenied(_("Something on the page changed meanwhile. Read it once more."))
        _withdraw(actor, row)
        row.content, row.seen_at, row.numbers_of = page.as_json(), timezone.now(), refs
        row.save(update_fields=FROZEN)
        seed = new_seed()
        ticket = Ticket.objects.create(
            secret_hash=code_hash(code_of(seed)), about=ABOUT, subject_id=row.subject_id,
            object_ref=str(row.pk), detail={"seed": seed, "opened": []},
            expires_at=timezone.now() + LIVES,
        )  # fmt: skip
        record(
            actor=actor, verb="education.doctor_page.code_made", thing=ticket,
            subject=row.subject_id,
        )  # fmt: skip


def take_back_page(*, actor: SignedIn, ref: UUID) -> None:
    """The code opens nothing any more, also where it was opened before. Twice is once."""
    demand(may_walk(actor))
    with transaction.atomic():
        walk = my_walk(actor=actor, ref=ref, lock=True)
        row = own_rows(DoctorPage, actor).filter(enrolment=walk.enrolment).first()
        if row is None:
            raise Http404
        if _withdraw(actor, row):
            row.content, row.seen_at, row.numbers_of = None, None, []
            row.save(update_fields=FROZEN)
            record(
                actor=actor, verb="education.doctor_page.taken_back", thing=row,
                subject=row.subject_id,
            )  # fmt: skip


def _withdraw(actor: Actor, row: DoctorPage) -> int:
    return int(living_codes(actor=actor, row=row).update(withdrawn_at=Now()))


def open_page(*, bearer: Bearer) -> None:
    """Runs as the bearer: one opening more, on the member's list of looks.

    Raises Http404 when the code opens nothing, PermissionDenied after the third opening.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select open_programme_page(%s)", [OPENINGS])
        (fate,) = cursor.fetchone()
        if fate == "often":
            raise PermissionDenied(
                _("This code was used three times. Ask your patient for a new one.")
            )
        if fate != "open" or bearer.subject_id is None:
            raise Http404
        record_read(actor=bearer, subject=bearer.subject_id, what=LOOKED)
