"""Scale specs fitted to questionnaire versions, prepared once per process and found by content."""

from __future__ import annotations

import json
from functools import lru_cache

from proms.attach import sources_from_json
from proms.models import ScaleSpec as SpecRow
from proms.scale_spec import ScaleSpec, load_spec
from proms.scale_spec.spec import Scale
from proms.scoring import Scorer


@lru_cache(maxsize=256)
def _parsed(spec_id: int, sha256: str) -> ScaleSpec:
    return load_spec(SpecRow.objects.get(pk=spec_id).spec)


@lru_cache(maxsize=512)
def _scorer(spec_id: int, sha256: str, sources: str) -> Scorer:
    return Scorer(_parsed(spec_id, sha256), sources_from_json(json.loads(sources)))


def specs_of(spec_ids: set[int]) -> dict[int, ScaleSpec]:
    """Stored rows by id, parsed; one query."""
    rows = SpecRow.objects.filter(pk__in=spec_ids).values_list("pk", "sha256")
    return {spec_id: _parsed(spec_id, sha256) for spec_id, sha256 in rows}


def specs_drawn(spec_ids: set[int]) -> dict[int, tuple[ScaleSpec, list[str]]]:
    """The same, each with the scales its instrument draws although the rule puts them aside."""
    rows = SpecRow.objects.filter(pk__in=spec_ids).values_list("pk", "sha256", "instrument__drawn")
    return {spec_id: (_parsed(spec_id, sha256), drawn) for spec_id, sha256, drawn in rows}


def scale_of(row: SpecRow, scale: str) -> Scale:
    """One scale of a stored row: label, direction, range, bands, sources."""
    return next(found for found in _parsed(row.pk, row.sha256).scales if found.id == scale)


def prepared(spec_ids: set[int], version_id: int) -> list[tuple[ScaleSpec, Scorer]]:
    """These stored rows with their scorers for one version, newest first; without those it lacks."""
    key = str(version_id)
    rows = (
        SpecRow.objects.filter(pk__in=spec_ids, attachment__has_key=key)
        .order_by("-pk")
        .values_list("pk", "sha256", "attachment")
    )
    return [
        (
            _parsed(spec_id, sha256),
            _scorer(spec_id, sha256, json.dumps(attachment[key], sort_keys=True)),
        )
        for spec_id, sha256, attachment in rows
    ]


def scorers_of(instrument_id: int, version_id: int) -> list[tuple[int, Scorer]]:
    """Every spec fitted to this version, each in its newest row, prepared: (row id, scorer)."""
    key = str(version_id)
    rows = (
        SpecRow.objects.filter(instrument_id=instrument_id, attachment__has_key=key)
        .order_by("-pk")
        .values_list("pk", "sha256", "attachment")
    )
    newest: dict[str, tuple[int, Scorer]] = {}
    for spec_id, sha256, attachment in rows:
        kind = _parsed(spec_id, sha256).id
        if kind not in newest:
            sources = json.dumps(attachment[key], sort_keys=True)
            newest[kind] = (spec_id, _scorer(spec_id, sha256, sources))
    return list(newest.values())
