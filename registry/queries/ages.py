"""Of which question the year of birth is kept, as it is at this moment; and which it could be."""

from __future__ import annotations

from questionnaires.definition import DATES, Item
from registry.layout import Layout
from registry.models import Dataset


def born_questions(dataset_id: int) -> dict[str, str]:
    """Form → the question whose year is kept; empty where ages are not used.

    Asked of the database each time: whoever writes an entry holds the registry, and so does whoever
    switches ages on or off.
    """
    kept = Dataset.objects.filter(pk=dataset_id).values_list("ages", flat=True).first()
    return {str(kept["form"]): str(kept["born"])} if kept else {}


def could_be_born(layout: Layout) -> list[tuple[str, Item]]:
    """(form, question) of every date, asked once or not."""
    return [
        (form, item)
        for form, items in layout.questions.items()
        for item in items
        if item.type in DATES
    ]
