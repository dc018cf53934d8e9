"""Lines of scores as JSON: the same for the person herself and for whom she shares with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from proms.api.shapes_out import LineOut
from proms.course import in_language
from proms.explained import key_of, words_about
from proms.models import Instrument
from proms.queries.course import Line


def lines_out(lines: Sequence[Line], language: str) -> Any:
    """One entry per scale, with everything its numbers mean and where that comes from."""
    slugs = dict(
        Instrument.objects.filter(pk__in={line.instrument_id for line in lines}).values_list(
            "pk", "slug"
        )
    )
    about = words_about(lines, language)
    rows = [
        {**_line(line, slugs[line.instrument_id], language), "about": about[key_of(line)]}
        for line in lines
    ]
    return LineOut(rows, many=True).data


def _line(line: Line, slug: str, language: str) -> dict[str, Any]:
    scale = line.scale
    return {
        "instrument": slug,
        "spec": line.spec.id,
        "spec_version": line.spec.version,
        "scale": scale.id,
        "label": in_language(scale.label, language),
        "given_by": line.given_by or "self",
        "direction": scale.direction,
        "low": scale.low,
        "high": scale.high,
        "source": scale.source,
        "bands": [
            {
                "low": band.low,
                "high": band.high,
                "label": in_language(band.label, language),
                "source": band.source,
            }
            for band in scale.bands
        ],
        "change": scale.change,
        "points": line.points,
        "missed": line.missed,
        "renewed": line.renewed,
    }
