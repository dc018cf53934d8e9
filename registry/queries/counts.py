"""Numbers of people that were told: how many about a registry, and what was said last."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import QuerySet

from po_platform.access.actor import Actor, Hat, SignedIn
from registry.cohort import MOST_CODES, sha256_of
from registry.models import CountRun, DataRequest, Registry, ReleaseRules
from registry.request_shown import Shown
from registry.uses import use_of

FULL = "full"  # said where as many numbers about the registry were told as may be
UNTOLD = ("null", FULL, "similar", "0")  # what was said instead of a number; the last two once were
OF_ONE = ("dataset", "purpose", "sha256")  # what makes a question


def first_told(registry_id: int) -> QuerySet[CountRun]:
    """Every question about this registry that got a number, once, whoever asked."""
    runs = CountRun.objects.filter(dataset__registry_id=registry_id).exclude(told__in=UNTOLD)
    return runs.select_related("dataset__registry").order_by(*OF_ONE, "pk").distinct(*OF_ONE)


def last_count(row: DataRequest, shown: Shown) -> CountRun | None:
    """What was said last about the people of a request; None: nobody counted them yet."""
    mark = sha256_of(shown.criteria())
    same = CountRun.objects.filter(dataset_id=row.dataset_id, purpose=use_of(row), sha256=mark)
    return same.order_by("-pk").first()


@dataclass(frozen=True, slots=True)
class Numbers:
    """How many different numbers about a registry were told, and how many may be."""

    told: int
    most: int

    @property
    def few_left(self) -> bool:
        """A split of one question could want more than there are."""
        return self.told + MOST_CODES >= self.most


def numbers_told(registry_ids: Collection[int]) -> dict[int, Numbers]:
    """Of each of these registries; two queries."""
    runs = CountRun.objects.filter(dataset__registry__in=registry_ids).exclude(told__in=UNTOLD)
    told = Counter(
        runs.order_by(*OF_ONE).distinct(*OF_ONE).values_list("dataset__registry_id", flat=True)
    )
    rules = ReleaseRules.objects.filter(registry__in=registry_ids)
    most = dict(rules.values_list("registry_id", "most_told"))
    usual = ReleaseRules().most_told
    return {one: Numbers(told[one], most.get(one, usual)) for one in registry_ids}


def short_of_numbers(*, actor: Actor) -> list[Registry]:
    """For the committee: registries about which hardly another number may be told."""
    if not isinstance(actor, SignedIn) or not actor.holds(Hat.COMMITTEE):
        return []
    found = list(Registry.objects.order_by("title", "pk"))
    numbers = numbers_told([one.pk for one in found])
    return [one for one in found if numbers[one.pk].few_left]
