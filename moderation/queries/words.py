"""Words in private: a member's own, and those of a case for whoever decides about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils import timezone

from members.models import Person
from moderation.content import Thing, content_kind
from moderation.models import Case, Lane, PrivateWord
from moderation.queries.avoided import left_out, my_avoided
from moderation.queries.cases import names_of, why_not
from moderation.rules import case_worker, may_answer_team
from po_platform.access.actor import Actor, SignedIn
from po_platform.access.refusals import Denied

AT_MOST = 50


def reaches_author(case: Case) -> bool:
    """Whether the author of what a case is about can read here what the team writes to her.

    A case can be about somebody else than the author: a member in danger whose guide wrote.
    """
    kind = content_kind(case.kind)
    thing = kind.for_case(case.thing) if kind else None
    theirs = thing is not None and thing.person_id != case.person_id
    return not theirs and reaches(case.person_id)


def reaches(person_id: int | None) -> bool:
    """Whether somebody can read here what the team writes to her."""
    if person_id is None:
        return False
    living = Person.objects.filter(pk=person_id, account__isnull=False)
    return living.exclude(state__in=(Person.State.LEFT, Person.State.DECEASED)).exists()


def words_of(*, actor: Actor, case: Case) -> Sequence[tuple[PrivateWord, str]]:
    """Oldest first, each with the name of who of the team wrote it; nothing for whom it concerns.

    Where somebody may be in danger, those of other cases about the same thing stand there too.
    """
    if why_not(actor=actor, case=case):
        return []
    rows = PrivateWord.objects.visible_to(actor).filter(case=case)
    if case.lane == Lane.CRISIS:
        about = PrivateWord.objects.visible_to(actor).filter(kind=case.kind, thing=case.thing)
        rows = about.filter(person=case.person_id)
    rows = rows.order_by("-pk")[:AT_MOST]
    names = names_of([row.by for row in rows])
    return [(row, names.get(row.by or 0, "")) for row in reversed(rows)]


def answers_waiting(*, actor: Actor) -> Sequence[Case]:
    """Cases whose author wrote to the team, the longest there first; none the actor may not decide
    or is not given.
    """
    me = case_worker(actor).person_id
    waits = Case.objects.visible_to(actor).filter(answer_waits=True)
    waits = waits.exclude(left_out(actor, my_avoided(actor=actor)))
    rows = waits.exclude(person=me).exclude(reports__person=me).exclude(reports__appeals__by=me)
    return list(rows.order_by("pk")[:AT_MOST])


def my_words(*, actor: Actor) -> Any:
    """The actor's own, without the names of who wrote them."""
    if not isinstance(actor, SignedIn):
        return PrivateWord.objects.visible_to(actor).none()
    return PrivateWord.objects.visible_to(actor).filter(person=actor.person_id).defer("by")


@dataclass(frozen=True, slots=True)
class Thread:
    """Words about one thing of the member's, oldest first. `closed`: why she cannot answer, or ''."""

    ref: UUID
    words: Sequence[PrivateWord]
    thing: Thing | None
    closed: str

    @property
    def last(self) -> PrivateWord:
        return self.words[-1]

    @property
    def is_new(self) -> bool:
        return any(row.from_team and row.read_at is None for row in self.words)


def my_threads(*, actor: Actor) -> list[Thread]:
    """Newest first, of her last fifty words."""
    found: dict[UUID, list[PrivateWord]] = {}
    for row in my_words(actor=actor).order_by("-pk")[:AT_MOST]:
        found.setdefault(row.thread, []).insert(0, row)
    return [Thread(ref, rows, _thing(rows[0]), "") for ref, rows in found.items()]


def my_thread(*, actor: Actor, thread: UUID) -> Thread:
    """Raises Http404."""
    rows = list(my_words(actor=actor).filter(thread=thread).order_by("-pk")[:AT_MOST])[::-1]
    if not rows:
        raise Http404
    verdict = may_answer_team(rows, now=timezone.now())
    closed = verdict.reason if isinstance(verdict, Denied) else ""
    return Thread(thread, rows, _thing(rows[0]), closed)


def _thing(row: PrivateWord) -> Thing | None:
    known = content_kind(row.kind)
    return known.for_case(row.thing) if known else None
