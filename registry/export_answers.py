"""Her answers in registries as she reads them: a line for each question, in words, and where it is from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from members.export_parts import Field, Part, Row
from questionnaires.definition import Definition
from questionnaires.redcap.importing import FORM
from questionnaires.summary import in_words
from registry.around import on_row
from registry.cells import State
from registry.models import Entry
from registry.provenance import origin_of
from registry.queries.datasets import words_of
from registry.queries.values import told_too
from registry.sealing import state_of

ANSWER = (
    Field("registry", _("the registry")),
    Field("form", _("the form")),
    Field("visit", _("the visit it belongs to")),
    Field("instance", _("the number of the repeat; 0: it does not repeat")),
    Field("occurred_on", _("when it was so")),
    Field("question", _("what was asked")),
    Field("answer", _("the answer in words, or why there is none")),
    Field("code", _("the same as it is stored"), machine=True),
    Field("source", _("how it came here"), dict(Entry.Source.choices)),
    Field("given_at", _("when it was given")),
    Field("confirmed_at", _("when somebody confirmed it; empty: nobody did")),
)


def answers_part(entries: Iterable[Any]) -> Part:
    """Entries of one person, as the vault opens them to her file."""
    return Part("registry_answers", _("Your answers in registries"), ANSWER, _answers(entries))


def _answers(entries: Iterable[Any]) -> Iterator[Row]:
    listed = [(one, state_of(one)) for one in entries if one.voided_at is None]
    visits: dict[Any, list[tuple[Any, State]]] = defaultdict(list)
    for entry, state in sorted(listed, key=lambda pair: pair[0].instance):
        visits[_visit(entry)].append((entry, state))
    for entry, state in listed:
        form = words_of(entry, entry.version, get_language() or "en")
        group = form.definition.by_link_id.get(f"{FORM}{entry.form.name}")
        mine = {item.link_id for item in Definition(group.items).walk()} if group else set()
        around: dict[str, Any] = {}
        for other, its in visits[_visit(entry)]:
            if on_row(other, entry.form_id, entry.instance, of_event=entry.repeats_event):
                around |= its.answers
        for one in in_words(form, {**around, **state.answers}, state.missing, told_too(entry)):
            if one.link_id not in mine or not one.answer:
                continue
            origin = origin_of(entry.provenance, one.link_id)
            yield {
                "registry": entry.registry.title,
                "form": entry.form.name,
                "visit": entry.event.title if entry.event else "",
                "instance": entry.instance,
                "occurred_on": entry.occurred_on,
                "question": one.question,
                "answer": one.answer,
                "code": one.value,
                "source": origin.how if origin else entry.source,
                "given_at": origin.at if origin else entry.changed_at,
                "confirmed_at": origin.ok_at if origin else None,
            }


def _visit(entry: Any) -> tuple[Any, ...]:
    return entry.record_id, entry.form.dataset_id, entry.event_id
