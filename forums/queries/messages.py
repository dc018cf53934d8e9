"""Messages of one member: with whom, one conversation page by page, and whether she may write."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import connection
from django.db.models import BigIntegerField, Case, Exists, F, OuterRef, Q, QuerySet, When
from django.http import Http404
from django.utils import timezone

from forums.message_rules import Between, may_correspond, may_message
from forums.models import Correspondent, Ignored, Message, TakesFrom, Writer
from forums.sight import Sight, sight_of
from forums.ties import Tie, tie_with
from members.models import AgeSaid, Person
from moderation.queries.words import reaches
from po_platform.access.actor import Actor
from po_platform.access.refusals import Denied, demand
from po_platform.kit.danger_words import sounds_like_danger

PAGE = 50
MOST_PEOPLE = 100


def other_member(*, sight: Sight, ref: UUID) -> Person:
    """Whom a conversation is with. Raises Http404, PermissionDenied."""
    demand(may_correspond(sight))
    row = Person.objects.filter(ref=ref).exclude(pk=sight.me).first()
    if row is None:
        raise Http404
    return row


def between(*, actor: Actor, sight: Sight, other: Person, tie: Tie | None) -> Between:
    """A fixed number of queries. What was written from when they were first brought together until that
    ended is nothing she may go on answering; what was written before or after is."""
    me = sight.me
    mine = Message.objects.visible_to(actor)
    today = mine.filter(person=me, at__gt=timezone.now() - timedelta(days=1))
    people = [me, other.pk]
    writers = {row.person_id: row for row in Writer.objects.filter(person__in=people)}
    ignoring = set(
        Ignored.objects.filter(person__in=people, ignored__in=people).values_list(
            "person", flat=True
        )
    )
    hers, theirs = writers.get(me), writers.get(other.pk)
    wrote = mine.filter(person=other, reader=me)
    if tie is not None and tie.ended_at is not None:
        wrote = wrote.exclude(at__gte=tie.began_at, at__lte=tie.ended_at)
    apart, side = _ages(other.pk)
    return Between(
        name=other.display_name,
        here=reaches(other.pk),
        of_other_age=apart,
        unsaid=not side,
        said_both=side == AgeSaid.Said.BOTH,
        ignores=me in ignoring,
        ignored=other.pk in ignoring,
        answers=wrote.exists(),
        wrote_before=mine.filter(person=me, reader=other).exists(),
        takes=theirs.takes_from if theirs else TakesFrom.NOBODY,
        allowed=Correspondent.objects.filter(person=other, other=me, allowed=True).exists(),
        published=hers.published if hers else 0,
        begun=_begun(mine, today, me),
        sent=today.count(),
        tied=tie is not None and tie.is_living,
    )


def _ages(other: int) -> tuple[bool, str]:
    """Whether the two are kept apart by age, and what is known of her own; nothing of the other's."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select of_other_age(%s), coalesce((select side from my_age()), '')", [other]
        )
        apart, side = cursor.fetchone()
        return bool(apart), str(side)


def _begun(mine: QuerySet[Message], today: QuerySet[Message], me: int) -> int:
    """To how many people, who have not answered, her first message is of today."""
    a_day_ago = timezone.now() - timedelta(days=1)
    before = mine.filter(
        Q(person=me, reader=OuterRef("reader"), at__lte=a_day_ago)
        | Q(person=OuterRef("reader"), reader=me)
    )
    return today.exclude(Exists(before)).values("reader").distinct().count()


@dataclass(frozen=True, slots=True)
class Line:
    """One conversation in the list: nothing of what was written."""

    other: Person
    last: Message
    is_new: bool


