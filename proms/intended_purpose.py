"""What the software is for, in words; an organisation that accepts them shows words for numbers.

Until then pages and files show numbers, ranges and the person's own course: no words for bands, no
"meaningful change".
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import cache

from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from members.queries.organisation import current_organisation
from proms.scale_spec import ScaleSpec
from proms.scale_spec.spec import Scale

# docs/clinical-safety.md says the same.
PURPOSE = _(
    "Software for patient organisations to run a member community, to collect questionnaires and"
    " registry data for documentation and research, and to pass a member's own entries to persons"
    " the member has chosen. It does not interpret entries, does not monitor health, raises no"
    " alarms, and is not intended for diagnosis, prevention, monitoring, prediction, prognosis or"
    " treatment of an individual. Entries are not read in real time. In an emergency people call"
    " the emergency number; every page that takes answers says so, to everybody, whatever they"
    " answered."
)


@cache
def mark() -> str:
    """Of the words as they stand now: other words have to be accepted anew."""
    with override("en"):
        return hashlib.sha256(str(PURPOSE).encode()).hexdigest()[:16]


def is_accepted() -> bool:
    """Whether the organisation stands by these words. Asks no database: see current_organisation."""
    return current_organisation(get_language() or "en").purpose_accepted == mark()


def as_accepted(scale: Scale) -> Scale:
    """The scale as people may read it now."""
    return scale if is_accepted() else replace(scale, bands=(), change=None)


def spec_as_accepted(spec: ScaleSpec) -> ScaleSpec:
    """The same for every scale of a rule."""
    return replace(spec, scales=tuple(as_accepted(scale) for scale in spec.scales))
