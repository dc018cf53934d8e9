"""Reply codes: the one that lives for an assignment, and what a code keyed at the desk opens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.db.models.functions import Now

from members.facts import people_behind
from members.models import Person, Ticket
from members.queries.own import own_rows
from members.reply_codes import code_hash, code_of
from members.start_page import called
from members.tickets import bearer_by
from po_platform.access.actor import Actor, Bearer
from po_platform.access.protected import ProtectedQuerySet
from proms.models import Assignment

ANSWER = "answer"
LINK = "link"  # in the detail of what a reminder carries
BUNDLE = "bundle"  # beside it: what all that opened at once have in common
ROOM = "room"  # in the detail of a code for a tablet in a waiting room


@dataclass(frozen=True, slots=True)
class ReplyCode:
    """A code its owner may read again; `until`: read out, it opens nothing after."""

    code: str
    until: datetime


def living_codes(*, actor: Actor, assignment: Assignment) -> ProtectedQuerySet[Ticket]:
    """The actor's own codes for an assignment, to read out, that open something."""
    return codes_and_links(actor=actor, assignment=assignment).filter(
        ~Q(detail__has_any_keys=[LINK, ROOM])
    )


def codes_and_links(*, actor: Actor, assignment: Assignment) -> ProtectedQuerySet[Ticket]:
    """The same with the links that went out in reminders."""
    return own_rows(Ticket, actor).filter(
        about=ANSWER,
        object_ref=str(assignment.pk),
        used_at__isnull=True,
        withdrawn_at__isnull=True,
        expires_at__gt=Now(),
    )


def my_reply_code(*, actor: Actor, assignment: Assignment) -> ReplyCode | None:
    """The code to read out, if there is one; one made under another key of the server is none."""
    ticket = living_codes(actor=actor, assignment=assignment).order_by("-pk").first()
    if ticket is None:
        return None
    code = code_of(str(ticket.detail.get("seed", "")))
    if bytes(ticket.secret_hash) != code_hash(code):
        return None
    ends = ticket.expires_at  # of a printed one a while after the questions closed: for its sheet
    return ReplyCode(code, min(ends, assignment.closes_at or ends))


@dataclass(frozen=True, slots=True)
class Opened:
    """What a code opens: whose form by first name, in which language; nothing answered before."""

    bearer: Bearer
    first_name: str
    person_id: int
    language: str


def opened_by(hashed: bytes) -> Bearer | None:
    """Who holds a living reply code, from what is stored of it."""
    bearer = bearer_by(hashed)
    return bearer if bearer is not None and bearer.about == ANSWER else None


def behind(bearer: Bearer) -> Opened | None:
    """Runs as the bearer: the first name and language of the one the code is about."""
    if bearer.subject_id is None:
        return None
    person_id = people_behind([bearer.subject_id]).get(bearer.subject_id)
    person = Person.objects.filter(pk=person_id or 0).first()
    ticket = Ticket.objects.visible_to(bearer).filter(pk=bearer.ticket_id).first()
    if person is None or ticket is None:
        return None
    language = str(ticket.detail.get("language", "en"))
    return Opened(bearer, called(person.display_name), person.pk, language)


def assignment_of(bearer: Bearer, *, lock: bool = False) -> Assignment | None:
    """Runs as the bearer: the one form the code names."""
    if not bearer.object_ref.isdecimal():
        return None
    found = (
        Assignment.objects.visible_to(bearer)
        .filter(pk=int(bearer.object_ref))
        .select_related("instrument", "version")
    )
    return (found.select_for_update(of=("self",)) if lock else found).first()
