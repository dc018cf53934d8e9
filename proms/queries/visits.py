"""Visits somebody may see, what was written for them, and the code that opens a summary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models.functions import Now
from django.utils import timezone

from members.models import Ticket
from members.queries.care import account_names
from members.queries.own import own_rows
from members.tickets import bearer_by
from po_platform.access.actor import Actor, Bearer, SignedIn
from po_platform.access.protected import ProtectedQuerySet
from proms.models import OwnList, Visit
from proms.visit_codes import code_hash, code_of, open_name

VISIT = "visit"
OPENINGS = 3
STAYS = timedelta(hours=1)  # how long one opening shows the page in that browser
PAST = 20
About = OwnList.About


def my_visits(*, actor: Actor) -> ProtectedQuerySet[Visit]:
    """The actor's own visits that were not cancelled, the next one first."""
    subject = actor.subject_id if isinstance(actor, SignedIn) else None
    visits = Visit.objects.visible_to(actor).filter(cancelled_at__isnull=True)
    return (
        visits.filter(subject_id=subject).order_by("on", "at", "pk") if subject else visits.none()
    )


def my_visit(*, actor: Actor, ref: UUID, lock: bool = False) -> Visit | None:
    """One of the actor's own visits."""
    found = my_visits(actor=actor).filter(ref=ref)
    return (found.select_for_update() if lock else found).first()


def coming_visits(*, actor: Actor, today: date) -> list[Visit]:
    """The actor's own visits from today on."""
    return list(my_visits(actor=actor).filter(on__gte=today))


def past_visits(*, actor: Actor, today: date) -> list[Visit]:
    """The actor's own last visits before today, newest first."""
    return list(my_visits(actor=actor).filter(on__lt=today).order_by("-on", "-pk")[:PAST])


def visits_of(*, actor: Actor, subject: UUID, today: date) -> list[Visit]:
    """What is arranged with somebody the actor may see, from today on."""
    visits = Visit.objects.visible_to(actor).filter(subject_id=subject, on__gte=today)
    return list(visits.filter(cancelled_at__isnull=True).order_by("on", "at", "pk"))


def visit_of(*, actor: Actor, subject: UUID, ref: UUID, lock: bool = False) -> Visit | None:
    """One visit of somebody the actor may see, while it is arranged."""
    found = Visit.objects.visible_to(actor).filter(
        subject_id=subject, ref=ref, cancelled_at__isnull=True
    )
    return (found.select_for_update(of=("self",)) if lock else found).first()


@dataclass(frozen=True, slots=True)
class InOwnWords:
    """What a person wants said: always, at the next visit, and what came out of the last one."""

    matters: list[str]
    questions: list[str]
    questions_on: date | None
    agreed: list[str]
    agreed_on: date | None
    by_law: dict[str, str] = field(default_factory=dict)  # which list → who wrote it for a child
    record: list[str] = field(default_factory=list)  # lines of her own record, for the next visit
    record_on: date | None = None  # the day they are of

    @property
    def has_words(self) -> bool:
        return bool(self.matters or self.questions or self.agreed or self.record)


def in_own_words(*, actor: Actor, subject: UUID, today: date) -> InOwnWords:
    """One query, two where somebody wrote by law. Questions of the next visit from today on, what was
    ticked of her own record for it, what was agreed at the last one.
    """
    rows = (
        OwnList.objects.visible_to(actor)
        .filter(subject_id=subject)
        .select_related("visit")
        .order_by("visit__on", "pk")
    )
    matter: OwnList | None = None
    questions: OwnList | None = None
    agreed: OwnList | None = None
    record: OwnList | None = None
    for row in rows:
        if row.about == About.MATTERS:
            matter = row
        elif not row.lines or row.visit is None or row.visit.cancelled_at:
            continue
        elif row.about == About.QUESTIONS and row.visit.on >= today:
            questions = questions or row
        elif row.about == About.RECORD and row.visit.on >= today:
            record = record or row
        elif row.about == About.AGREED and row.visit.on <= today:
            agreed = row
    return InOwnWords(
        list(matter.lines) if matter else [],
        list(questions.lines) if questions else [],
        questions.visit.on if questions and questions.visit else None,
        list(agreed.lines) if agreed else [],
        agreed.visit.on if agreed and agreed.visit else None,
        _by_law([one for one in (matter, questions, agreed, record) if one and one.lines]),
        list(record.lines) if record else [],
        timezone.localdate(record.written_at) if record else None,
    )


