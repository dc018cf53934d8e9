"""How many entries would lose something if a draft were put in use."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Q

from po_platform.access.actor import Actor
from registry.impact import Change, changes
from registry.models import Dataset, Entry
from registry.queries.datasets import draft_of, form_in_use, version_in_use

Told = Sequence[tuple[Change, int]]


def impact_of_draft(*, actor: Actor, dataset: Dataset) -> Told:
    """(change, entries that lose something by it). What is sealed counts by its form's entries."""
    version, draft = version_in_use(dataset), draft_of(dataset)
    if version is None or draft is None:
        return []
    old = form_in_use(version).definition
    found = changes(old, form_in_use(draft).definition)
    counted = {f"n{n}": _holding(change) for n, change in enumerate(found) if change.loses}
    mine = Entry.objects.visible_to(actor).filter(form__dataset_id=dataset.pk, voided_at=None)
    counts: dict[str, Any] = (
        mine.aggregate(**{name: Count("pk", filter=q) for name, q in counted.items()})
        if counted
        else {}
    )
    return [(change, counts.get(f"n{n}", 0)) for n, change in enumerate(found)]


def _holding(change: Change) -> Q:
    if not change.codes:
        return Q(answers__has_key=change.link_id) | Q(form__name=change.link_id)
    found = Q()
    for code in change.codes:
        found |= Q(**{f"answers__{change.link_id}": code})
        found |= Q(**{f"answers__{change.link_id}__contains": [code]})
    return found
