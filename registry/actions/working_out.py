"""Calculated answers follow what they hang on: worked out anew, with their history kept."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models.functions import Now
from django.utils import timezone

from audit.actions import record as write_down
from po_platform.access.actor import Actor, Purpose, System, acting_as
from questionnaires.definition import Definition
from questionnaires.models import Version
from registry.around import on_row
from registry.calculated import alike, come_to, hangs_on, same_question
from registry.cells import State
from registry.layout import Layout
from registry.models import Entry
from registry.provenance import worked_out
from registry.queries.datasets import form_in_use
from registry.queries.records import hold_record
from registry.sealing import identifiers, sealed_names, state_of, store

LOCKED, CLOSED, UNDECIDED, LEFT, OTHERWISE = "locked", "closed", "undecided", "left", "otherwise"
WRITTEN = (
    "answers",
    "missing",
    "cells",
    "sealed",
    "provenance",
    "row_version",
    "changed_at",
    "why",
)
Wrote = tuple[Entry, Collection[str]]  # an entry as it stands now, and what became another in it


@dataclass
class Outcome:
    """How many forms came out otherwise, as they were, and were left though they would not.

    `left`: reason → how many.
    """

    changed: int = 0
    unchanged: int = 0
    left: Counter[str] = field(default_factory=Counter)


class Formulas:
    """What a version works out, form by form."""

    def __init__(self, version: Version, definition: Definition | None = None) -> None:
        self.version = version
        self.definition = definition or form_in_use(version).definition
        layout = Layout(self.definition)
        self.hidden = identifiers(layout)
        self.needs = hangs_on(self.definition)
        self.own = {
            form: frozenset(item.link_id for item in items)
            for form, items in layout.questions.items()
        }
        self._older: dict[int, Definition] = {version.pk: self.definition}

    def at(self, form: str) -> frozenset[str]:
        """The calculated questions of a form."""
        return self.own.get(form, frozenset()) & self.needs.keys()

    def fed(self, form: str, names: Collection[str]) -> frozenset[str]:
        """Those of a form that hang on one of these questions."""
        return frozenset(one for one in self.at(form) if not self.needs[one].isdisjoint(names))

    def looked_at(self, form: str) -> set[str]:
        """Everything the calculated questions of a form hang on."""
        return {name for one in self.at(form) for name in self.needs[one]}

    def beyond(self, form: str, names: Collection[str]) -> bool:
        """Whether these answers of a form feed another one, or something that looks at another one."""
        questions = frozenset().union(*self.own.values())
        for other, own in self.own.items():
            for name in self.fed(other, names):
                if other != form or not self.needs[name] & questions <= own:
                    return True
        return False

    def asked_alike(self, names: Iterable[str], entries: Iterable[Entry]) -> bool:
        """Whether the versions these entries were filled in with asked what `names` hang on as this one does."""
        looks_at = {one for name in names for one in self.needs[name]}
        return all(
            same_question(self._in(entry, one), self.definition.by_link_id.get(one))
            for entry in entries
            if entry.version_id != self.version.pk
            for one in looks_at & (entry.answers.keys() | sealed_names(entry))
        )

    def _in(self, entry: Entry, link_id: str) -> Any:
        if entry.version_id not in self._older:
            older = Version.objects.get(pk=entry.version_id)
            self._older[entry.version_id] = form_in_use(older).definition
        return self._older[entry.version_id].by_link_id.get(link_id)


def follow(*, entry: Entry, form: str, formulas: Formulas, names: Collection[str]) -> None:
    """What hangs on an entry that was just written is worked out anew, on every form of its row.

    Carried out by the software for this one person: whoever wrote may see and write less than the
    formula looks at.
    """
    if not formulas.beyond(form, names):
        return
    with acting_as(System(Purpose.SCORE, entry.subject_id)) as system:
        listed = _of_record(system, entry.record_id, entry.form.dataset_id)
        entries = [entry if one.pk == entry.pk else one for one in listed]
        settle(actor=system, formulas=formulas, entries=entries, wrote=[(entry, names)], told=True)


def work_out_record(
    *, formulas: Formulas, record_id: int, subject_id: UUID, dataset_id: int, leave: str = ""
) -> Outcome:
    """Everything calculated about one person, worked out anew. `leave`: why nothing of it is written."""
    with acting_as(System(Purpose.SCORE, subject_id)) as system:
        if not hold_record(record_id):  # put together with another one meanwhile
            return Outcome()
        entries = _of_record(system, record_id, dataset_id)
        return settle(
            actor=system, formulas=formulas, entries=entries, leave={record_id: leave}, told=True
        )


def _of_record(system: Actor, record_id: int, dataset_id: int) -> list[Entry]:
    mine = Entry.objects.visible_to(system).filter(
        record_id=record_id, form__dataset_id=dataset_id, voided_at=None
    )
    held = mine.select_for_update(of=("self",), no_key=True)
    return list(held.select_related("form").order_by("pk"))


def settle(
    *,
    actor: Actor,
    formulas: Formulas,
    entries: Sequence[Entry],
    wrote: Sequence[Wrote] | None = None,
    kept: Mapping[int, Collection[str]] | None = None,
    leave: Mapping[int, str] | None = None,
    told: bool = False,
) -> Outcome:
    """Works out what hangs on `wrote`; None: everything. `entries`: all of some records.

    `kept`: entry → calculated questions that stay as they are; `leave`: record → why nothing of it is
    written; `told`: an audit row for each form that came out otherwise.
    """
    outcome, now = Outcome(), timezone.now()
    rows: dict[tuple[int, int | None], list[Entry]] = defaultdict(list)
    for one in entries:
        rows[one.record_id, one.event_id].append(one)
    there: dict[tuple[int, int | None], list[Wrote]] = defaultdict(list)
    for one, moved in wrote or ():
        there[one.record_id, one.event_id].append((one, moved))
    states: dict[int, State] = {}
    changed: list[Entry] = []
    for entry in entries:
        form, visit = entry.form.name, (entry.record_id, entry.event_id)
        names = formulas.at(form)
        if wrote is not None:
            names = formulas.fed(form, _moved(entry, there[visit]))
        names -= frozenset((kept or {}).get(entry.pk, ()))
        if not names:
            continue
        around = [one for one in rows[visit] if _speaks(one, entry)]
        for one in (entry, *around):
            if one.pk not in states:
                states[one.pk] = state_of(one)
        answers: dict[str, Any] = {}
        for one in (*around, entry):
            answers |= states[one.pk].answers
        before = states[entry.pk].answers
        found = come_to(formulas.definition, names, answers)
        fresh = {name: value for name, value in found.items() if not alike(before.get(name), value)}
        if not fresh:
            outcome.unchanged += 1
        elif reason := _left(entry, (leave or {}).get(entry.record_id, "")):
            outcome.left[reason] += 1
        elif not formulas.asked_alike(fresh, (entry, *around)):
            outcome.left[OTHERWISE] += 1
        else:
            _write(entry, states[entry.pk], fresh, formulas.hidden, now)
            changed.append(entry)
            outcome.changed += 1
    if changed:
        Entry.objects.visible_to(actor).bulk_update(changed, WRITTEN, batch_size=200)
    for entry in changed if told else ():
        write_down(
            actor=actor, verb="registry.entry.worked_out", thing=entry, subject=entry.subject_id
        )
    return outcome


def _moved(entry: Entry, wrote: Sequence[Wrote]) -> set[str]:
    """What became another of all an entry's calculations look at."""
    return {
        name for one, names in wrote if one.pk == entry.pk or _speaks(one, entry) for name in names
    }


def _speaks(one: Entry, entry: Entry) -> bool:
    """Whether another entry of the same visit stands on the same row."""
    return on_row(one, entry.form_id, entry.instance, of_event=entry.repeats_event)


def _left(entry: Entry, leave: str) -> str:
    return leave or (LOCKED if entry.locked_at is not None else "")


def _write(
    entry: Entry,
    state: State,
    fresh: Mapping[str, float | int | None],
    hidden: frozenset[str],
    now: datetime,
) -> None:
    hidden |= sealed_names(entry)  # what an older version sealed stays so
    for name, value in fresh.items():
        state.cells.pop(name, None)
        if value is None:
            state.answers.pop(name, None)
        else:
            state.answers[name] = value
            state.missing.pop(name, None)
    year = entry.born_year
    store(entry, state, hidden, born="")  # no result is a birth date: no query for each entry
    entry.born_year = year
    entry.provenance = worked_out(entry.provenance, fresh, at=now)
    entry.row_version += 1
    entry.changed_at, entry.why = Now(), ""
