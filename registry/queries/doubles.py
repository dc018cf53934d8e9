"""Records that may be one person, side by side, with what is needed to decide and no more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Min, Q

from members.queries.own import own_rows
from po_platform.access.actor import Actor
from po_platform.access.protected import ProtectedQuerySet
from registry.models import Alike, Dataset, Entry, Joined, Participation, Registry, Subject
from registry.sealing import state_of

PAGE = 50
WAITING = (Alike.State.OPEN, Alike.State.SAME)
Place = tuple[int, int]  # strength, key: where a page of the list ended


def pairs(
    *, actor: Actor, registry: Registry, states: tuple[str, ...] = WAITING, after: Place | None = None
) -> list[Alike]:  # fmt: skip
    """One page of pairs, the likeliest first, and one more if there is."""
    found = pairs_in(actor=actor, states=states).filter(registry=registry)
    if after:
        strength, key = after
        found = found.filter(Q(strength__lt=strength) | Q(strength=strength, pk__lt=key))
    found = found.select_related("first", "second").order_by("-strength", "-pk")
    return list(found[: PAGE + 1])


def pairs_in(*, actor: Actor, states: tuple[str, ...] = WAITING) -> ProtectedQuerySet[Alike]:
    """Pairs of records that both stand for themselves, in every registry the actor judges in."""
    return Alike.objects.visible_to(actor).filter(
        state__in=states,
        first__same_as=None,
        second__same_as=None,
        first__voided_at=None,
        second__voided_at=None,
    )


def pair_of(*, actor: Actor, ref: UUID, lock: bool = False) -> Alike | None:
    """One pair the actor may judge."""
    found = Alike.objects.visible_to(actor).filter(ref=ref)
    if lock:
        found = found.select_for_update(of=("self",))
    return found.select_related("registry", "first", "second").first()


def joined_records(*, actor: Actor, pair: Alike) -> set[int]:
    """Which of the two somebody joined with herself."""
    mine = Participation.objects.visible_to(actor).filter(
        record_id__in=(pair.first_id, pair.second_id)
    )
    return set(mine.values_list("record_id", flat=True))


@dataclass(frozen=True, slots=True)
class Side:
    """One record of a pair. `said`: (question, answer) of who she is, only where that was asked."""

    record: Subject
    joined: bool
    entries: int
    since: datetime | None
    said: tuple[tuple[str, str], ...] = ()


def sides(*, actor: Actor, pair: Alike, names: bool = False) -> tuple[Side, Side]:
    """Both records. `names`: what their forms say of name and birth date too, where she may read it.

    Whoever shows that records the look first.
    """
    joined = joined_records(actor=actor, pair=pair)
    both = (pair.first, pair.second)
    mine = Entry.objects.visible_to(actor).filter(record__in=both, voided_at=None).order_by()
    counted = {
        key: (count, since)
        for key, count, since in mine.values("record_id")
        .annotate(n=Count("pk"), since=Min("first_at"))
        .values_list("record_id", "n", "since")
    }
    told = _told(actor, pair) if names else {}
    first, second = (
        Side(
            one,
            one.pk in joined,
            *counted.get(one.pk, (0, None)),
            tuple(told.get(one.pk, ())),
        )
        for one in both
    )
    return first, second


def _told(actor: Actor, pair: Alike) -> dict[int, list[tuple[str, str]]]:
    found: dict[int, list[tuple[str, str]]] = {}
    for dataset in Dataset.objects.filter(registry_id=pair.registry_id).exclude(who={}):
        asked = [*dataset.who["names"], dataset.who["born"]]
        entries = Entry.objects.visible_to(actor).filter(
            record__in=(pair.first_id, pair.second_id),
            form__dataset=dataset,
            form__name=dataset.who["form"],
            voided_at=None,
        )
        for entry in entries.order_by("pk"):
            answers = state_of(entry).answers
            found.setdefault(entry.record_id, []).extend(
                (name, str(answers[name])) for name in asked if answers.get(name)
            )
    return found


def joined_in(*, actor: Actor, registry: Registry, before: int = 0) -> list[Joined]:
    """What was put together in a registry, newest first, one page and one more."""
    found = Joined.objects.visible_to(actor).filter(registry=registry)
    if before:
        found = found.filter(pk__lt=before)
    return list(found.select_related("kept", "gone").order_by("-pk")[: PAGE + 1])


def joined_of(*, actor: Actor, ref: UUID) -> Joined | None:
    """One putting together the actor may see."""
    found = Joined.objects.visible_to(actor).filter(ref=ref)
    return found.select_related("registry", "kept", "gone").first()


def found_for_me(
    *, actor: Actor, registry: Registry | None = None, undecided: bool = False
) -> ProtectedQuerySet[Joined]:
    """What came over into the actor's own record."""
    mine = own_rows(Joined, actor).filter(ended_at=None)
    if registry is not None:
        mine = mine.filter(registry=registry)
    if undecided:
        mine = mine.filter(said="")
    return mine.select_related("registry").order_by("pk")
