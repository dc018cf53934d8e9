"""One form of one record being filled in: its questions, what is known so far, what was sent."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from po_platform.access.actor import Actor
from questionnaires.answers import Problem
from questionnaires.asking import Asked
from questionnaires.definition import Definition, Item
from questionnaires.form_input import answer_page
from questionnaires.models import Version
from questionnaires.no_answer import answered_and_not, reasons_read
from questionnaires.paging import Page
from questionnaires.queries import Form as Words
from questionnaires.redcap.importing import FORM
from questionnaires.sent_rows import rows_closed_up
from questionnaires.visibility import Shown, shown
from registry.around import on_row
from registry.calculated import come_to, worked_out_here
from registry.cells import State
from registry.from_consent import Teller
from registry.models import Dataset, Entry, Event, Form, Subject
from registry.parts import Part
from registry.queries.datasets import form_in_use
from registry.queries.from_consent import answered_by_consent, known_of
from registry.queries.records import entries_of
from registry.sealing import state_of

Sent = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class At:
    """Which form, of whom, on which occasion."""

    record: Subject
    dataset: Dataset
    form: Form
    event: Event | None = None
    instance: int = 0
    repeats_event: bool = False


@dataclass
class EntryFlow:
    """`state`: of this form; `around`: answers of the other forms of the same occasion.

    `told`: what the consent and what is known of the person answers, None where nothing is known;
    it stands in no entry. `part`: the part of it that is asked now, None for the whole form.
    """

    at: At
    version: Version
    words: Words
    entry: Entry | None
    state: State
    around: dict[str, Any] = field(default_factory=dict)
    part: Part | None = None
    told: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, *, actor: Actor, at: At, version: Version, entry: Entry | None) -> EntryFlow:
        """Rules may look at other forms of the same visit, so their answers are read too."""
        around: dict[str, Any] = {}
        same = entries_of(actor=actor, record=at.record, dataset=at.dataset).filter(
            event=at.event, instance__in=(0, at.instance)
        )
        for other in same:
            if on_row(other, at.form.pk, at.instance, of_event=at.repeats_event):
                around |= state_of(other).answers
        state = state_of(entry) if entry is not None else State()
        known = _told(actor, at, version)
        return cls(at, version, form_in_use(version), entry, state, around, told=known)

    @property
    def known(self) -> dict[str, Any]:
        """Every answer, of this form and around it."""
        answers = {**self.around, **self.state.answers, **self.told}
        return {name: value for name, value in answers.items() if value is not None}

    @property
    def definition(self) -> Definition:
        return self.words.definition

    @cached_property
    def group(self) -> Item:
        """The form in the definition. Raises KeyError when this version does not have it."""
        return self.definition.by_link_id[f"{FORM}{self.at.form.name}"]

    @cached_property
    def page(self) -> Page:
        """The form as one page, or its part."""
        names = self.part.names if self.part else self._names
        asks = tuple(name for name in names if name in self.words.questions)
        return Page(1, tuple(names), asks, tuple(set(names) - set(asks)))

    @property
    def _names(self) -> list[str]:
        return [item.link_id for item in Definition(self.group.items).walk()]

    @property
    def follows(self) -> bool:
        """Whether something on the page comes, goes or is worked out by an answer."""
        items = map(self.definition.by_link_id.__getitem__, self.page.link_ids)
        return any(item.show_if is not None or item.calculated for item in items)

    @property
    def visible(self) -> Shown:
        """What shows for everything known now."""
        return shown(self.definition, self.known)

    def take(
        self, sent: Sent, *, stood: Collection[str] | None = None
    ) -> tuple[tuple[Problem, ...], Sent]:
        """Lay what was sent over the state; what is wrong, and the fields as typed.

        `stood`: the questions that stood on the page; what is stored of all others stays.
        """
        typed = rows_closed_up(self.definition, reasons_read(sent))
        asks: Collection[str] = self.page.asks
        if stood is not None:  # of another part too: a newer version may have moved it
            asks = [name for name in self._names if name in stood and name in self.words.questions]
        checked = answer_page(
            self.definition,
            {**self.around, **self._asked(self.state.answers)},
            self.state.missing,
            typed,
            asks,
            today=timezone.localdate(),
            beside=self._stood_by,
        )
        mine = {item.link_id for item in Definition(self.group.items).walk()}
        own = mine - self.told.keys()
        fresh = {name: value for name, value in checked.answers.items() if name in own}
        reasons = {name: value for name, value in checked.missing.items() if name in own}
        before = {**self.state.answers, **self.state.missing}
        self.state.answers = {**self._kept(self.state.answers), **fresh}
        self.state.missing = {**self._kept(self.state.missing), **reasons}
        self._work_out()
        after = {**self.state.answers, **self.state.missing}
        changed = {n for n in {*before, *after} if before.get(n) != after.get(n)}
        self.state.cells = {
            name: cell
            for name, cell in self.state.cells.items()
            if name.partition("___")[0] not in changed
        }
        problems = [one for one in checked.problems if one.kind != "unanswered"]
        problems += answered_and_not(self.definition, typed, asks)
        return tuple(problems), typed

    def says_as_before(self, known: State, occurred_on: str) -> bool:
        """Whether a finished entry says, with this day, what it said. `known`: its state then."""
        return (
            self.entry is not None
            and self.entry.status != Entry.Status.INCOMPLETE
            and self.state.says(known)
            and occurred_on == self.entry.occurred_on
        )

    def _asked(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in answers.items() if name in self.words.questions}

    def _kept(self, stored: Mapping[str, Any]) -> dict[str, Any]:
        """What stays as it is stored: what nobody is asked, and what is answered elsewhere now."""
        return {
            name: value
            for name, value in stored.items()
            if name not in self.words.questions or name in self.told
        }

    @property
    def _stood_by(self) -> dict[str, Any]:
        """Answers to questions nobody is asked: they say what shows, as on the page."""
        items = self.definition.by_link_id
        stored = {
            name: value
            for name, value in {**self.around, **self.state.answers}.items()
            if name not in self.words.questions and name in items and not items[name].calculated
        }
        return {n: v for n, v in {**stored, **self.told}.items() if v is not None}

    def _work_out(self) -> None:
        """Calculated fields of this form, from everything known."""
        own = [one.link_id for one in Definition(self.group.items).walk() if worked_out_here(one)]
        found = come_to(self.definition, own, self.known)
        for name, value in found.items():
            self.state.answers.pop(name, None)
            if value is not None:
                self.state.answers[name] = value

    def worked_out(self) -> list[tuple[str, str]]:
        """(label, value) of what is worked out on this page."""
        found = self.visible.worked_out
        return [
            (self.words.texts.label(item), found[item.link_id, ()])
            for item in map(self.definition.by_link_id.__getitem__, self.page.link_ids)
            if (item.link_id, ()) in found
        ]

    def asked(self, problems: Sequence[Problem] = (), sent: Sent | None = None) -> Asked:
        """The questions as templates show them."""
        return Asked(self.words, self.known, self.state.missing, self.visible, problems, sent)

    def answered_elsewhere(self) -> list[tuple[str, str]]:
        """(label, answer) of what the consent and what is known of the person answers here."""
        texts, found = self.words.texts, []
        for item in map(self.definition.by_link_id.__getitem__, self.page.link_ids):
            nobody = item.link_id not in self.words.questions
            if nobody and item.link_id in self.told and item.link_id in self.visible:
                value = self.told[item.link_id]
                code = {True: "1", False: "0"}.get(value, value) if value is not None else ""
                words = texts.option(item.link_id, str(code)).text if code else ""
                found.append((texts.label(item), words or str(_("not known"))))
        return found


def _told(actor: Actor, at: At, version: Version) -> dict[str, Any]:
    named = answered_by_consent(version)
    if not named:
        return {}
    subject = at.record.subject_id
    known = known_of(actor=actor, registry_id=at.dataset.registry_id, subjects=[subject])
    return Teller(form_in_use(version).definition, named).of(known.get(subject))
