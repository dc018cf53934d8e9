"""How the numbers of one sending came about, computed again from what was sent."""

from __future__ import annotations

from dataclasses import dataclass

from po_platform.access.actor import Actor
from proms.how import How, how_computed
from proms.intended_purpose import spec_as_accepted
from proms.models import Response, Score
from proms.queries.specs import prepared
from proms.scoring import AnswerRefused
from proms.take_along import said_in


@dataclass(frozen=True, slots=True)
class ByRule:
    """The numbers of one rule. `earlier`: a newer rule computed them again."""

    name: str
    version: str
    numbers: tuple[How, ...]
    earlier: bool


def working_of(*, actor: Actor, response: Response, language: str) -> list[ByRule]:
    """Each rule this sending was scored by, newest first; without scores there is none."""
    scores = Score.objects.visible_to(actor).filter(response=response)
    found, kinds = [], set()
    answered = said_in(response)
    for spec, scorer in prepared(
        set(scores.values_list("spec_id", flat=True)), response.version_id
    ):
        try:
            scored = scorer.score(response.answers).scales
        except AnswerRefused:
            continue  # it was scored, so it can be; a damaged row shows nothing
        numbers = how_computed(
            spec_as_accepted(spec),
            scorer.sources,
            scored,
            answered,
            language,
            response.instrument.drawn,
        )
        title = spec.title.get(language) or spec.title["en"]
        found.append(ByRule(title, spec.version, numbers, spec.id in kinds))
        kinds.add(spec.id)
    return found
