"""Making a code with which the helper desk enters answers for a member, and ending it."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models.functions import Now
from django.http import Http404
from django.utils import timezone

from audit.actions import record
from members.models import Ticket
from members.queries.own import own_rows
from members.reply_codes import code_hash, code_of, new_seed
from po_platform.access.actor import Actor, Bearer, SignedIn, System
from po_platform.access.refusals import demand
from po_platform.kit.crypto import secret_hash
from proms.models import Assignment
from proms.queries.assignments import my_assignment
from proms.queries.reply_codes import (
    ANSWER,
    BUNDLE,
    LINK,
    codes_and_links,
    living_codes,
    my_reply_code,
)
from proms.rules import may_answer
from proms.sheet_rules import LATE_POST
from questionnaires.actions import discard_drafts_by_code

LIVES = timedelta(days=14)
LINK_LIVES = timedelta(days=60)
PRINTED_LIVES = timedelta(days=42)  # of what never closes: there by post, on the table, and back


def make_reply_code(*, actor: SignedIn, ref: UUID, language: str) -> None:
    """One living code for one assignment of the actor's own list; twice is once."""
    with transaction.atomic():
        held = my_assignment(actor=actor, ref=ref, lock=True)
        if held is None:
            raise Http404
        demand(may_answer(actor, held))
        if my_reply_code(actor=actor, assignment=held) is not None:
            return
        _make(actor, held, language, timezone.now() + LIVES)


def print_reply_code(
    *, actor: Actor, assignment: Assignment, language: str, on_paper: bool = True
) -> tuple[str, datetime]:
    """The code for a sheet and the end of it: the one that lives, made to live longer, or a new one.

    What is printed opens the form for a while after the questions closed too, for a sheet that was
    filled in before and came late; the end told is that of the questions. Runs as the system for
    the one person the letter goes to, or who is on the telephone, or as the person herself.
    """
    late = LATE_POST if on_paper else timedelta(0)
    until = timezone.now() + (PRINTED_LIVES if on_paper else LIVES)
    with transaction.atomic():
        found = my_reply_code(actor=actor, assignment=assignment)
        ends = _ends(assignment, until, late)
        if found is None:
            code = _make(actor, assignment, language, until, late)
        else:
            code = found.code
            shorter = living_codes(actor=actor, assignment=assignment).filter(expires_at__lt=ends)
            shorter.update(expires_at=ends)
            ends = max(found.until, ends)
        return code, min(ends, assignment.closes_at or ends)


def _ends(held: Assignment, until: datetime, late: timedelta) -> datetime:
    """`late`: how long a sheet may be on its way after the questions closed; with it the code
    lives until then, however long they are open."""
    if held.closes_at is None:
        return until
    return held.closes_at + late if late else min(until, held.closes_at)


def _make(
    actor: Actor,
    held: Assignment,
    language: str,
    until: datetime,
    late: timedelta = timedelta(0),
) -> str:
    _withdraw(actor, held)  # one whose words nobody can read any more
    seed = new_seed()
    code = code_of(seed)
    ticket = Ticket.objects.create(
        secret_hash=code_hash(code),
        about=ANSWER,
        subject_id=held.subject_id,
        object_ref=str(held.pk),
        detail={"seed": seed, "language": language},
        expires_at=_ends(held, until, late),
    )
    record(actor=actor, verb="proms.reply_code.made", thing=ticket, subject=held.subject_id)
    return code


def withdraw_reply_code(*, actor: SignedIn, ref: UUID) -> None:
    """The code opens nothing any more; what was begun with it is gone. Twice is once."""
    with transaction.atomic():
        held = my_assignment(actor=actor, ref=ref, lock=True)
        if held is None:
            raise Http404
        for ticket in _withdraw(actor, held):
            record(
                actor=actor,
                verb="proms.reply_code.withdrawn",
                thing=ticket,
                subject=held.subject_id,
            )


def close_reply_codes(*, actor: Actor, assignment: Assignment) -> None:
    """Answered, or off the list: a code used just now is used, every other one is taken back."""
    if isinstance(actor, Bearer):
        with connection.cursor() as cursor:
            cursor.execute("select drop_begun()")
        discard_drafts_by_code(actor=actor, ticket_id=actor.ticket_id)
        Ticket.objects.visible_to(actor).filter(pk=actor.ticket_id).update(used_at=Now())
    else:
        _end(actor, list(codes_and_links(actor=actor, assignment=assignment)))


def make_links(*, actor: System, assignments: Sequence[Assignment], bundle: str) -> str:
    """A secret for the mails about what opened together. It opens the first form, empty, and then
    the next one that waits; each by a ticket of its own, and nothing else.

    `bundle`: what all that opened at once for this person have in common. Runs as the system for
    the one person the mails go to.
    """
    first, *_others = [_link(one, bundle) for one in assignments]
    return first


def _link(assignment: Assignment, bundle: str) -> str:
    secret, until = secrets.token_urlsafe(24), timezone.now() + LINK_LIVES
    Ticket.objects.create(
        secret_hash=secret_hash(secret),
        about=ANSWER,
        subject_id=assignment.subject_id,
        object_ref=str(assignment.pk),
        detail={LINK: True, BUNDLE: bundle},
        expires_at=min(until, assignment.closes_at or until),
    )
    return secret


def _withdraw(actor: Actor, assignment: Assignment) -> list[Ticket]:
    return _end(actor, list(living_codes(actor=actor, assignment=assignment)))


def _end(actor: Actor, found: list[Ticket]) -> list[Ticket]:
    for ticket in found:
        discard_drafts_by_code(actor=actor, ticket_id=ticket.pk)
    own_rows(Ticket, actor).filter(pk__in=[ticket.pk for ticket in found]).update(
        withdrawn_at=Now()
    )
    return found