def conversations(*, actor: Actor, sight: Sight) -> Sequence[Line]:
    """Newest first; none with people she ignores. Three queries."""
    demand(may_correspond(sight))
    me = sight.me
    mine = Message.objects.visible_to(actor)
    with_whom = Case(
        When(person=me, then=F("reader")), default=F("person"), output_field=BigIntegerField()
    )
    rows = (
        mine.annotate(with_whom=with_whom)
        .exclude(with_whom__in=Ignored.objects.filter(person=me).values("ignored"))
        .order_by("with_whom", "-pk")
        .distinct("with_whom")
        .select_related("person", "reader")
        .defer("text")
    )
    new = set(mine.filter(reader=me, read_at=None).values_list("person", flat=True))
    newest = sorted(rows, key=lambda row: -row.pk)[:MOST_PEOPLE]
    return [
        Line(row.reader if row.person_id == me else row.person, row, _other_id(row, me) in new)
        for row in newest
    ]


def _other_id(row: Message, me: int) -> int:
    return row.reader_id if row.person_id == me else row.person_id


def waits_for_me(*, actor: Actor, sight: Sight) -> bool:
    """Whether somebody she does not ignore wrote to her and she has not opened it."""
    if not sight.belongs:
        return False
    ignored = Ignored.objects.filter(person=sight.me).values("ignored")
    new = Message.objects.visible_to(actor).filter(reader=sight.me, read_at=None)
    return bool(new.exclude(person__in=ignored).exists())


@dataclass(frozen=True, slots=True)
class Conversation:
    """One page of what two members wrote to each other, oldest first. `closed`: why she cannot
    write, or ''. `earlier`: what the address of the page before it names, 0 at the beginning.
    `in_danger`: the reader wrote words that sound like danger; `worrying`: the other did, in these.
    `tie`: what another feature made of the two.
    """

    other: Person
    messages: Sequence[Message]
    closed: str
    earlier: int
    allowed: bool
    muted: bool
    ignores: bool
    in_danger: bool
    worrying: Collection[int]
    tie: Tie | None


def conversation(*, actor: Actor, sight: Sight, ref: UUID, before: int = 0) -> Conversation:
    """Raises Http404, PermissionDenied."""
    other = other_member(sight=sight, ref=ref)
    tie = tie_with(actor, other.pk)
    facts = between(actor=actor, sight=sight, other=other, tie=tie)
    rows = with_other(actor=actor, me=sight.me, other=other.pk).order_by("-pk")
    if before:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: PAGE + 1])
    verdict = may_message(sight, facts)
    chosen = Correspondent.objects.filter(person=sight.me, other=other).first()
    shown = [] if facts.ignores else found[:PAGE][::-1]
    alarms = [row for row in shown if sounds_like_danger(row.text)]
    return Conversation(
        other=other,
        messages=shown,
        closed=verdict.reason if isinstance(verdict, Denied) else "",
        earlier=shown[0].pk if shown and len(found) > PAGE else 0,
        allowed=chosen is not None and chosen.allowed,
        muted=chosen is not None and chosen.muted,
        ignores=facts.ignores,
        in_danger=any(row.person_id == sight.me for row in alarms),
        worrying={row.pk for row in alarms if row.person_id != sight.me},
        tie=tie,
    )


def with_other(*, actor: Actor, me: int, other: int) -> QuerySet[Message]:
    """All between the two."""
    rows: QuerySet[Message] = Message.objects.visible_to(actor).filter(
        Q(person=me, reader=other) | Q(person=other, reader=me)
    )
    return rows


def allowed_people(*, sight: Sight) -> list[Person]:
    """Whose messages she takes, by name."""
    rows = Correspondent.objects.filter(person=sight.me, allowed=True).select_related("other")
    return [row.other for row in rows.order_by("other__display_name", "pk")[:MOST_PEOPLE]]


def takes_from(*, sight: Sight) -> str:
    """Of TakesFrom."""
    row = Writer.objects.filter(person=sight.me).first()
    return row.takes_from if row else TakesFrom.NOBODY


def kept_apart(*, actor: Actor) -> set[int]:
    """People she ignores, and who ignore her: nobody brings them together. One query."""
    me = sight_of(actor).me
    rows = Ignored.objects.filter(Q(person=me) | Q(ignored=me)).values_list("person", "ignored")
    return {one for pair in rows for one in pair} - {me}
