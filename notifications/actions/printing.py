"""Notices that go out on paper: judged again before they are printed, each printed once.

Whoever prints takes a person's notices locked, and says in the same transaction that they are
printed: what is undone leaves them waiting. What they carry is kept for a while, so that a letter
the printer ate can be made again, and judged again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Min, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from notifications.directory import Recipient, Way
from notifications.kinds import Kind, Pending, all_kinds, kind_of
from notifications.marks import finish
from notifications.models import Outbox
from notifications.rows import Row, rows_by_id, take_aside
from notifications.verdicts import Aside, Drop, PutOff

from .facts import facts_about
from .outgoing import opened

State = Outbox.State
KEPT_FOR = timedelta(days=14)  # after printing


@dataclass(frozen=True, slots=True)
class Said:
    """One notice a letter is to carry."""

    kind: Kind
    pending: Pending


@dataclass(frozen=True, slots=True)
class Post:
    """Everything one person is to be told now, oldest first."""

    recipient: Recipient
    said: tuple[Said, ...]


def people_waiting(way: Way, most: int, *, but: QuerySet[Any] | None = None) -> dict[int, datetime]:
    """person id → since when something waits for printer or telephone; the oldest first.

    `but`: ids of people who are left out.
    """
    waiting = Outbox.objects.filter(state=_state(way), person_id__isnull=False)
    rows = (
        (waiting if but is None else waiting.exclude(person_id__in=but))
        .values("person_id")
        .annotate(since=Min("due_at"))
        .order_by("since", "person_id")[:most]
    )
    return {row["person_id"] or 0: row["since"] for row in rows}


def post_for(person_ids: Collection[int], way: Way = Way.LETTER, *, settle: bool) -> list[Post]:
    """What these people are still to be told this way, in the order of their ids.

    `settle`: locked until the transaction ends; what is not right any more is dropped, and who
    chose another way gets it that way. Else nothing is changed and nobody waits.
    """
    rows = take_aside(_state(way), sorted(person_ids), lock=settle)
    facts = facts_about(rows, []) if rows else None
    said: dict[int, list[Said]] = {}
    dropped: dict[str, list[int]] = {}
    elsewhere: list[int] = []
    for row in rows:
        verdict = facts.verdict(row, alone=False) if facts else PutOff(row.now)
        match verdict:
            case Aside() if verdict.way is way:
                said.setdefault(row.person_id or 0, []).extend(_said(row))
            case Drop():
                dropped.setdefault(verdict.why, []).append(row.id)
            case PutOff() if row.id in (facts.unclear if facts else ()):
                pass  # somebody has to mend something first
            case _:
                elsewhere.append(row.id)
    if settle:
        for why, ids in dropped.items():
            finish(ids, State.DROPPED, why)
        _back(elsewhere)
    people = facts.people if facts else {}
    return [Post(people[person], tuple(some)) for person, some in sorted(said.items()) if some]


def _said(row: Row) -> Iterable[Said]:
    load = opened(row)
    if load is not None:
        pending = Pending(row.id, row.person_id or 0, load.about, load.context)
        yield Said(kind_of(row.kind), pending)


def still_right(row_ids: Collection[int], way: Way) -> set[int]:
    """Of notices said before, those that would still be said this way now."""
    rows = rows_by_id(sorted(row_ids))
    facts = facts_about(rows, [])
    found = set()
    for row in rows:
        verdict = facts.verdict(row, alone=False)
        if row.id in facts.unclear or (isinstance(verdict, Aside) and verdict.way is way):
            found.add(row.id)
    return found


def shown_by(row_ids: Collection[int]) -> dict[int, str]:
    """Of these notices, those whose letter shows something of a person's health: row id → what."""
    marks = {kind.name: kind.shows for kind in all_kinds() if kind.shows}
    rows = Outbox.objects.filter(pk__in=row_ids, kind__in=marks).values_list("pk", "kind")
    return {row_id: marks[name] for row_id, name in rows}


def waits_for(*, person_id: int, kind: str) -> bool:
    """Whether a notice of this kind to this person is still to go out, on whichever way."""
    return _still_to_say(person_id, kind).exists()


def take_back(*, person_id: int, kind: str) -> bool:
    """What waits of this kind for this person is not said any more; False when it was said before."""
    ids = list(_still_to_say(person_id, kind).select_for_update().values_list("pk", flat=True))
    finish(ids, State.DROPPED, "taken back")
    return bool(ids)


def _still_to_say(person_id: int, kind: str) -> QuerySet[Outbox]:
    waits = (State.WAITING, State.GATHERED, State.PRINT, State.CALL)
    return Outbox.objects.filter(person_id=person_id, kind=kind, state__in=waits)


def say_unsaid(row_ids: Sequence[int]) -> None:
    """There was nothing to say about these on paper any more: they are dropped."""
    finish(row_ids, State.DROPPED, "not on paper")


def say_printed(row_ids: Sequence[int]) -> None:
    """These notices are on paper now, in the transaction that keeps the paper."""
    waiting = Outbox.objects.filter(pk__in=row_ids, state__in=(State.PRINT, State.CALL))
    if waiting.update(state=State.SENT, done_at=Now()) != len(row_ids):
        raise RuntimeError("A notice was printed by somebody else meanwhile.")


def print_again(row_ids: Sequence[int]) -> int:
    """Notices printed lately wait for the printer once more; how many could."""
    kept = Outbox.objects.filter(pk__in=row_ids, state=State.SENT).exclude(sealed="")
    return kept.update(state=State.PRINT, done_at=None)


def reconsider(*, person_id: int) -> None:
    """She wants to be reached another way: what waits aside is judged anew."""
    aside = Outbox.objects.filter(person_id=person_id, state__in=(State.PRINT, State.CALL))
    _back(list(aside.values_list("pk", flat=True)))


def tidy_printed() -> None:
    """For the tick: what printed notices carried goes, and what came too late to be printed."""
    old = Outbox.objects.filter(state=State.SENT, done_at__lt=timezone.now() - KEPT_FOR)
    old.exclude(sealed="").update(sealed="")
    late = Outbox.objects.filter(state__in=(State.PRINT, State.CALL), expires_at__lte=Now())
    finish(list(late.values_list("pk", flat=True)), State.DROPPED, "too late")


def _back(ids: Sequence[int]) -> None:
    aside = Outbox.objects.filter(pk__in=ids, state__in=(State.PRINT, State.CALL))
    aside.update(state=State.WAITING, digest_id=None)


def _state(way: Way) -> State:
    return State.PRINT if way is Way.LETTER else State.CALL
