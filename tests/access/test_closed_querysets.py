"""Nothing reads a protected table before it was said who asks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import Count

from members.models import Grant
from po_platform.access.protected import NobodyAsked
from tests.personas import World

READS: dict[str, Callable[[Any], Any]] = {
    "list": list,
    "get": lambda rows: rows.get(pk=1),
    "first": lambda rows: rows.first(),
    "count": lambda rows: rows.count(),
    "exists": lambda rows: rows.exists(),
    "aggregate": lambda rows: rows.aggregate(Count("pk")),
    "iterate": lambda rows: next(rows.iterator(), None),
    "values": lambda rows: list(rows.values("pk")),
    "in_bulk": lambda rows: rows.in_bulk([1]),
    "update": lambda rows: rows.update(purpose="x"),
    "delete": lambda rows: rows.delete(),
    "slice": lambda rows: list(rows[:1]),
    "either": lambda rows: list(rows | rows),
    "union": lambda rows: list(rows.union(rows)),
    "explain": lambda rows: rows.explain(),
    "bool": bool,
    "len": len,
}


@pytest.mark.django_db
@pytest.mark.parametrize("read", READS.values(), ids=READS.keys())
def test_reading_without_an_actor_raises(read: Callable[[Any], Any]) -> None:
    with pytest.raises(NobodyAsked):
        read(Grant.objects.filter(purpose="care"))


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["list", "first", "count", "exists", "iterate", "slice", "len"])
def test_the_same_read_works_once_somebody_asks(name: str, world: World) -> None:
    READS[name](Grant.objects.visible_to(world.ruth.actor()).filter(purpose="care"))


@pytest.mark.django_db
def test_joining_two_querysets_forgets_who_asked(world: World) -> None:
    mine = Grant.objects.visible_to(world.ruth.actor())
    with pytest.raises(NobodyAsked):
        list(mine | Grant.objects.all())


@pytest.mark.django_db
def test_a_queryset_shows_no_rows_in_logs(world: World) -> None:
    assert repr(Grant.objects.all()) == "<ProtectedQuerySet of Grant>"
