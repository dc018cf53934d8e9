"""The table behind a chart: every point with its day, value, band and what was missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.dateformat import format as date_words
from django.utils.translation import gettext as _

from po_platform.kit.charts.series import Series, State
from po_platform.kit.charts.words import day_form, number_words


@dataclass(frozen=True, slots=True)
class Row:
    """One row; `value` is a dash where there is no score, `note` empty where all was answered."""

    on: date
    day: str
    value: str
    band: str
    note: str


def table_rows(series: Series) -> tuple[Row, ...]:
    """Oldest first, in the active language."""
    form = day_form()  # looked up once: years of weekly answers make hundreds of rows
    notes: dict[State, str] = {
        "ok": "",
        "prorated": _("estimated from the answers given"),
        "not_scorable": _("too few answers for a score"),
        "not_returned": _("not returned"),
    }
    rows: list[Row] = []
    for point in series.in_order:
        band = series.band_of(point.value) if point.value is not None else None
        rows.append(
            Row(
                on=point.on,
                day=date_words(point.on, form),
                value="–" if point.value is None else number_words(point.value),
                band=band.label if band else "",
                note=notes[point.state],
            )
        )
    return tuple(rows)
