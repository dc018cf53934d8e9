"""The numbers behind the charts as tables: one per questionnaire, a row for each time, newest first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.utils.translation import gettext as _

from po_platform.kit.charts import Norm
from po_platform.kit.charts.figures import number_words
from po_platform.kit.spoken import plain_day
from proms.course import NormKey, in_language, name_of, norm_beside
from proms.queries.course import Line, Point
from proms.queries.reasons import Said
from proms.reasons import reason_of, why_words


@dataclass(frozen=True, slots=True)
class NumbersRow:
    """One time: a cell for each scale, or that nothing came back."""

    day: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NumbersTable:
    """One questionnaire under one rule."""

    name: str
    scales: tuple[str, ...]
    rows: tuple[NumbersRow, ...]
    notes: tuple[tuple[str, str], ...] = ()  # scale, what is said of the average beside it


def tables_of(
    lines: Sequence[Line],
    language: str,
    said: Sequence[Said] = (),
    norms: Mapping[NormKey, Norm] | None = None,
) -> list[NumbersTable]:
    """A dash where there were too few answers for a score. `said`: why nothing came, where shown.

    `norms`: the averages the reader chose to see in the charts.
    """
    groups = groupby(lines, key=lambda line: (line.instrument_id, line.spec.sha256))
    return [_table(list(group), language, said, norms) for _key, group in groups]


def _table(
    lines: list[Line],
    language: str,
    said: Sequence[Said],
    norms: Mapping[NormKey, Norm] | None,
) -> NumbersTable:
    about = [one for one in said if one.instrument_id == lines[0].instrument_id]
    returned = {point.at for line in lines for point in line.points}
    at: dict[datetime, dict[tuple[str, str], str]] = defaultdict(dict)
    for line in lines:
        for point in line.points:
            at[point.at][line.scale.id, line.given_by] = cell_words(line, point, language)
        for missed in line.missed:
            at[missed][line.scale.id, line.given_by] = _missed_words(missed, returned, about)
    scales = [(line.scale.id, line.given_by) for line in lines]
    rows = (
        NumbersRow(plain_day(moment), tuple(cells.get(scale, "") for scale in scales))
        for moment, cells in sorted(at.items(), reverse=True)
    )
    names = tuple(name_of(line, language) for line in lines)
    beside = [(name, norm_beside(line, norms)) for name, line in zip(names, lines, strict=True)]
    notes = tuple((name, norm.told) for name, norm in beside if norm is not None)
    return NumbersTable(in_language(lines[0].spec.title, language), names, tuple(rows), notes)


def _missed_words(missed: datetime, returned: Collection[datetime], said: Sequence[Said]) -> str:
    found = reason_of(missed, returned, said)
    if found is None:
        return _("not returned")
    return _("not returned (reason given: %(why)s)") % {"why": why_words(found.why)}


def cell_words(line: Line, point: Point, language: str) -> str:
    if point.value is None:
        return "–"
    band = line.scale.band_of(point.value)
    words = number_words(point.value)
    if band is not None:
        words = f"{words}, {in_language(band.label, language)}"
    if point.state == "prorated":
        words = _("%(value)s (estimated from the answers given)") % {"value": words}
    return words
