"""Answers that look odd, looked for a few hundred records at a time, and which were found right."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils import timezone

from po_platform.access.actor import Actor
from po_platform.kit.crypto import blind_index
from questionnaires.definition import NUMBERS, Definition, Item
from questionnaires.models import Version
from questionnaires.operands import questions_in
from questionnaires.queries import Form as Words
from questionnaires.redcap.grammar import Unreadable, read_operand
from questionnaires.summary import answer_in_words
from registry.around import on_row
from registry.cells import State
from registry.layout import Layout
from registry.models import Accepted, Dataset, Entry, QualityRule, Subject, Term
from registry.oddities import FEWEST, Measure, Odd, OwnRule, fences, odd_in
from registry.queries.codes import code_in_words, codes_in, lists_of
from registry.queries.datasets import form_in_use, version_in_use
from registry.queries.sites import Choice
from registry.queries.terms import Known, known_codes, lists_here
from registry.sealing import state_of
from registry.terms.systems import SYSTEMS

AT_ONCE = 300  # records
MOST_RECORDS = 1_500  # looked through for one page
PAGE = 50  # findings

QUARTERS = """
select a.key, percentile_cont(array[0.25, 0.75]) within group (order by a.value::float8)
  from registry_entry e, jsonb_each_text(e.answers) a
 where e.form_id = any(%s) and e.voided_at is null and a.key = any(%s)
   and a.value ~ '^-?[0-9]{1,15}(\\.[0-9]{1,15})?$'
 group by a.key having count(*) >= %s
"""


@dataclass(frozen=True)
class Finding:
    """One odd thing in one entry; `accepted`: somebody found it right."""

    odd: Odd
    entry: Entry
    question: str
    answer: str
    mark: str
    accepted: Accepted | None = None


@dataclass(frozen=True)
class Looked:
    """One page. `records`: looked through for it; `after`: where the next one begins, 0 at the end."""

    findings: list[Finding]
    records: int
    after: int


def own_rules(dataset: Dataset) -> list[QualityRule]:
    """The dataset's rules in use, oldest first."""
    return list(dataset.quality_rules.filter(retired_at=None).order_by("pk"))


