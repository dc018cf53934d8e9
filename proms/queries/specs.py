"""Scale specs fitted to questionnaire versions, prepared once per process: both never change."""

from __future__ import annotations

from functools import lru_cache

from proms.attach import sources_from_json
from proms.models import ScaleSpec as SpecRow
from proms.scale_spec import ScaleSpec, load_spec
from proms.scoring import Scorer


@lru_cache(maxsize=256)
def spec_of(spec_id: int) -> ScaleSpec:
    """The parsed spec of a stored row."""
    return load_spec(SpecRow.objects.get(pk=spec_id).spec)


@lru_cache(maxsize=512)
def scorer_of(spec_id: int, version_id: int) -> Scorer:
    """A spec prepared for one questionnaire version."""
    row = SpecRow.objects.get(pk=spec_id)
    return Scorer(spec_of(spec_id), sources_from_json(row.attachment[str(version_id)]))


def scorers_of(instrument_id: int, version_id: int) -> list[tuple[int, Scorer]]:
    """The newest spec of each kind that is fitted to this version, prepared."""
    rows = (
        SpecRow.objects.filter(instrument_id=instrument_id, attachment__has_key=str(version_id))
        .order_by("-pk")
        .values_list("pk", flat=True)[:1]
    )
    return [(spec_id, scorer_of(spec_id, version_id)) for spec_id in rows]
