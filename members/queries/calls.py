"""Wishes to be called: the list of those who call, one call with its name and number, one's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from members.call_rules import (
    FIRST_PROMISE,
    LEASE,
    OPEN,
    UNDO,
    is_taken,
    may_see_calls,
    taken_by_other,
)
from members.call_secrets import figures_of, open_of_call
from members.models import CallPromise, CallRequest, Person, RoleHolding
from po_platform.access.actor import Actor, Hat, SignedIn
from po_platform.access.protected import ProtectedQuerySet
from po_platform.access.refusals import demand
from po_platform.kit.crypto import Tampered, secret_hash

from .care import account_names

PAGE = 25
State = CallRequest.State


@dataclass(frozen=True, slots=True)
class CallShown:
    """One call. `name`, `number` and `whom` (who has died) only for whoever has it now; `caller`: who
    else is calling.
    """

    ref: UUID
    pk: int
    about: str
    suits: str
    language: str
    asked_at: datetime
    promised_on: date
    next_on: date | None
    tries: int
    note: str
    with_office: bool
    mine: bool
    mine_until: datetime | None
    caller: str
    caller_until: datetime | None
    name: str = ""
    number: str = ""
    code: str = ""
    whom: str = ""
    unreadable: bool = False
    by_a_peer: bool = False

    @property
    def href(self) -> str:
        """The number as a telephone takes it."""
        plus = "+" if self.number.startswith("+") else ""
        return f"tel:{plus}{figures_of(self.number.replace('(0)', ''))}"


@dataclass(frozen=True, slots=True)
class CallsPage:
    """Oldest first. `next`: the key to go on with; `later`: how many wait for another day."""

    calls: list[CallShown]
    next: int | None
    later: int


@dataclass(frozen=True, slots=True)
class Wish:
    """What whoever holds the code of a wish may read about it: no name, no number."""

    about: str
    suits: str
    language: str
    asked_at: datetime
    promised_on: date
    state: str

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def about_words(self) -> str:
        return str(CallRequest.About(self.about).label)

    @property
    def suits_words(self) -> str:
        return str(CallRequest.Suits(self.suits).label)

    @property
    def state_words(self) -> str:
        return str(State(self.state).label)


def promised_days() -> int:
    """Within how many working days we call."""
    kept = CallPromise.objects.values_list("days", flat=True).first()
    return kept or FIRST_PROMISE


def my_open_call(*, actor: Actor) -> CallRequest | None:
    """The wish of whoever asks that is not settled yet."""
    if not isinstance(actor, SignedIn):
        return None
    own = CallRequest.objects.visible_to(actor).filter(person_id=actor.about_person)
    found: CallRequest | None = own.filter(closed_at__isnull=True).first()
    return found


def wish_behind(code: str) -> Wish | None:
    """What a code stands for; None when there is no such wish any more."""
    with connection.cursor() as cursor:
        cursor.execute("select * from call_behind(%s)", [secret_hash(code)])
        row = cursor.fetchone()
    return Wish(*row) if row else None


def _to_make(actor: Actor) -> ProtectedQuerySet[CallRequest]:
    """Of the desk: what waits. Of the office: what was passed on to it. Never for who has died."""
    demand(may_see_calls(actor))
    wanted = Q(pk__in=[])
    if isinstance(actor, SignedIn) and actor.holds(Hat.DESK):
        wanted |= Q(state=State.WAITING)
    if isinstance(actor, SignedIn) and actor.holds(Hat.ADMINISTRATOR):
        wanted |= Q(state=State.OFFICE)
    alive = Q(person__isnull=True) | ~Q(person__state=Person.State.DECEASED)
    return CallRequest.objects.visible_to(actor).filter(wanted, alive).order_by("pk")


def calls_to_make(*, actor: Actor, after: int = 0, later: bool = False) -> CallsPage:
    """A page of what can be called today; with `later`, of what waits for another day."""
    waits = Q(next_on__gt=timezone.localdate())
    found = _to_make(actor)
    rows = list((found.filter(waits) if later else found.exclude(waits)).filter(pk__gt=after)
                [: PAGE + 1])  # fmt: skip
    next_key = rows[PAGE - 1].pk if len(rows) > PAGE else None
    return CallsPage(_shown(actor, rows[:PAGE]), next_key, found.filter(waits).count())


def call_by_ref(*, actor: Actor, ref: UUID) -> CallShown | None:
    """One call that is still to be made, with name and number for whoever has taken it."""
    row = _to_make(actor).filter(ref=ref).first()
    return _shown(actor, [row], opened=True)[0] if row else None


def _shown(actor: Actor, rows: Sequence[CallRequest], *, opened: bool = False) -> list[CallShown]:
    now = timezone.now()
    names = account_names({row.taken_by for row in rows if row.taken_by and is_taken(row, now)})
    return [_one(actor, row, names, now, opened=opened) for row in rows]


def _one(
    actor: Actor, row: CallRequest, names: dict[int, str], now: datetime, *, opened: bool
) -> CallShown:
    other = taken_by_other(row, actor, now)
    mine = is_taken(row, now) and not other
    name = number = code = whom = ""
    unreadable = False
    if mine and opened:
        try:
            name = open_of_call(row.ref, "name", row.name)
            number = open_of_call(row.ref, "number", row.number)
            code = open_of_call(row.ref, "code", row.code)
            whom = open_of_call(row.ref, "whom", row.whom)
        except Tampered:
            unreadable = True
    return CallShown(
        row.ref,
        row.pk,
        row.get_about_display(),
        row.get_suits_display(),
        row.get_language_display(),
        row.asked_at,
        row.promised_on,
        row.next_on,
        row.tries,
        row.note,
        row.state == State.OFFICE,
        mine,
        row.taken_until if mine else None,
        names.get(row.taken_by or 0, "") if other else "",
        row.taken_until if other else None,
        name,
        number,
        code,
        whom,
        unreadable,
        row.about == CallRequest.About.PEER,
    )


@dataclass(frozen=True, slots=True)
class Caller:
    """The member at the other end of a call, by id, and the language she asked for."""

    person_id: int
    language: str


def caller_of(*, actor: Actor, ref: UUID, lock: bool = False) -> Caller | None:
    """Who is on the telephone; None where the actor has not taken the call, or it is no member's.

    Nor is it hers where a helper or a legal proxy asked: their number rings, and they answer.
    """
    found = _to_make(actor).filter(ref=ref, by_helper=False, person__state=Person.State.ACTIVE)
    row = (found.select_for_update(of=("self",)) if lock else found).first()
    now = timezone.now()
    if row is None or row.person_id is None:
        return None
    if not is_taken(row, now) or taken_by_other(row, actor, now):
        return None
    return Caller(row.person_id, row.language)


def still_with(*, actor: SignedIn, ref: UUID) -> bool:
    """Whether the actor took this call last, and neither put it back nor wrote down what came of it.

    Also half an hour after hers was over: a conversation lasts as long as it lasts.
    """
    found = _to_make(actor).filter(ref=ref, by_helper=False, person__state=Person.State.ACTIVE)
    since = timezone.now() - LEASE
    return found.filter(taken_by=actor.account_id, taken_until__gt=since).exists()


@dataclass(frozen=True, slots=True)
class Written:
    """What the actor wrote down a moment ago and may undo."""

    ref: UUID
    words: str
    at: datetime


def just_written(*, actor: Actor) -> list[Written]:
    """Outcomes of the last minutes, newest first."""
    demand(may_see_calls(actor))
    if not isinstance(actor, SignedIn):
        return []
    rows = (
        CallRequest.objects.visible_to(actor)
        .filter(outcome_by=actor.account_id, outcome_at__gt=timezone.now() - UNDO)
        .exclude(before={})
        .order_by("-outcome_at")[:5]
    )
    return [Written(row.ref, row.get_about_display(), row.outcome_at) for row in rows
            if row.outcome_at is not None]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Queue:
    """What the office needs to know of the desk's list; `late`: promised for a day that is over."""

    waiting: int
    late: int
    oldest: datetime | None


def queue_of_calls() -> Queue:
    """Figures only; the vault gives them to office and desk, and zeros to others."""
    with connection.cursor() as cursor:
        cursor.execute("select * from calls_waiting(%s)", [timezone.localdate()])
        return Queue(*cursor.fetchone())


def desk_is_manned() -> bool:
    """Whether somebody holds the role of the helper desk."""
    living = Q(ends_at__isnull=True) | Q(ends_at__gt=Now())
    return RoleHolding.objects.filter(living, role=Hat.DESK, starts_at__lte=Now()).exists()
