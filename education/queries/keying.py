"""Steps somebody did on paper: the code for the desk, and what it opens there: titles, no words."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models.functions import Now

from education.models import Enrolment, ProgrammeVersion
from education.programme_shape import Module, Step, read_modules, step_in
from education.queries.programme_desk import sources_in, why_not
from members.models import Ticket
from members.queries.own import own_rows
from members.reply_codes import code_hash, code_of
from members.start_page import called
from members.tickets import bearer_by
from po_platform.access.actor import Actor, Bearer
from po_platform.access.protected import ProtectedQuerySet

ABOUT = "step"


@dataclass(frozen=True, slots=True)
class StepCode:
    """A code its owner may read again; `until`: it opens nothing after."""

    code: str
    until: datetime


def living_codes(*, actor: Actor, enrolment: Enrolment) -> ProtectedQuerySet[Ticket]:
    """Her own codes for one programme that open something."""
    return own_rows(Ticket, actor).filter(
        about=ABOUT, object_ref=str(enrolment.pk), used_at__isnull=True,
        withdrawn_at__isnull=True, expires_at__gt=Now(),
    )  # fmt: skip


def my_step_code(*, actor: Actor, enrolment: Enrolment) -> StepCode | None:
    """The code to read out or to print, if there is one."""
    ticket = living_codes(actor=actor, enrolment=enrolment).order_by("-pk").first()
    if ticket is None:
        return None
    code = code_of(str(ticket.detail.get("seed", "")))
    if bytes(ticket.secret_hash) != code_hash(code):
        return None
    return StepCode(code, ticket.expires_at)


@dataclass(frozen=True, slots=True)
class Keying:
    """One person's programme as the desk sees it. `done`: by herself; `keyed`: entered for her."""

    bearer: Bearer
    enrolment_id: int
    enrolment_ref: UUID
    subject: UUID
    person_id: int
    first_name: str
    version: ProgrammeVersion
    modules: tuple[Module, ...]
    done: frozenset[str]
    keyed: frozenset[str]

    def step(self, step_id: str) -> Step | None:
        """One to enter; None for what she did herself, which nobody writes over."""
        return None if step_id in self.done else step_in(self.modules, step_id)

    @property
    def language(self) -> str:
        return str(self.version.programme.language)

    def lines(self) -> list[tuple[Module, list[tuple[Step, str]]]]:
        """Every part with its steps, each with the words of its rule, as on the sheets."""
        sources = sources_in(self.modules, self.language, pinned=True)
        return [
            (one, [(step, why_not(sources, step)) for step in one.steps]) for one in self.modules
        ]


def holder_of(hashed: bytes) -> Bearer | None:
    """Who holds a living code for steps, from what is stored of it."""
    bearer = bearer_by(hashed)
    return bearer if bearer is not None and bearer.about == ABOUT else None


def keying_behind(bearer: Bearer) -> Keying | None:
    """Runs as the bearer; None when the way rests, was left, or its member is not here any more."""
    with connection.cursor() as cursor:
        cursor.execute("select * from keyed_enrolment()")
        row = cursor.fetchone()
    if row is None:
        return None
    pk, ref, subject, person, name, version_id, done, keyed = row
    version = ProgrammeVersion.objects.select_related("programme", "stop").get(pk=version_id)
    return Keying(
        bearer, pk, ref, subject, person, called(name), version, read_modules(version.modules),
        _names(done), _names(keyed),
    )  # fmt: skip


def _names(found: Collection[str] | None) -> frozenset[str]:
    return frozenset(found or ())
