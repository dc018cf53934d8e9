"""Less than leaving: no letters about studies, no new use, or nothing new entered; each on its own."""

from __future__ import annotations

from django.db import transaction
from django.db.models.functions import Now
from django.http import Http404

from audit.actions import record
from members.actions.consent import keep_decision
from members.models import Decision
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand
from registry.actions.joining import change_answer
from registry.consent import NEW_DATA, NO, Kind, Sheet, purpose_of
from registry.consent_words import about_new_data
from registry.models import Participation
from registry.queries.participation import my_answers
from registry.rules import may_change_answer


@transaction.atomic
def say_no_to_all(*, actor: Actor, taking_part: Participation, kind: Kind, language: str) -> int:
    """No to every question of this kind that she allows anything at; how many changed.

    `kind`: "contact" for letters about studies, "data" for what may be used.
    """
    demand(may_change_answer(actor, taking_part))
    sheet = Sheet.of(taking_part.sheet.content)
    answers = my_answers(actor=actor, registry=taking_part.registry, sheet=sheet)
    given = [one for one in answers if one.question.kind == kind and one.question.scope(one.said)]
    for one in given:
        change_answer(
            actor=actor, taking_part=taking_part, question=one.question,
            said=dict.fromkeys(one.question.parts, NO), language=language,
        )  # fmt: skip
    return len(given)


@transaction.atomic
def give_nothing_more(*, actor: Actor, taking_part: Participation, language: str) -> None:
    """Nothing new is entered about her from now on; what she allowed goes on for what she gave.

    Saying it twice changes nothing.
    """
    _say(actor, taking_part, language, closed=True)


@transaction.atomic
def give_again(*, actor: Actor, taking_part: Participation, language: str) -> None:
    """New data may be entered again, by herself and by those who keep the registry."""
    _say(actor, taking_part, language, closed=False)


def _say(actor: Actor, taking_part: Participation, language: str, *, closed: bool) -> None:
    mine = Participation.objects.visible_to(actor).select_for_update(of=("self",))
    held = mine.filter(pk=taking_part.pk).select_related("registry").first()
    if held is None:
        raise Http404
    demand(may_change_answer(actor, held))
    if (held.closed_at is not None) == closed:
        return
    words = about_new_data(held.registry.title, language, closed=closed)
    keep_decision(
        actor=actor, purpose=purpose_of(held.registry_id, NEW_DATA),
        answer=Decision.Answer.NO if closed else Decision.Answer.YES,
        text=words.text, rendered=words.words, language=words.language,
    )  # fmt: skip
    held.closed_at = Now() if closed else None
    held.save(update_fields=["closed_at"])
    verb = f"registry.participation.{'closed' if closed else 'opened_again'}"
    record(actor=actor, verb=verb, thing=held, subject=held.subject_id)
