"""Nothing is new: to a form that comes up again, or to what a member agreed to."""

from __future__ import annotations

from django.db import connection, transaction
from django.http import Http404

from audit.actions import record
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand
from registry.actions.joining import renew_answer
from registry.consent import Sheet
from registry.consent_words import answering, left_as_it_was
from registry.models import ConsentSheet, Form, Participation
from registry.queries.participation import frozen_records, my_answers, published_text
from registry.rules import may_change_answer, may_collect, may_fill_in


def nothing_new(*, actor: Actor, taking_part: Participation, form: Form) -> None:
    """She has nothing to say on this form today; it comes up again after its months."""
    with transaction.atomic():
        frozen = bool(frozen_records([taking_part.record_id]))
        demand(may_collect(frozen=frozen, closed=False))  # closed: as whether she may fill in
        demand(may_fill_in(actor, form, taking_part))
        with connection.cursor() as cursor:  # a helper writes nothing else of a participation
            cursor.execute("select say_nothing_new(%s, %s)", [taking_part.pk, form.pk])
            if not cursor.fetchone()[0]:
                raise Http404
        verb = "registry.form.nothing_new"
        record(actor=actor, verb=verb, thing=taking_part, subject=taking_part.subject_id)


def leave_as_it_is(
    *, actor: Actor, taking_part: Participation, sheet: ConsentSheet, language: str
) -> None:
    """She read a newer text and keeps what she agreed to: nothing changes, and it waits no more.

    What had a last day without an answer goes on: this is her answer, kept word for word.
    """
    with transaction.atomic():
        mine = Participation.objects.visible_to(actor).select_for_update(of=("self",))
        held = mine.filter(pk=taking_part.pk).select_related("registry", "sheet").first()
        if held is None:
            raise Http404
        demand(may_change_answer(actor, held))
        _renew(actor, held, language)
        held.seen_version = max(held.seen_version, sheet.version)
        held.save(update_fields=["seen_version"])
        verb = "registry.participation.left_as_it_is"
        record(actor=actor, verb=verb, thing=held, subject=held.subject_id)


def _renew(actor: Actor, held: Participation, language: str) -> None:
    text = published_text(held.sheet, language)
    signed = Sheet.of(held.sheet.content)
    for one in my_answers(actor=actor, registry=held.registry, sheet=signed):
        if one.ends_at is None:
            continue
        words = answering(one.question, one.said, held.registry.title, language, text, one.since)
        renew_answer(actor, held.registry, one.question.code, left_as_it_was(words))