def look_through(
    *,
    actor: Actor,
    dataset: Dataset,
    kinds: Collection[str],
    after: int = 0,
    site: Choice | None = None,
) -> Looked:
    """Findings of these kinds that nobody accepted, record by record. `kinds`: own rules by ref;
    `site`: only of records kept there.
    """
    desk = _Desk(actor, dataset)
    found: list[Finding] = []
    looked = 0
    while looked < MOST_RECORDS and len(found) < PAGE:
        mine = Subject.objects.visible_to(actor).filter(
            registry_id=dataset.registry_id, voided_at=None, same_as=None, pk__gt=after
        )
        if site is not None:
            mine = mine.filter(site.records)
        records = list(mine.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
        if not records:
            return Looked(found, looked, 0)
        for record, findings in desk.findings(records, kinds):
            looked += 1
            after = record
            found += [one for one in findings if one.accepted is None]
            if len(found) >= PAGE:
                break
    return Looked(found, looked, after)


def finding_of(*, actor: Actor, entry: Entry, kind: str, link_id: str) -> Finding | None:
    """One finding, accepted or not; None when nothing is odd there any more."""
    dataset = entry.form.dataset
    desk = _Desk(actor, dataset)
    for _record, findings in desk.findings([entry.record_id], {kind}):
        for one in findings:
            if one.entry.pk == entry.pk and one.odd.link_id == link_id:
                return one
    return None


def odd_now(
    *, actor: Actor, entry: Entry, kinds: Collection[str], own: bool = False
) -> list[Finding]:
    """What looks odd in an entry that was just written; nothing is compared with other people's.

    `own`: by the dataset's own rules too, each unless it was found right at its first question.
    """
    desk = _Desk(actor, entry.form.dataset, alone=True)
    rules = {rule.ref for rule in desk.rules} if own else set()
    listed = desk.findings([entry.record_id], {*kinds, *rules})
    found = [one for _record, findings in listed for one in findings]
    right = {
        one.odd.kind
        for one in found
        if one.accepted is not None and one.odd.kind in rules and _on_its_row(one.entry, entry)
    }
    return [
        one
        for one in found
        if one.entry.pk == entry.pk and one.accepted is None and one.odd.kind not in right
    ]


def accepted_in(*, actor: Actor, dataset: Dataset, before: int = 0) -> list[Accepted]:
    """What was found right in a dataset, newest first, one more than a page."""
    found = Accepted.objects.visible_to(actor).filter(
        form__in=dataset.forms.values("pk"), ended_at=None
    )
    if before:
        found = found.filter(pk__lt=before)
    return list(found.select_related("record", "form", "entry").order_by("-pk")[: PAGE + 1])


class _Desk:
    """What looking through a dataset needs to know, asked once."""

    def __init__(self, actor: Actor, dataset: Dataset, *, alone: bool = False) -> None:
        self.actor, self.dataset, self.alone = actor, dataset, alone
        self.forms = {form.pk: form for form in dataset.forms.all()}
        self.words: dict[int, Words] = {}
        self.rules = [rule for rule in map(_readable, own_rules(dataset)) if rule is not None]
        self.fences: Mapping[str, tuple[float, float]] | None = {} if alone else None
        self.version = version_in_use(dataset)
        self.codes: dict[tuple[str, str], Known] = {}
        self.here: set[str] = set()

    def findings(
        self, records: Collection[int], kinds: Collection[str]
    ) -> Iterable[tuple[int, list[Finding]]]:
        """(record, findings) of these records in their order; the same queries however many."""
        entries = list(
            Entry.objects.visible_to(self.actor)
            .filter(record_id__in=records, form__in=list(self.forms), voided_at=None)
            .select_related("record")
            .order_by("form__position", "instance", "pk")
        )
        self._learn_versions({entry.version_id for entry in entries})
        states = {entry.pk: state_of(entry) for entry in entries}
        accepted = {
            (one.entry_id, one.kind, one.link_id, one.values_sha): one
            for one in Accepted.objects.visible_to(self.actor).filter(
                entry_id__in=list(states), ended_at=None
            )
        }
        measure = self._measure(entries, states)
        by_record: dict[int, list[Entry]] = defaultdict(list)
        for entry in entries:
            by_record[entry.record_id].append(entry)
        for record in records:
            found: list[Finding] = []
            for entry in by_record[record]:
                around = _around(entry, by_record[record], states)
                for odd in self._odd(entry, states[entry.pk], around, measure):
                    if odd.kind in kinds:
                        found.append(self._finding(entry, states[entry.pk], around, odd, accepted))
            yield record, found

    def _learn_versions(self, wanted: set[int]) -> None:
        missing = wanted - self.words.keys()
        for version in Version.objects.filter(pk__in=missing):
            self.words[version.pk] = form_in_use(version)

    def _measure(self, entries: list[Entry], states: Mapping[int, State]) -> Measure:
        if self.fences is None:
            self.fences = self._far_away()
        self._learn_codes(entries, states)
        return Measure(
            timezone.localdate(),
            tuple(self.dataset.missing_codes),
            self.fences,
            self.rules,
            self._odd_code,
            self.alone,
            self._in_use_now(),
        )

    def _in_use_now(self) -> Definition | None:
        """Its formulas count for what older versions asked too: all is worked out by them."""
        if self.version is None:
            return None
        self._learn_versions({self.version.pk})
        return self.words[self.version.pk].definition

    def _learn_codes(self, entries: list[Entry], states: Mapping[int, State]) -> None:
        """What is known of every code that stands in these entries; two queries, or none."""
        codes = {
            code
            for entry in entries
            for item in self._coded(entry.version_id)
            for code in codes_in(item, states[entry.pk].answers.get(item.link_id))
        }
        self.codes = known_codes(lists=SYSTEMS, codes=codes) if codes else {}
        self.here = set(lists_here(SYSTEMS)) if codes else set()

    def _coded(self, version: int) -> list[Item]:
        return [item for item in self.words[version].definition.walk() if item.terms]

    def _odd_code(self, item: Item, value: Any, answers: Mapping[str, Any]) -> bool:
        lists = [name for name in lists_of(item, answers) if name in self.here]
        return bool(lists) and any(
            not any(self._in_use(name, code) for name in lists) for code in codes_in(item, value)
        )

    def _in_use(self, name: str, code: str) -> bool:
        known = self.codes.get((name, code))
        return known is not None and known.state == Term.State.CURRENT

    def _far_away(self) -> dict[str, tuple[float, float]]:
        """Of every number of the dataset; counted by the database over what the actor may see."""
        names = sorted(
            {
                item.link_id
                for words in self.words.values()
                for item in words.definition.walk()
                if item.type in NUMBERS and item.calculated is None and not item.identifier
            }
        )
        with connection.cursor() as cursor:
            cursor.execute(QUARTERS, [list(self.forms), names, FEWEST])
            rows = cursor.fetchall()
        return {name: found for name, ends in rows if (found := fences(*ends)) is not None}

    def _odd(
        self, entry: Entry, state: State, around: Mapping[str, Any], measure: Measure
    ) -> list[Odd]:
        definition = self.words[entry.version_id].definition
        layout = Layout(definition)
        questions = layout.questions.get(self.forms[entry.form_id].name, ())
        return odd_in(definition, questions, state, around, measure)

    def _finding(
        self,
        entry: Entry,
        state: State,
        around: Mapping[str, Any],
        odd: Odd,
        accepted: Mapping[tuple[int, str, str, str], Accepted],
    ) -> Finding:
        words = self.words[entry.version_id]
        item = words.definition.by_link_id[odd.link_id]
        value = state.answers.get(odd.link_id)
        answer = answer_in_words(words, item, value) or str(value or "")
        if value is None and odd.link_id in state.missing:
            reason = state.missing[odd.link_id]
            answer = str(words.texts.reason(reason)) or reason
        if item.terms and value is not None:
            lists = lists_of(item, {**around, **state.answers})
            parts = [self._in_words(lists, code) for code in codes_in(item, value)]
            answer = "; ".join(parts)
        mark = _mark(entry, odd, state, around, self.rules)
        entry.form = self.forms[entry.form_id]
        return Finding(
            odd,
            entry,
            words.texts.label(item) or odd.link_id,
            answer,
            mark,
            accepted.get((entry.pk, odd.kind, odd.link_id, mark)),
        )

    def _in_words(self, lists: Iterable[str], code: str) -> str:
        known = (self.codes[name, code] for name in lists if (name, code) in self.codes)
        return code_in_words(next(known, code))


def _around(entry: Entry, others: list[Entry], states: Mapping[int, State]) -> dict[str, Any]:
    """Answers of the other forms of the same occasion."""
    around: dict[str, Any] = {}
    for other in others:
        if _on_its_row(other, entry):
            around |= states[other.pk].answers
    return around


def _on_its_row(other: Entry, entry: Entry) -> bool:
    """Whether rules of an entry look at what another one says."""
    same = other.event_id == entry.event_id
    return same and on_row(other, entry.form_id, entry.instance, of_event=entry.repeats_event)


def _mark(
    entry: Entry, odd: Odd, state: State, around: Mapping[str, Any], rules: Iterable[OwnRule]
) -> str:
    """A keyed mark of the answers a finding is about; alike for no two entries."""
    names = [odd.link_id]
    for rule in rules:
        if rule.ref == odd.kind:
            names = questions_in(rule.operand)
    answers = {**around, **state.answers}
    told = [[answers.get(name), state.missing.get(name)] for name in names]
    text = json.dumps(told, sort_keys=True, ensure_ascii=False)
    return blind_index(f"registry_accepted|{entry.ref}", text)


def _readable(rule: QualityRule) -> OwnRule | None:
    try:
        return OwnRule(str(rule.ref), rule.title, read_operand(rule.logic))
    except Unreadable:  # it was readable when it was written down
        return None
