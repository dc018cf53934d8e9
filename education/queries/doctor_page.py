"""The page for a doctor: as it would stand now, as it went out, and what a code opens of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from education.doctor_page import Facts, Page, page_of, read_page
from education.models import DoctorPage
from education.page_codes import code_hash, code_of
from education.queries.measuring import measured
from education.queries.ways import Walk
from members.models import Ticket
from members.queries.own import own_rows
from members.tickets import bearer_by
from po_platform.access.actor import Actor, Bearer, SignedIn
from po_platform.access.protected import ProtectedQuerySet
from po_platform.kit.spoken import plain_day

ABOUT = "programme"
OPENINGS = 3


def my_page(*, actor: Actor, ref: UUID) -> DoctorPage | None:
    """What she chose for the enrolment of this ref; None before she did."""
    return own_rows(DoctorPage, actor).filter(enrolment__ref=ref).first()


def page_now(*, actor: SignedIn, walk: Walk, row: DoctorPage) -> Page:
    """As it would go out this moment."""
    return page_and_refs(actor=actor, walk=walk, row=row)[0]


def page_and_refs(*, actor: SignedIn, walk: Walk, row: DoctorPage) -> tuple[Page, list[UUID]]:
    """The same, and which answers its numbers are of; without what she keeps to herself."""
    plan, told = walk.newest_plan, measured(actor=actor, enrolment=walk.enrolment)
    moments = told.moments if told else []
    shown = [one.told if one.told and not one.told.hers_alone else None for one in moments]
    cells = [
        (name, [cell if one else "" for cell, one in zip(row_of, shown, strict=True)])
        for name, row_of in (told.scales if told else [])
    ]
    facts = Facts(
        called=actor.display_name,
        programme=walk.enrolment.version.title,
        since=walk.enrolment.started_at,
        done=walk.way.done_count,
        of=len(walk.way.steps),
        state=str(walk.enrolment.get_state_display()),
        goal=walk.enrolment.goal,
        plan=_("If %(moment)s, then I %(thing)s.")
        % {"moment": plan.if_text, "thing": plan.then_text}
        if plan
        else "",
        outcome=str(plan.get_outcome_display()) if plan and plan.outcome else "",
        moments=[
            f"{one.row.get_moment_display()} ({plain_day(said.at)}):" if said else ""
            for one, said in zip(moments, shown, strict=True)
        ],
        measured=[(name, some) for name, some in cells if any(some)],
        words=[
            (one.title, walk.states[one.id].words)
            for one in walk.way.steps
            if one.id in walk.states and walk.states[one.id].words
        ],
        to_say=row.to_say,
    )
    refs = [
        one.row.asked_ref
        for one, said in zip(moments, shown, strict=True)
        if said and one.row.asked_ref and DoctorPage.Part.MEASURED in row.parts
    ]
    return page_of(facts, row.parts, timezone.now()), refs


@dataclass(frozen=True, slots=True)
class PageCode:
    """A code its owner may read again; `opened`: when it was used."""

    code: str
    until: datetime
    opened: list[datetime]

    @property
    def left(self) -> int:
        return OPENINGS - len(self.opened)


def living_codes(*, actor: Actor, row: DoctorPage) -> ProtectedQuerySet[Ticket]:
    """Her own codes for a page that are not taken back and not over."""
    return own_rows(Ticket, actor).filter(
        about=ABOUT, object_ref=str(row.pk), used_at__isnull=True, withdrawn_at__isnull=True,
        expires_at__gt=Now(),
    )  # fmt: skip


def my_page_code(*, actor: Actor, row: DoctorPage) -> PageCode | None:
    """The code that opens a page, if there is one: not one that is used up, nor one made under
    another key of the server."""
    ticket = living_codes(actor=actor, row=row).order_by("-pk").first()
    if ticket is None:
        return None
    code = code_of(str(ticket.detail.get("seed", "")))
    if bytes(ticket.secret_hash) != code_hash(code):
        return None
    opened = [datetime.fromisoformat(moment) for moment in ticket.detail.get("opened", [])]
    found = PageCode(code, ticket.expires_at, opened)
    return found if found.left else None


def keeps_a_number(*, row: DoctorPage) -> bool:
    """Whether she keeps something to herself now whose numbers went out on it: it is closed."""
    with connection.cursor() as cursor:
        cursor.execute("select programme_page_kept(%s)", [row.pk])
        return bool(cursor.fetchone()[0])


# ---------- The doctor's side ----------


def holder_of(hashed: bytes) -> Bearer | None:
    """Who holds a living code for a page, from what is stored of it."""
    bearer = bearer_by(hashed)
    return bearer if bearer is not None and bearer.about == ABOUT else None


def page_behind() -> Page | None:
    """Runs as the bearer; None before an opening, and when the page is closed."""
    with connection.cursor() as cursor:
        cursor.execute("select programme_page_of_ticket()")
        row = cursor.fetchone()
    if row is None or row[0] is None:
        return None
    return read_page(json.loads(row[0]) if isinstance(row[0], str) else row[0])
