"""What an entry said before: each change with who made it, when, why, and what stood there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from members.queries.care import account_names
from po_platform.access.actor import Actor
from questionnaires.definition import Definition
from questionnaires.queries import Form
from questionnaires.redcap.importing import FORM
from questionnaires.summary import in_words
from registry.models import Entry
from registry.provenance import Origin, scored
from registry.queries.codes import code_in_words, known_in
from registry.queries.datasets import words_of
from registry.queries.values import answers_around
from registry.sealing import state_of

MOST = 50


@dataclass(frozen=True)
class Changed:
    """One question: '' is no answer."""

    question: str
    before: str
    now: str


@dataclass(frozen=True)
class Step:
    """One writing of an entry. `by`: a display name, ''; `taken_back`: the entry went with it.

    `undone`: nobody wrote it, a file was taken back.
    """

    at: datetime
    origin: Origin
    by: str
    why: str
    changed: Sequence[Changed]
    first: bool
    taken_back: bool = False
    undone: bool = False


def steps_of(*, actor: Actor, entry: Entry, language: str) -> tuple[list[Step], bool]:
    """(newest first, whether there are older ones). Only writings that changed an answer or a date.

    `entry`: one the actor may see; the vault leaves out what was said in another record.
    """
    kept = Entry.pgh_event_model.objects.filter(  # type: ignore[attr-defined]  # made by pghistory
        pgh_obj_id=entry.pk, record_id=entry.record_id, form_id=entry.form_id
    )
    states = list(kept.select_related("version").order_by("-pgh_id")[: MOST + 1])
    around = answers_around(actor=actor, entry=entry)
    words: dict[int, Form] = {}
    said = []
    for one in states:
        if one.version_id not in words:
            words[one.version_id] = words_of(entry, one.version, language)
        said.append(_said(words[one.version_id], entry.form.name, one, around))
    names = account_names({one.entered_by for one in states if one.entered_by})
    found = []
    for place, one in enumerate(states[:MOST]):
        older = states[place + 1] if place + 1 < len(states) else None
        before = said[place + 1] if older is not None else {}
        changed = _differing(before, said[place])
        gone = one.voided_at is not None
        was_on = older.occurred_on if older is not None else ""
        if one.occurred_on != was_on:
            changed.append(Changed(_("When was it so?"), was_on, one.occurred_on))
        if older is not None and not changed and not gone:
            continue
        origin = Origin(one.source, one.entered_by, one.pgh_created_at)
        by, why = names.get(one.entered_by or 0, ""), one.why
        sums = _worked_out(words[one.version_id], before, said[place])
        if older is not None and sums and one.occurred_on == was_on:
            origin, by, why = Origin(Entry.Source.WORKED_OUT, None, one.pgh_created_at), "", ""
        first = older is None and len(states) <= MOST
        undone = gone or (older is not None and _undoes(one, older))
        if undone:
            by = why = ""
        found.append(Step(one.pgh_created_at, origin, by, why, changed, first, gone, undone))
    return found, len(states) > MOST


def _undoes(state: Any, older: Any) -> bool:
    """Only a file that is taken back sets back when an entry last became another."""
    return bool(state.changed_at < older.changed_at)


def _said(form: Form, name: str, row: Any, around: dict[str, Any]) -> dict[str, tuple[str, str]]:
    """linkId → (question, answer in words) of what one state says."""
    state = state_of(row)
    group = form.definition.by_link_id.get(f"{FORM}{name}")
    if group is None:
        return {}
    mine = {item.link_id for item in Definition(group.items).walk()}
    answers = {**around, **state.answers}
    codes = known_in(form.definition, answers)
    sums = {
        item.link_id: (form.texts.label(item) or item.link_id, str(state.answers[item.link_id]))
        for item in Definition(group.items).walk()
        if item.calculated and item.link_id in state.answers
    }
    return sums | {
        one.link_id: (
            one.question,
            "; ".join(map(code_in_words, codes.get(one.link_id, ()))) or one.answer,
        )
        for one in in_words(form, answers, state.missing, scored(row.provenance))
        if one.link_id in mine
    }


def _worked_out(
    form: Form, before: dict[str, tuple[str, str]], now: dict[str, tuple[str, str]]
) -> bool:
    """Whether nothing became another but what is calculated."""
    names = {name for name in {*before, *now} if before.get(name) != now.get(name)}
    known = form.definition.by_link_id
    return bool(names) and all(name in known and known[name].calculated for name in names)


def _differing(
    before: dict[str, tuple[str, str]], now: dict[str, tuple[str, str]]
) -> list[Changed]:
    found = []
    for link_id in dict.fromkeys([*now, *before]):
        question = (now.get(link_id) or before[link_id])[0]
        was, is_now = (side.get(link_id, ("", ""))[1] for side in (before, now))
        if was != is_now:
            found.append(Changed(question, was, is_now))
    return found
