"""One sitting on a shared tablet: making its code, opening it once, forgetting it."""

from __future__ import annotations

import json
import secrets
from datetime import timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models.functions import Now
from django.http import Http404
from django.utils import timezone

from audit.actions import record
from members.models import Ticket
from notifications.jobs import every
from po_platform.access.actor import Bearer, Purpose, SignedIn, System, acting_as
from po_platform.access.refusals import demand
from po_platform.kit.crypto import secret_hash
from proms.models import Assignment
from proms.queries.assignments import my_assignment
from proms.queries.reply_codes import ANSWER, ROOM, codes_and_links
from proms.room_codes import code_hash, new_code
from proms.rules import may_answer, may_ask
from questionnaires.actions import discard_drafts_by_code

LIVES = timedelta(hours=2)


def make_room_code(*, actor: SignedIn, ref: UUID, language: str) -> str:
    """A code for one thing on the actor's own list; the one before it opens nothing any more."""
    with transaction.atomic():
        held = my_assignment(actor=actor, ref=ref, lock=True)
        if held is None:
            raise Http404
        demand(may_answer(actor, held))
        living = codes_and_links(actor=actor, assignment=held)
        for former in living.filter(detail__has_key=ROOM):
            discard_drafts_by_code(actor=actor, ticket_id=former.pk)
        living.filter(detail__has_key=ROOM).update(withdrawn_at=Now())
        code = new_code()
        Ticket.objects.create(
            secret_hash=code_hash(code),
            about=ANSWER,
            subject_id=held.subject_id,
            object_ref=str(held.pk),
            detail={ROOM: True, "language": language},
            expires_at=timezone.now() + LIVES,
        )
        record(actor=actor, verb="proms.room_code.made", thing=held, subject=held.subject_id)
    return code


def make_room_code_for(*, actor: SignedIn, subject: UUID, ref: UUID) -> str:
    """The same by a clinician for somebody who shares with her. Raises Http404 for anything else."""
    with transaction.atomic():
        held = Assignment.objects.visible_to(actor).filter(subject_id=subject, ref=ref).first()
        if held is None:
            raise Http404
        demand(may_ask(actor, shares_with_actor=True))
        code = new_code()
        with connection.cursor() as cursor:
            cursor.execute(
                "select room_ticket(%s, %s, %s, %s)",
                [
                    held.pk,
                    code_hash(code),
                    json.dumps({ROOM: True}),
                    timezone.now() + LIVES,
                ],
            )
            row = cursor.fetchone()
        if row is None or row[0] is None:
            raise Http404
        record(actor=actor, verb="proms.room_code.made", thing=held, subject=subject)
    return code


def open_sitting(*, bearer: Bearer) -> tuple[bytes, str]:
    """The code is used up; what is stored of a new secret only this tablet has, and the language.

    Runs as the bearer. Raises Http404 when two opened it at once and the other came first.
    """
    hashed = secret_hash(secrets.token_urlsafe(24))
    own = Ticket.objects.visible_to(bearer).filter(pk=bearer.ticket_id)
    ticket = own.select_for_update().first()
    if ticket is None or not ticket.detail.get(ROOM) or ticket.detail.get("opened"):
        raise Http404
    ticket.secret_hash, ticket.detail = hashed, {**ticket.detail, "opened": True}
    ticket.expires_at = timezone.now() + LIVES  # whoever begins late has time too
    ticket.save(update_fields=["secret_hash", "detail", "expires_at"])
    return hashed, str(ticket.detail.get("language", ""))


def forget_sitting(hashed: bytes) -> bool:
    """What was begun on the tablet is gone, and its code is over; True when it had been sent.

    Whoever knows what is stored of the secret may, also when it opens nothing any more.
    """
    with connection.cursor() as cursor:
        cursor.execute("select end_sitting(%s)", [hashed])
        row = cursor.fetchone()
    return bool(row and row[0])


def forget_sittings() -> int:
    """What no living sitting can go on with, whichever way it ended; returns how many."""
    with acting_as(System(Purpose.ASSIGN)), connection.cursor() as cursor:
        cursor.execute("select forget_sittings()")
        (gone,) = cursor.fetchone()
    return int(gone)


def connect() -> None:
    """Once at start. Not called after this app: who switches it off wants this all the more."""
    every(60, "questionnaires.sittings", forget_sittings)
