"""Scores of her questionnaires given to a registry, each by her own tick; and a form for them."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.db.models import Max
from django.http import Http404
from django.utils import translation

from audit.actions import record as write_down
from po_platform.access.actor import Actor, SignedIn
from po_platform.access.refusals import demand
from questionnaires.queries import languages_of
from registry.actions.entries import save_entry
from registry.actions.questions import write_questions
from registry.cells import State
from registry.entry_flow import At
from registry.models import Dataset, Entry, Participation
from registry.queries.from_scores import Offer, offers
from registry.queries.questions import newest_version, used_forms, used_names
from registry.queries.records import hold_record
from registry.question_book import Book
from registry.rules import may_take_scores
from registry.score_form import scores_added
from registry.score_provider import Measure
from registry.sealing import state_of
from registry.shipped import FIRST


def take_over_scores(
    *, actor: SignedIn, taking_part: Participation, chosen: Collection[str]
) -> int:
    """Writes what she ticked (Offer.key), each as an entry of its own; how many there were.

    What stands here already is left out, so twice is once; what says something else by now is
    brought up to date. Raises Http404 where her record was put together with another meanwhile, and
    ChangedMeanwhile.
    """
    with transaction.atomic():
        if not hold_record(taking_part.record_id):
            raise Http404
        wanted = set(chosen)
        found = [one for one in offers(actor=actor, taking_part=taking_part) if one.key in wanted]
        for one in reversed(found):  # the oldest first, as they came
            demand(may_take_scores(actor, one.target.form, taking_part))
            _write(actor, taking_part, one)
        if found:
            write_down(
                actor=actor,
                verb="registry.scores.taken_over",
                thing=taking_part,
                subject=taking_part.subject_id,
                count=len(found),
            )
    return len(found)


def _write(actor: SignedIn, taking_part: Participation, one: Offer) -> None:
    form, entry = one.target.form, one.entry
    if entry is not None:
        number, state = entry.instance, _laid_over(state_of(entry), one)
    else:
        here = Entry.objects.visible_to(actor).filter(
            record_id=taking_part.record_id, form=form, voided_at=None
        )
        number = (here.aggregate(last=Max("instance"))["last"] or 0) + 1
        state = State(dict(one.answers), status=Entry.Status.UNVERIFIED)
    save_entry(
        actor=actor,
        at=At(taking_part.record, one.target.dataset, form, None, number),
        entry=entry,
        state=state,
        occurred_on=one.result.day.isoformat(),
        seen_version=entry.row_version if entry is not None else 0,
        own=True,
        sending=one.result.ref,
    )


def _laid_over(stood: State, one: Offer) -> State:
    """What else stands in the entry stays; that it is unfinished, or was looked through, does not."""
    fresh = one.target.asked.asked
    return State(
        {n: value for n, value in stood.answers.items() if n not in fresh} | dict(one.answers),
        {n: reason for n, reason in stood.missing.items() if n not in fresh},
        {n: cell for n, cell in stood.cells.items() if n not in fresh},
        Entry.Status.UNVERIFIED,
    )


def write_scores_form(*, actor: Actor, dataset: Dataset, measure: Measure) -> Book:
    """A form these scores answer, at the end of the draft, in the language of its words."""
    language = next(iter(languages_of(newest_version(dataset).pk)), FIRST)
    names, forms = used_names(dataset), used_forms(dataset)

    def change(book: Book) -> Book:
        return scores_added(book, measure, language, names=names, forms=forms)

    with translation.override(language):
        return write_questions(actor=actor, dataset=dataset, change=change)
