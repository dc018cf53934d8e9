"""A form that scores answer in a registry, and results of people who take part in it."""

from __future__ import annotations

from uuid import uuid4

from po_platform.access.actor import SignedIn, acting_as
from proms.actions.correcting import correct_response
from proms.actions.responses import Sending
from proms.models import Response
from registry.actions.datasets import put_in_use
from registry.actions.from_scores import write_scores_form
from registry.models import Dataset, Entry
from registry.queries.datasets import draft_of
from registry.queries.from_scores import Offer, offers
from registry.queries.participation import my_participation
from registry.score_provider import measures
from tests.personas import Persona
from tests.proms.path import WEEKLY, some_answers
from tests.registry.world import Walks

FORM = "how_was_your_week"  # as the weekly check-in is called
PAIN, HOW, DAY = "weekly_check_in_pain", "weekly_check_in_pain_state", "weekly_check_in_day"


def with_scores(walks: Walks, of: str = WEEKLY) -> Walks:
    """The dataset has a form for these scores; their questionnaire has to be in use."""
    measure = next(one for one in measures() if one.id == of)
    with acting_as(walks.curator.actor()) as actor:
        write_scores_form(actor=actor, dataset=walks.dataset, measure=measure)
        use_draft(walks.dataset, walks.curator)
    return walks


def use_draft(dataset: Dataset, curator: Persona) -> None:
    """What waits is in use from now on."""
    with acting_as(curator.actor()) as actor:
        draft = draft_of(dataset)
        assert draft is not None
        put_in_use(actor=actor, dataset=dataset, version=draft)


def offered(walks: Walks, who: Persona | SignedIn) -> list[Offer]:
    """What she could take over now, newest first."""
    person = who if isinstance(who, SignedIn) else who.actor()
    with acting_as(person):
        mine = my_participation(actor=person, registry=walks.registry)
        return [] if mine is None else offers(actor=person, taking_part=mine)


def held(walks: Walks, who: Persona | SignedIn) -> list[Entry]:
    """What stands about her in that form, oldest first."""
    person = who if isinstance(who, SignedIn) else who.actor()
    with acting_as(person) as actor:
        mine = Entry.objects.visible_to(actor).filter(registry=walks.registry, form__name=FORM)
        return list(
            mine.filter(voided_at=None, subject_id=person.subject_id or "")
            .select_related("record")
            .order_by("instance")
        )


def corrected(persona: Persona, response: Response, pain: int) -> Response:
    """She puts her answers right."""
    actor = persona.actor()
    with acting_as(actor):
        sending = Sending(uuid4(), some_answers(pain), {}, "en")
        return correct_response(actor=actor, response=response, sending=sending).response
