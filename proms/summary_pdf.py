"""The page for a visit as a tagged PDF: the same words, and each chart with its own in words."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from members.queries.organisation import OrganisationView
from notifications.typesetting import as_pdf
from po_platform.kit.charts import Chart
from po_platform.kit.charts.places import Place, places, runs, y_of
from po_platform.kit.spoken import plain_day
from proms.letter import Letter

LAYOUT = Path(__file__).parent / "typst" / "summary.typ"


def summary_as_pdf(
    letter: Letter, *, name: str, organisation: OrganisationView, language: str
) -> bytes:
    """One page where it fits. Raises notifications.typesetting.NotTypeset."""
    return as_pdf(LAYOUT, _document(letter, name, organisation, language))


def _document(
    letter: Letter, name: str, organisation: OrganisationView, language: str
) -> Mapping[str, Any]:
    today = timezone.localdate()
    return {
        "title": _("Summary: %(name)s") % {"name": name},
        "author": organisation.name,
        "day": [today.year, today.month, today.day],
        "language": language,
        "name": name,
        "made": _("Made on %(day)s") % {"day": plain_day(today)},
        "newest": _newest(letter),
        "lists": [{"words": words, "lines": lines} for words, lines in letter.lists],
        "own": [{"question": one.question, "words": one.words} for one in letter.own_words],
        "changed": {
            "title": _("What changed"),
            "head": [_("Scale"), _("Now"), _("Since the time before"), _("Since the first time")],
            "rows": [
                [
                    change.name,
                    " ".join(part for part in (change.value, change.band) if part),
                    change.before.words if change.before else _("first answers"),
                    change.first.words if change.first else "–",
                ]
                for change in letter.changes
            ],
            "others": [f"{words}: {whom}" for words, whom in letter.others],
        },
        "charts": [
            {"title": title, "rows": [_chart(chart) for chart in charts]}
            for title, charts in (
                (_("Higher is worse"), letter.worse_up),
                (_("Higher is better"), letter.better_up),
            )
            if charts
        ],
        "period": letter.period,
        "foot": " ".join(part for part in (organisation.name, organisation.phone) if part),
        "note": _("This page shows what was answered. It gives no advice."),
        "empty": "" if letter.responses else _("No answers yet."),
    }


def _newest(letter: Letter) -> str:
    if letter.newest is None:
        return ""
    return _("Last answers on %(day)s, %(n)s of %(of)s questions") % {
        "day": plain_day(letter.newest.authored_at),
        "n": letter.newest.n_answered,
        "of": letter.newest.n_asked,
    }


def _chart(chart: Chart) -> dict[str, Any]:
    """Positions as shares of the plot, from top left."""
    found = places(chart.series, chart.span)
    caption = chart.caption
    return {
        "name": caption.name,
        "value": " ".join(part for part in (caption.value, caption.band) if part),
        "heard": chart.heard,
        "ends": [f"{end.normalize():f}" for end in (chart.series.high, chart.series.low)],
        "bands": [y_of(chart.series, band.high) / 100 for band in chart.series.bands[:-1]],
        "runs": [[_at(place) for place in run] for run in runs(found)],
        "dots": [
            {"at": _at(place), "hollow": place.point.state == "prorated"}
            for place in found
            if place.point.value is not None
        ],
        "missed": [place.x / 100 for place in found if place.point.value is None],
    }


def _at(place: Place) -> list[float]:
    return [place.x / 100, place.y / 100]
