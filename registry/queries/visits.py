"""Visits that have days on which they are due."""

from __future__ import annotations

from collections.abc import Sequence

from registry.models import Dataset, Event, Form


def visits_with_days(
    dataset: Dataset, forms: Sequence[Form]
) -> list[tuple[Event, tuple[int, ...]]]:
    """Each with which of these forms stand at it; none of which none does."""
    seen = {form.pk for form in forms}
    planned = dataset.events.filter(until_day__isnull=False).order_by("position", "pk")
    found = []
    for event in planned.prefetch_related("forms"):
        here = tuple(form.pk for form in event.forms.all() if form.pk in seen)
        if here:
            found.append((event, here))
    return found