def _by_law(lists: Sequence[OwnList]) -> dict[str, str]:
    """Of these, what somebody wrote who acted by law: about → the name she shows."""
    wrote = {one.about: one.by_law_account for one in lists if one.by_law_account}
    names = account_names(set(wrote.values()))
    return {about: names.get(account, "") for about, account in wrote.items()}


def own_lines(*, actor: Actor, about: str, visit: Visit | None = None) -> list[str]:
    """One of the actor's own lists, as she wrote it."""
    found = own_rows(OwnList, actor).filter(about=about, visit=visit).first()
    return list(found.lines) if found else []


# ---------- The code ----------


@dataclass(frozen=True, slots=True)
class VisitCode:
    """A code its owner may read again; `opened`: when it was used, at most OPENINGS times.

    `behind`: it opens every number and the newest single answers too.
    """

    ticket_id: int
    code: str
    starts_at: datetime
    until: datetime
    opened: list[datetime]
    named: bool
    behind: bool

    @property
    def left(self) -> int:
        """How often it can still be opened."""
        return OPENINGS - len(self.opened)


def living_codes(*, actor: Actor, visit: Visit) -> ProtectedQuerySet[Ticket]:
    """The actor's own codes for a visit that are not taken back and not over."""
    return own_rows(Ticket, actor).filter(
        about=VISIT,
        object_ref=str(visit.pk),
        used_at__isnull=True,
        withdrawn_at__isnull=True,
        expires_at__gt=Now(),
    )


def my_visit_code(*, actor: Actor, visit: Visit) -> VisitCode | None:
    """The code of a visit, if there is one; one made under another key of the server is none."""
    ticket = living_codes(actor=actor, visit=visit).order_by("-pk").first()
    if ticket is None:
        return None
    code = code_of(str(ticket.detail.get("seed", "")))
    if bytes(ticket.secret_hash) != code_hash(code) or not _of_this_day(ticket, visit):
        return None
    return VisitCode(
        ticket.pk,
        code,
        datetime.fromisoformat(ticket.detail["from"]),
        ticket.expires_at,
        opened_at(ticket),
        bool(ticket.detail.get("name")),
        opens_behind(ticket),
    )


def _of_this_day(ticket: Ticket, visit: Visit) -> bool:
    """A code is for the day it was made for, even when somebody moved the visit."""
    return visit.cancelled_at is None and visit.on.isoformat() == ticket.detail.get("day")


def opens_behind(ticket: Ticket) -> bool:
    """Whether its maker was told that what is folded behind the page opens too."""
    return bool(ticket.detail.get("behind"))


def opened_at(ticket: Ticket) -> list[datetime]:
    """When a code was opened."""
    return [datetime.fromisoformat(moment) for moment in ticket.detail.get("opened", [])]


def holder_of(hashed: bytes) -> Bearer | None:
    """Who holds a living code for a visit, from what is stored of it."""
    bearer = bearer_by(hashed)
    return bearer if bearer is not None and bearer.about == VISIT else None


@dataclass(frozen=True, slots=True)
class ForTheDoctor:
    """Whose summary a code opens, for which day, from when, and whether with what is behind it."""

    subject: UUID
    name: str
    on: date
    starts_at: datetime
    behind: bool


def behind(bearer: Bearer) -> ForTheDoctor | None:
    """Runs as the bearer; None when the visit was cancelled or is on another day now."""
    ticket = Ticket.objects.visible_to(bearer).filter(pk=bearer.ticket_id).first()
    if ticket is None or bearer.subject_id is None or not ticket.object_ref.isdecimal():
        return None
    visit = Visit.objects.visible_to(bearer).filter(pk=int(ticket.object_ref)).first()
    if visit is None or not _of_this_day(ticket, visit):
        return None
    detail = ticket.detail
    starts_at = datetime.fromisoformat(detail["from"])
    name = open_name(detail["seed"], detail.get("name", "")) or detail["called"]
    on = timezone.localdate(starts_at)
    return ForTheDoctor(bearer.subject_id, name, on, starts_at, opens_behind(ticket))
