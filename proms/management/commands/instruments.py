"""instruments: every shipped instrument with items, scales and its licence here, as one JSON line."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

from django.core.management.base import BaseCommand

from proms.line_scoring import answers_of
from proms.models import Instrument, LicenceTerms
from proms.queries.specs import specs_of
from proms.scale_spec import ScaleSpec
from proms.shipped import shipped_specs


class Command(BaseCommand):
    """A JSON array on standard output and nothing else."""

    requires_system_checks = []
    help = "List shipped instruments: slug, items and their answers, scales, licence state here."

    def handle(self, **options: Any) -> None:
        here = _here()
        told = [_told(spec, here[slug]) for slug, spec in sorted(shipped_specs().items())]
        self.stdout.write(json.dumps(told, ensure_ascii=False))


def _here() -> dict[str, list[Instrument]]:
    """Spec id → the instruments of this portal it is fitted to."""
    found: dict[str, list[Instrument]] = defaultdict(list)
    instruments = Instrument.objects.prefetch_related("specs", "language_licences").order_by("slug")
    for instrument in instruments:
        fitted = {row.pk for row in instrument.specs.all() if row.attachment}
        for kind in sorted({spec.id for spec in specs_of(fitted).values()}):
            found[kind].append(instrument)
    return found


def _told(spec: ScaleSpec, here: list[Instrument]) -> dict[str, Any]:
    return {
        "slug": spec.id,
        "title": spec.title["en"],
        "version": spec.version,
        "items": list(spec.items),
        "unscored": list(spec.unscored),
        "answers": {name: answers_of(item) for name, item in spec.answerable.items()},
        "scales": [scale.id for scale in spec.scales],
        "licence": _best(here),
        "instruments": [_licences(instrument) for instrument in here],
    }


def _best(here: list[Instrument]) -> str:
    """The state of its licence here; unanswered as long as nobody put its wording in."""
    best = [
        state for state in ("granted", "free", "refused") for one in here if one.licence == state
    ]
    return best[0] if best else LicenceTerms.Licence.UNANSWERED.value


def _licences(instrument: Instrument) -> dict[str, Any]:
    own = instrument.language_licences.all()
    return {
        "slug": instrument.slug,
        **_terms(instrument),
        "languages": {one.language: _terms(one) for one in own},
    }


def _terms(terms: LicenceTerms) -> dict[str, Any]:
    ends = terms.licence_ends_on
    return {
        "licence": terms.licence,
        "holder": terms.holder,
        "terms": terms.terms,
        "allowed_use": terms.allowed_use,
        "wording": terms.wording or None,
        "ends_on": ends.isoformat() if ends else None,
    }
