"""Circulars: for the office with their reach in numbers, for members those that were written to them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import Q, QuerySet
from django.http import Http404

from members.models import Account, Circular, Condition, Group, GroupMembership, NewsItem
from members.neutral_words import telling_words
from members.office_rules import may_run_the_office
from members.queries.care import account_names
from members.queries.own import own_rows
from members.queries.publishing import Told, told
from members.queries.roles import living_holdings
from po_platform.access.actor import Actor, Hat, SignedIn
from po_platform.access.refusals import demand

PAGE = 20
# The newest of two months that was written to a member, as _to_me says: [ref, when, subject, text].
NEWEST = f"""select json_build_array(c.ref, c.begun_at, c.subject, c.text) from members_circular c
 where c.begun_at > now() - interval '60 days' and c.state in ('sending', 'sent')
   and (c.language = '' or c.language = (
     select coalesce(nullif(a.language, ''), '{settings.LANGUAGE_CODE}') from members_account a
      where a.id = %(account)s))
   and (c.group_id is null or c.group_id in (
     select m.group_id from members_groupmembership m where m.subject_id = %(subject)s
        and m.joined_at is not null and m.left_at is null and not m.declined))
 order by c.begun_at desc, c.id desc limit 1"""  # noqa: S608  (our own setting)
State = Circular.State


@dataclass(frozen=True, slots=True)
class Reach:
    """How many get it on which way; of a group `about`, in steps of five."""

    email: int = 0
    letter: int = 0
    none: int = 0
    about: bool = False

    @property
    def gets_it(self) -> int:
        return self.email + self.letter


@dataclass(frozen=True, slots=True)
class CircularRow:
    """One circular in the office. `by`: who wrote it; `looked_by`: who else read it."""

    row: Circular
    told: Told
    by: str = ""
    looked_by: str = ""
    sent_by: str = ""
    news: NewsItem | None = None


@dataclass(frozen=True, slots=True)
class ToMe:
    """One circular as a member reads it; `corrects`: the day of the one it puts right."""

    ref: UUID
    at: datetime
    told: Told
    corrects: datetime | None = None


def reach_of(*, actor: Actor, group: int | None, language: str) -> Reach:
    """For the office before it sends; who that is, nobody is told."""
    demand(may_run_the_office(actor))
    with connection.cursor() as cursor:
        cursor.execute(
            "select way, people from circular_reach(%s, %s, %s)",
            [group, language, settings.LANGUAGE_CODE],
        )
        found: dict[str, int] = dict(cursor.fetchall())
    return Reach(**found, about=group is not None)


def all_circulars(
    *, actor: Actor, before: int | None = None
) -> tuple[list[CircularRow], int | None]:
    """The newest first: a page and the key of the next one."""
    demand(may_run_the_office(actor))
    rows = Circular.objects.filter(pk__lt=before) if before else Circular.objects.all()
    found = list(rows.select_related("group").order_by("-pk")[: PAGE + 1])
    older = found[PAGE - 1].pk if len(found) > PAGE else None
    return [CircularRow(row, told(row.subject, row.text)) for row in found[:PAGE]], older


def circular_row(*, actor: Actor, ref: UUID) -> CircularRow:
    """One for the office. Raises Http404."""
    demand(may_run_the_office(actor))
    row = Circular.objects.select_related("group", "corrects").filter(ref=ref).first()
    if row is None:
        raise Http404
    names = account_names({pk for pk in (row.made_by, row.looked_by, row.sent_by) if pk})
    by, looked, sent = (names.get(pk or 0, "") for pk in (row.made_by, row.looked_by, row.sent_by))
    news = NewsItem.objects.filter(circular=row).first()
    return CircularRow(row, told(row.subject, row.text), by, looked, sent, news)


def another_could_look(*, actor: Actor) -> bool:
    """Whether somebody else runs the office too."""
    me = actor.account_id if isinstance(actor, SignedIn) else 0
    held = living_holdings().filter(role=Hat.ADMINISTRATOR, account__is_active=True)
    return held.exclude(account_id=me).exists()


def telling(texts: Iterable[str]) -> list[str]:
    """Words in these texts that name an illness, as they stand there, each once; two queries."""
    names = [
        name
        for found in (
            Condition.objects.values_list("name", flat=True),
            Group.objects.filter(kind=Group.Kind.CONDITION).values_list("name", flat=True),
        )
        for per_language in found
        for name in per_language.values()
        if name
    ]
    return telling_words(" \n ".join(texts), names)


def circulars_to_me(
    *, actor: SignedIn, before: UUID | None = None, size: int = PAGE
) -> tuple[list[ToMe], UUID | None]:
    """What was written to the acting member, newest first: a page by key and the next key."""
    rows = _to_me(actor)
    if before is not None:
        key = rows.filter(ref=before).values_list("begun_at", "pk").first()
        if key is None:
            raise Http404
        at, pk = key
        rows = rows.filter(Q(begun_at__lt=at) | Q(begun_at=at, pk__lt=pk))
    found = list(rows[: size + 1])
    older = found[size - 1].ref if len(found) > size else None
    return [_shown(row) for row in found[:size]], older


def circular_to_me(*, actor: SignedIn, ref: UUID) -> ToMe:
    """One of them. Raises Http404 for what was written to others, as for what is not there."""
    row = _to_me(actor).filter(ref=ref).first()
    if row is None:
        raise Http404
    return _shown(row)


def reads_circulars(actor: SignedIn) -> bool:
    """Nothing of it to who is no member."""
    return actor.subject_id is not None and Hat.MEMBER in actor.roles and actor.helping is None


def _to_me(actor: SignedIn) -> QuerySet[Circular]:
    """To all, to her language, to groups she is in now."""
    if not reads_circulars(actor):
        return Circular.objects.none()
    inside = own_rows(GroupMembership, actor).filter(
        joined_at__isnull=False, left_at__isnull=True, declined=False
    )
    groups = list(inside.values_list("group_id", flat=True))
    said = Account.objects.filter(pk=actor.account_id).values_list("language", flat=True).first()
    return (
        Circular.objects.filter(
            Q(group__isnull=True) | Q(group_id__in=groups),
            language__in=("", said or settings.LANGUAGE_CODE),
            state__in=(State.SENDING, State.SENT),
        )
        .select_related("corrects")
        .order_by("-begun_at", "-pk")
    )


def _shown(row: Circular) -> ToMe:
    corrected = row.corrects.begun_at if row.corrects else None
    return ToMe(row.ref, row.begun_at or row.made_at, told(row.subject, row.text), corrected)
