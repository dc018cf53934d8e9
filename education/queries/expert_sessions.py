"""Sessions with experts: for readers, for whoever asked, for the team and for the experts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from audit.actions import Looked, record_reads
from education.models import (
    Article,
    ExpertSession,
    SessionEntry,
    SessionExpert,
    SessionQuestion,
)
from education.rules import may_write
from education.session_rules import OLD, takes_questions
from members.queries.own import own_rows
from po_platform.access.actor import Actor, SignedIn
from po_platform.access.refusals import demand
from po_platform.kit.danger_words import sounds_like_danger

MOST = 200
PAGE = 40
LOOKED_AT = "education.question"
State = SessionQuestion.State


def readable_sessions(actor: Actor) -> QuerySet[ExpertSession]:
    """Announced ones: all for whoever is signed in, else those that are for everybody."""
    rows = ExpertSession.objects.exclude(announced_at=None)
    return rows if isinstance(actor, SignedIn) else rows.filter(for_everybody=True)


@dataclass(frozen=True, slots=True)
class Listed:
    """Sessions on a list: those that take questions or will be answered, and those that are over."""

    now: list[ExpertSession]
    before: list[ExpertSession]


def sessions(*, actor: Actor, language: str, stage: str = "") -> Listed:
    """In one language, newest first; `stage`: of Article.Stage, '' for all. One query."""
    rows = readable_sessions(actor).filter(language=language)
    if stage:
        rows = rows.filter(stage=stage)
    found = list(rows.order_by("-opens_at", "-pk")[:MOST])
    over = [one for one in found if one.ended_at or one.called_off_at]
    return Listed([one for one in reversed(found) if one not in over], over)


def asked_now(*, actor: Actor, language: str) -> ExpertSession | None:
    """The session that takes questions and closes first. One query."""
    rows = readable_sessions(actor).filter(language=language, ended_at=None, called_off_at=None)
    return rows.filter(closes_at__gt=timezone.now()).order_by("closes_at").first()


@dataclass(frozen=True, slots=True)
class SessionShown:
    """One session for its readers. `old`: its answers are of two years ago or more."""

    session: ExpertSession
    experts: list[SessionExpert]
    entries: list[SessionEntry]
    takes_questions: bool
    is_old: bool
    mine: int  # questions of hers in it
    may_care: bool

    @property
    def stage(self) -> str:
        """Where on a way through an illness it stands."""
        return str(Article.Stage(self.session.stage).label)


def session_page(*, actor: Actor, slug: str, now: datetime | None = None) -> SessionShown:
    """What readers see of a session; 404 for what this one may not read. Four queries."""
    now = now or timezone.now()
    row = readable_sessions(actor).filter(slug=slug).first()
    if row is None:
        raise Http404
    entries = row.entries.exclude(published_at=None).select_related("expert", "asked_by")
    return SessionShown(
        session=row,
        experts=list(row.experts.all()),
        entries=list(entries.order_by("published_at")[:MOST]),
        takes_questions=takes_questions(row, now),
        is_old=now - row.closes_at > OLD,
        mine=own_rows(SessionQuestion, actor).filter(session=row).count(),
        may_care=bool(may_write(actor)) and isinstance(actor, SignedIn),
    )


def session_to_ask(*, actor: Actor, slug: str) -> ExpertSession:
    """A session she may read; whether it takes questions says the rule."""
    row = readable_sessions(actor).filter(slug=slug).first()
    if row is None:
        raise Http404
    return row


@dataclass(frozen=True, slots=True)
class Mine:
    """A question of hers. `entry`: as the experts read it. `in_danger`: its words sound so."""

    question: SessionQuestion
    entry: SessionEntry | None
    name: str
    in_danger: bool
    may_take_back: bool


def my_questions(*, actor: Actor) -> list[Mine]:
    """All she asked, newest first; one query."""
    rows = own_rows(SessionQuestion, actor).select_related(
        "session", "entry__expert", "entry__asked_by"
    )
    return [_mine(row) for row in rows.order_by("-pk")[:MOST]]


def _mine(row: SessionQuestion) -> Mine:
    entry = row.entry
    name = getattr(entry, "asked_by", None) if entry else None
    return Mine(
        question=row,
        entry=entry,
        name=name.name if name else "",
        in_danger=row.state != State.ANSWERED and sounds_like_danger(row.text),
        may_take_back=row.state != State.ANSWERED,
    )


# ---------- For the team ----------


def sessions_for_desk(*, actor: Actor) -> list[tuple[ExpertSession, int]]:
    """(session, questions nobody read yet), newest first; two queries."""
    demand(may_write(actor))
    rows = list(ExpertSession.objects.order_by("-pk")[:MOST])
    unread = SessionQuestion.objects.visible_to(actor).filter(
        session__in=[row.pk for row in rows], state=State.NEW
    )
    counted = dict(unread.values_list("session_id").annotate(n=Count("pk")))
    return [(row, counted.get(row.pk, 0)) for row in rows]


@dataclass(frozen=True, slots=True)
class DeskSession:
    """A session from behind. `unread`: questions the team has not read."""

    session: ExpertSession
    experts: list[SessionExpert]
    entries: list[tuple[SessionEntry, int]]
    unread: int
    may_end: bool


def session_for_desk(*, actor: Actor, ref: UUID) -> DeskSession:
    """Raises Http404. Four queries."""
    row = held_session(actor=actor, ref=ref)
    questions = SessionQuestion.objects.visible_to(actor).filter(session=row)
    people = dict(
        questions.exclude(entry=None).values_list("entry_id").annotate(n=Count("pk")).order_by()
    )
    entries = row.entries.select_related("expert", "asked_by")[:MOST]
    return DeskSession(
        session=row,
        experts=list(row.experts.all()),
        entries=[(one, people.get(one.pk, 0)) for one in entries],
        unread=questions.filter(state=State.NEW).count(),
        may_end=timezone.now() >= row.closes_at,
    )


def held_session(*, actor: Actor, ref: UUID) -> ExpertSession:
    """One, for the team. Raises Http404."""
    demand(may_write(actor))
    row = ExpertSession.objects.filter(ref=ref).first()
    if row is None:
        raise Http404
    return row


def questions_to_read(*, actor: Actor, ref: UUID) -> tuple[ExpertSession, list[SessionQuestion]]:
    """The oldest unread ones with their words, and nobody's name but where she wants it shown.

    Each look is told to whoever asked.
    """
    row = held_session(actor=actor, ref=ref)
    rows = SessionQuestion.objects.visible_to(actor).filter(session=row, state=State.NEW)
    found = list(rows.order_by("pk")[:PAGE])
    record_reads(
        actor=actor, what=LOOKED_AT, looked=[Looked(one.subject_id, ref=one.ref) for one in found]
    )
    return row, found


def open_entries(session: ExpertSession) -> list[SessionEntry]:
    """Those that wait for an answer."""
    return list(session.entries.filter(published_at=None)[:MOST])


def entry_for_desk(
    *, actor: Actor, ref: UUID, entry: UUID
) -> tuple[SessionEntry, list[SessionQuestion]]:
    """An entry, and what members asked in their own words."""
    row = held_session(actor=actor, ref=ref)
    found = row.entries.select_related("session", "expert", "asked_by").filter(ref=entry).first()
    if found is None:
        raise Http404
    asked = SessionQuestion.objects.visible_to(actor).filter(entry=found).order_by("pk")
    questions = list(asked[:MOST])
    record_reads(
        actor=actor,
        what=LOOKED_AT,
        looked=[Looked(one.subject_id, ref=one.ref) for one in questions],
    )
    return found, questions


def unread_questions(actor: SignedIn) -> list[tuple[ExpertSession, int, datetime]]:
    """(session, how many, since when) of what the team has to read; two queries at most."""
    rows = SessionQuestion.objects.visible_to(actor).filter(state=State.NEW)
    found = list(rows.values_list("session_id", "at").order_by("at")[:1000])
    if not found:
        return []
    known = ExpertSession.objects.in_bulk({pk for pk, _at in found})
    since: dict[int, list[datetime]] = {}
    for pk, at in found:
        since.setdefault(pk, []).append(at)
    return [(known[pk], len(times), times[0]) for pk, times in since.items() if pk in known]


def entries_to_publish(actor: SignedIn) -> list[SessionEntry]:
    """Answers of experts nobody published yet; of sessions that ended those somebody waits for."""
    waits = SessionQuestion.objects.visible_to(actor).filter(
        entry=OuterRef("pk"), state=State.ASKED
    )
    rows = SessionEntry.objects.filter(
        ~Q(answer=""), Q(session__ended_at=None) | Exists(waits),
        published_at=None, session__called_off_at=None,
    )  # fmt: skip
    return list(rows.select_related("session").order_by("answered_at")[:MOST])


# ---------- For an expert ----------


def entries_for_expert(expert: SessionExpert) -> list[SessionEntry]:
    """All questions of her session: those without an answer first."""
    rows = list(expert.session.entries.select_related("expert")[:MOST])
    return sorted(rows, key=lambda one: (bool(one.answer), one.published_at is not None, one.pk))
