"""Whether ages may be used in a dataset, and the years of birth that are kept for it."""

from __future__ import annotations

import json
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from audit.actions import record
from po_platform.access.actor import Actor, Purpose, System, acting_as
from po_platform.access.refusals import demand
from registry.birth_years import year_of
from registry.models import Dataset, Registry
from registry.queries.datasets import my_rights
from registry.rules import may_manage
from registry.sealing import hidden_in

AT_ONCE = 1000  # entries in one transaction
MOST = 20_000  # entries in one turn


def say_ages(*, actor: Actor, dataset: Dataset, form: str, born: str) -> Dataset:
    """From now on the year of this question is kept, and read from what is there; '' for none.

    Years that were kept go at once.
    """
    with transaction.atomic():
        # Before the dataset; nobody writes an entry of its registry until this transaction ends.
        Registry.objects.select_for_update(no_key=True).get(pk=dataset.registry_id)
        held = Dataset.objects.select_for_update().get(pk=dataset.pk)
        demand(may_manage(actor, my_rights(actor=actor, registry_id=held.registry_id)))
        chosen = {"form": form, "born": born} if born else {}
        if held.ages == chosen:
            return held
        held.ages, held.ages_from = chosen, (0 if chosen else None)
        held.save(update_fields=["ages", "ages_from"])
        with connection.cursor() as cursor:
            cursor.execute("select forget_years(%s)", [held.pk])
        verb = "registry.dataset.ages_used" if chosen else "registry.dataset.ages_forgotten"
        record(actor=actor, verb=verb, thing=held)
    return held


def read_years() -> int:
    """For the tick: years of birth of entries that are there; how many entries were read."""
    done = 0
    waiting = Dataset.objects.filter(ages_from__isnull=False)
    for pk in list(waiting.order_by("pk").values_list("pk", flat=True)):
        while done < MOST and (some := _read_some(pk)):
            done += some
    return done


def _read_some(pk: int) -> int:
    with acting_as(System(Purpose.OPERATE)) as system, transaction.atomic():
        # Before the dataset, as where a file is brought; whoever is at work there goes first.
        free = Registry.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
        if free.filter(datasets=pk).first() is None:
            return 0
        dataset = Dataset.objects.filter(pk=pk, ages_from__isnull=False).first()
        if dataset is None:
            return 0
        with connection.cursor() as cursor:
            cursor.execute(
                "select id, ref, sealed, answer from births_to_read(%s, %s, %s)",
                [pk, dataset.ages_from, AT_ONCE],
            )
            found = cursor.fetchall()
            years = {key: _year(dataset, *row) for key, *row in found}
            kept = {str(key): year for key, year in years.items() if year is not None}
            cursor.execute("select keep_years(%s)", [json.dumps(kept)])
        dataset.ages_from = max(years) if len(found) == AT_ONCE else None
        dataset.save(update_fields=["ages_from"])
        if dataset.ages_from is None:
            record(actor=system, verb="registry.dataset.years_read", thing=dataset)
    return len(found)


def _year(dataset: Dataset, ref: Any, sealed: str, answer: str | None) -> int | None:
    if answer is None and sealed:
        answer = hidden_in(ref, sealed).answers.get(str(dataset.ages["born"]))
    return year_of(answer, today=timezone.localdate())
