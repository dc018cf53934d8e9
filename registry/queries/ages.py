"""Which question asks for the birth date where ages may be used, as it is at this moment."""

from __future__ import annotations

from registry.models import Dataset


def born_questions(dataset_id: int) -> dict[str, str]:
    """Form → the question whose year is kept; empty where ages are not used.

    Asked of the database each time: whoever writes an entry holds the registry, and so does whoever
    switches ages on or off.
    """
    rows = Dataset.objects.filter(pk=dataset_id, ages=True)
    who = rows.values_list("who", flat=True).first() or {}
    return {str(who["form"]): str(who["born"])} if who.get("born") else {}
