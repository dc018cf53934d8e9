"""Whose answers rules of a form may look at: of the same row, else what was said once for the visit.

A form that repeats stands alone in its rows. The same in SQL: row_sql and applying.
"""

from __future__ import annotations

from registry.models import Entry


def on_row(other: Entry, form: int, instance: int, *, of_event: bool) -> bool:
    """Whether another form of the same visit speaks for this repeat of a form.

    `of_event`: it is the visit that repeats.
    """
    same = of_event and other.repeats_event and other.instance == instance
    return other.form_id != form and (other.instance == 0 or same)
