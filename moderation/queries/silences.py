"""Who does not write here for a while: a member's own, and those moderators look after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import DateTimeField, DurationField, ExpressionWrapper, F, Q, Value
from django.http import Http404
from django.utils import timezone

from moderation.content import Thing, content_kind
from moderation.keeping import AGAIN
from moderation.models import Case, Silence
from moderation.queries.agreeing import asks_me
from moderation.queries.cases import names_of, why_not
from moderation.rules import may_moderate
from moderation.silence_rules import may_answer_objection, may_lift, may_settle, may_speak
from po_platform.access.actor import Actor, SignedIn
from po_platform.access.refusals import Denied, Verdict, demand

AT_MOST = 100


def _living() -> Q:
    return Q(lifted_at=None) & (Q(until_at=None) | Q(until_at__gt=timezone.now()))


def _waiting() -> Q:
    """As Silence.waits_for_second."""
    length = ExpressionWrapper(F("days") * Value(timedelta(days=1)), DurationField())
    began = ExpressionWrapper(Value(timezone.now()) - length, DateTimeField())
    not_over = Q(days=None) | Q(until_at=F("from_at")) | Q(from_at__gte=began)
    return Q(needs_second=True, second_at=None, lifted_at=None) & not_over


def my_silences(*, actor: Actor) -> Any:
    """The actor's own that were ever in force, without the names of moderators."""
    if not isinstance(actor, SignedIn):
        return Silence.objects.visible_to(actor).none()
    rows = Silence.objects.visible_to(actor).filter(person=actor.person_id)
    began = Q(until_at=None) | Q(until_at__gt=F("from_at"))
    return rows.filter(began).defer("by", "second_by", "lifted_by", "answered_by")


def my_silence_now(*, actor: Actor) -> Silence | None:
    """What keeps the actor from writing at this moment."""
    found: Silence | None = my_silences(actor=actor).filter(_living()).order_by("pk").last()
    return found


@dataclass(frozen=True, slots=True)
class BeforeWriting:
    """What stands between somebody and her next post. `asked`: the rules wait for her yes."""

    silence: Silence | None
    asked: bool

    @property
    def verdict(self) -> Verdict:
        return may_speak(self.silence, asked=self.asked)


def before_writing(*, actor: Actor, team: bool = False) -> BeforeWriting:
    """Two queries. `team`: moderators are not asked about the rules they write."""
    silence = my_silence_now(actor=actor)
    return BeforeWriting(silence, asked=not team and asks_me(actor=actor) is not None)


def my_silence(*, actor: Actor, ref: UUID) -> Silence:
    """Raises Http404 for everybody but whom it is about."""
    found: Silence | None = my_silences(actor=actor).select_related("rule").filter(ref=ref).first()
    if found is None:
        raise Http404
    return found


def silence_of(*, actor: Actor, person_id: int | None) -> Silence | None:
    """What keeps this person from writing now, or waits to, for moderators."""
    if person_id is None:
        return None
    rows = Silence.objects.visible_to(actor).filter(_living() | _waiting(), person=person_id)
    found: Silence | None = rows.order_by("pk").last()
    return found


def done_lately(*, actor: SignedIn, person_id: int) -> bool:
    """Whether this moderator kept this person from writing in the last 30 days."""
    since = timezone.now() - AGAIN
    rows = Silence.objects.visible_to(actor).filter(person=person_id, by=actor.person_id)
    return bool(rows.filter(from_at__gt=since).exists())


@dataclass(frozen=True, slots=True)
class SilenceShown:
    """One of them as a moderator sees it. `refused`: why this moderator decides nothing here."""

    row: Silence
    name: str
    by: str
    second: str
    thing: Thing | None
    can_settle: bool
    can_lift: bool
    can_answer: bool
    refused: str

    @property
    def in_force(self) -> bool:
        return self.row.in_force(timezone.now())


def silence_row(*, actor: Actor, ref: UUID) -> Silence:
    """Raises Http404, PermissionDenied."""
    demand(may_moderate(actor))
    row = Silence.objects.visible_to(actor).select_related("rule").filter(ref=ref).first()
    if row is None:
        raise Http404
    return row


def refused_by_case(*, actor: Actor, row: Silence) -> str:
    """Why this moderator keeps out of it: she told us herself what it came from, or it is hers."""
    case = Case.objects.visible_to(actor).filter(ref=row.case).first()
    return why_not(actor=actor, case=case) if case is not None else ""


def silence_shown(*, actor: SignedIn, ref: UUID) -> SilenceShown:
    """Raises Http404, PermissionDenied."""
    row = silence_row(actor=actor, ref=ref)
    me, now = actor.person_id, timezone.now()
    refused = refused_by_case(actor=actor, row=row)
    settles = may_settle(row, me=me, now=now)
    answers = may_answer_objection(row, me=me, answer="some")
    known = content_kind(row.kind)
    names = names_of([row.person_id, row.by, row.second_by])
    return SilenceShown(
        row=row,
        name=names.get(row.person_id, ""),
        by=names.get(row.by, ""),
        second=names.get(row.second_by or 0, ""),
        thing=known.for_case(row.thing) if known else None,
        can_settle=bool(settles) and not refused,
        can_lift=bool(may_lift(row, me=me, now=now)) and not refused,
        can_answer=bool(answers) and not refused,
        refused=refused or _why(answers if row.objection_waits else settles, row),
    )


def _why(verdict: Verdict, row: Silence) -> str:
    """Why this moderator leaves to others what still waits, '' where nothing does."""
    waits = row.objection_waits or row.waits_for_second
    return verdict.reason if waits and isinstance(verdict, Denied) else ""


def open_silences(*, actor: Actor) -> Sequence[tuple[Silence, str]]:
    """Those in force, waiting for a second person or for an answer, newest first, with the name."""
    demand(may_moderate(actor))
    asks = Q(objected_at__isnull=False, answered_at=None)
    wanted = _living() | _waiting() | asks
    rows = list(Silence.objects.visible_to(actor).filter(wanted).order_by("-pk")[:AT_MOST])
    names = names_of([row.person_id for row in rows])
    return [(row, names.get(row.person_id, "")) for row in rows]
