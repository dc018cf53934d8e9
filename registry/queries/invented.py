"""What invented data of a request are made of: its columns, visits, and codes of lists; no entry is read."""

from __future__ import annotations

from registry.artificial import Inventing, Occasion
from registry.hiding import is_coded
from registry.models import DataRequest, Dataset
from registry.queries.terms import some_codes
from registry.release_rows import Sheet
from registry.release_typed import lines_tell
from registry.request_shown import Shown
from registry.terms.systems import SYSTEMS

CODES = 200  # of each list


def inventing(row: DataRequest) -> Inventing:
    """The columns its release would have as the request stands now, and its dates as agreed.

    Whether something stands a second time where nothing repeats by plan is not asked: it tells of
    people.
    """
    shown = Shown(row)
    told = lines_tell(row.dataset, repeated=False)
    sheet = Sheet.of(shown.layout, row.variables, events=told["visits"], repeats=told["repeats"])
    coded = any(column.item and is_coded(column.item) for column in sheet.columns)
    codes = some_codes(SYSTEMS, CODES) if coded else {}
    return Inventing(shown.layout, sheet, _occasions(row.dataset), row.dates, codes)


def _occasions(dataset: Dataset) -> list[Occasion]:
    events = list(dataset.events.order_by("position", "pk").prefetch_related("forms"))
    at_visits = {form.pk for event in events for form in event.forms.all()}
    forms = list(dataset.forms.order_by("position", "pk"))
    found = [
        Occasion(form.name, "", -1, "form" if form.repeats else "")
        for form in forms
        if form.pk not in at_visits
    ]
    for event in events:
        here = {form.pk for form in event.forms.all()}
        found += [
            Occasion(
                form.name, event.name, event.position,
                "visit" if event.repeats else "form" if form.repeats else "",
            )
            for form in forms
            if form.pk in here
        ]  # fmt: skip
    return found
