"""The table behind a chart: every point with its day, value, band and what was missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from po_platform.kit.charts.figures import number_words
from po_platform.kit.charts.series import Series, State
from po_platform.kit.spoken import plain_day


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
                day=plain_day(point.on),
                value="–" if point.value is None else number_words(point.value),
                band=band.label if band else "",
                note=notes[point.state],
            )
        )
    return tuple(rows)
