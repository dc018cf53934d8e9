"""Every answer of an entry in words, with where it comes from and what was asked about it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from members.queries.care import account_names
from po_platform.access.actor import Actor
from questionnaires.definition import Definition
from questionnaires.redcap.importing import FORM
from questionnaires.summary import in_words
from registry.around import on_row
from registry.models import Entry, Query
from registry.provenance import Origin, origin_of, scored
from registry.sealing import state_of

from .codes import code_in_words, known_in
from .datasets import words_of
from .records import entries_of


@dataclass(frozen=True)
class Value:
    """One answer. `by`, `ok_by`: names, '' for nobody known; `asked`: queries about it, oldest first."""

    link_id: str
    question: str
    answer: str
    own_words: bool
    origin: Origin | None
    by: str
    ok_by: str
    asked: tuple[Query, ...] = ()

    @property
    def answered(self) -> bool:
        return bool(self.answer)


def values_of(*, actor: Actor, entry: Entry, language: str) -> list[Value]:
    """The answers of one entry that show, in the version it was filled in with; five queries."""
    form = words_of(entry, entry.version, language)
    around = answers_around(actor=actor, entry=entry)
    state = state_of(entry)
    group = form.definition.by_link_id.get(f"{FORM}{entry.form.name}")
    mine = {item.link_id for item in Definition(group.items).walk()} if group else set()
    said = [
        one
        for one in in_words(form, {**around, **state.answers}, state.missing, told_too(entry))
        if one.link_id in mine
    ]
    codes = known_in(form.definition, {**around, **state.answers})
    origins = {one.link_id: origin_of(entry.provenance, one.link_id) for one in said}
    names = account_names(
        {by for origin in origins.values() if origin for by in (origin.by, origin.ok_by) if by}
    )
    asked = defaultdict(list)
    for query in Query.objects.visible_to(actor).filter(entry_id=entry.pk).order_by("pk"):
        asked[query.link_id].append(query)
    return [
        Value(
            one.link_id,
            one.question,
            "; ".join(map(code_in_words, codes.get(one.link_id, ()))) or one.answer,
            one.own_words and one.link_id not in codes,
            origin := origins[one.link_id],
            names.get(origin.by or 0, "") if origin else "",
            names.get(origin.ok_by or 0, "") if origin else "",
            tuple(asked[one.link_id]),
        )
        for one in said
    ]


def told_too(entry: Entry) -> set[str]:
    """Of an entry scores answer, every answer it has, although nobody is asked for it."""
    return {*entry.answers} if entry.form.scores_of else scored(entry.provenance)


def answers_around(*, actor: Actor, entry: Entry) -> dict[str, Any]:
    """What the other forms of the same occasion say: rules of this one may look at it."""
    around: dict[str, Any] = {}
    same = entries_of(actor=actor, record=entry.record, dataset=entry.form.dataset)
    for other in same.filter(event=entry.event, instance__in=(0, entry.instance)):
        if on_row(other, entry.form_id, entry.instance, of_event=entry.repeats_event):
            around |= state_of(other).answers
    return around


def confirmed_share(entry: Entry) -> tuple[int, int]:
    """(confirmed, answered) of one entry, without opening what is sealed."""
    kept = entry.provenance.values()
    return sum("ok_at" in one for one in kept), len(kept)
