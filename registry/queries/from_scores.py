"""Scores of somebody's questionnaires that a registry she takes part in asks for and does not hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from po_platform.access.actor import SignedIn
from po_platform.kit import spoken
from questionnaires.queries import Form as Words
from registry.from_scores import NUMBER, STATE, VERSION, ScoreForm, score_forms
from registry.models import Dataset, Entry, Form, Participation
from registry.provenance import sendings
from registry.rules import may_take_scores
from registry.score_provider import Result, in_language, results

from .datasets import form_in_use, version_in_use
from .participation import closed_records, frozen_records


@dataclass(frozen=True)
class Target:
    """One form scores answer, in the version in use."""

    form: Form
    dataset: Dataset
    asked: ScoreForm
    words: Words


@dataclass(frozen=True)
class Offer:
    """One result for one form. `entry`: where it stands here and says something else by now."""

    target: Target
    result: Result
    answers: Mapping[str, Any]
    entry: Entry | None

    @property
    def key(self) -> str:
        """Under which a tick finds it again."""
        return f"{self.target.form.pk}-{self.result.ref}"

    @property
    def heading(self) -> str:
        """ "3 March 2026, Mood questions"."""
        title = in_language(self.result.title, get_language() or "en")
        return _("%(day)s, %(title)s") % {
            "day": spoken.plain_day(self.result.day),
            "title": title,
        }

    @property
    def scores(self) -> str:
        """ "Pain 4; Sleep – Too few answers for a number": what would stand there."""
        return "; ".join(self._scores())

    def _scores(self) -> Iterable[str]:
        items, texts = self.target.words.definition.by_link_id, self.target.words.texts
        asked = self.target.asked.asked
        states = {one.scale: name for name, one in asked.items() if one.what == STATE}
        numbers = {one.scale: name for name, one in asked.items() if one.what == NUMBER}
        for scale, name in (states | numbers).items():
            label, value = texts.label(items[name]), self.answers.get(name)
            if name == numbers.get(scale) and value is not None:
                yield f"{label} {number_format(value)}"
                continue
            state = states.get(scale, "")
            said = str(self.answers.get(state, ""))
            yield f"{label} – {texts.option(state, said).text if said else ''}".rstrip(" –")


def score_targets(taking_part: Participation) -> list[Target]:
    """Forms of her registry that scores answer and members may give, at no visit. One query, where
    there is none.
    """
    forms = Form.objects.filter(
        dataset__registry_id=taking_part.registry_id, members_fill=True, events=None
    ).exclude(scores_of="")
    listed = forms.select_related("dataset__registry", "dataset__questionnaire")
    known: dict[int, tuple[dict[str, ScoreForm], Words] | None] = {}
    found = []
    for form in listed.order_by("dataset__title", "dataset_id", "position"):
        if form.dataset_id not in known:
            known[form.dataset_id] = _asked(form.dataset)
        asked = known[form.dataset_id]
        if asked is not None and form.name in asked[0]:
            found.append(Target(form, form.dataset, asked[0][form.name], asked[1]))
    return found


def _asked(dataset: Dataset) -> tuple[dict[str, ScoreForm], Words] | None:
    version = version_in_use(dataset)
    if version is None:
        return None
    words = form_in_use(version)
    return score_forms(version.metadata.get("redcap", ()), words), words


def offers(*, actor: SignedIn, taking_part: Participation) -> list[Offer]:
    """What she could take over now, newest first: results this registry asks for and does not hold,
    or holds as they were before. Nothing where she may not decide, or nothing new is entered.
    """
    targets = [
        one for one in score_targets(taking_part) if may_take_scores(actor, one.form, taking_part)
    ]
    records = [taking_part.record_id]
    if not targets or frozen_records(records) or closed_records(records):
        return []
    given = results(actor, {one.asked.measure for one in targets})
    if not given:
        return []
    held = _held(actor, taking_part, targets)
    today = timezone.localdate()
    found = []
    for result in given:
        for target in targets:
            if target.asked.measure != result.measure:
                continue
            items = target.words.definition.by_link_id
            answers = target.asked.answers(items, result, today)
            entry = next(
                (
                    one
                    for ref in (result.ref, *result.earlier)
                    if (one := held[target.form.pk].get(str(ref))) is not None
                ),
                None,
            )
            if answers and (entry is None or _says_else(entry, target, answers)):
                found.append(Offer(target, result, answers, entry))
    return found


def _held(
    actor: SignedIn, taking_part: Participation, targets: Iterable[Target]
) -> dict[int, dict[str, Entry]]:
    """Form → ref of the answers an entry's scores are of → the entry."""
    found: dict[int, dict[str, Entry]] = defaultdict(dict)
    mine = Entry.objects.visible_to(actor).filter(
        record_id=taking_part.record_id,
        form__in=[one.form.pk for one in targets],
        voided_at=None,
    )
    for entry in mine:
        for ref in sendings(entry.provenance):
            found[entry.form_id][ref] = entry
    return found


def _says_else(entry: Entry, target: Target, answers: Mapping[str, Any]) -> bool:
    """Whether it could be brought up to date: nobody locked it, and it says something else.

    The same by another version of the rule is nothing else.
    """
    said = [name for name, one in target.asked.asked.items() if one.what != VERSION]
    return entry.locked_at is None and any(entry.answers.get(n) != answers.get(n) for n in said)
