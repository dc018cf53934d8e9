"""What somebody keeps of her own illness in registries: for her doctor, and for another registry."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import get_language

from members.queries.own import own_rows
from po_platform.access.actor import SignedIn
from questionnaires.answers import check
from questionnaires.definition import Definition
from questionnaires.models import Version
from questionnaires.queries import Form as Words
from questionnaires.queries import form_of
from questionnaires.redcap.importing import FORM
from registry.cells import State
from registry.models import Dataset, Entry, Form, Participation
from registry.own_record import KEYS, Kept, carried
from registry.rules import may_fill_in
from registry.sealing import state_of

from .datasets import form_in_use, version_in_use
from .participation import frozen_records

NEWEST = 60  # entries looked at
# Large, and remembered by its hash: read once for each version, not once for each entry.
OF_VERSION = ("version__definition", "version__metadata", "version__report")


def own_entries(actor: SignedIn) -> QuerySet[Entry]:
    """Hers, or of whom she acts for: what was entered in forms of an own record, newest first."""
    mine = own_rows(Entry, actor).filter(
        form__name__in=KEYS, form__members_fill=True, voided_at=None
    )
    found = mine.select_related("form__dataset", "registry", "version", "record").defer(*OF_VERSION)
    return found.order_by("-changed_at", "-pk")


def kept_lines(actor: SignedIn) -> Iterator[tuple[str, str]]:
    """(line, title of the registry), what is there now before what is over, the newest first.

    Of measurements only the newest of each kind. A form of the same name that asks something else
    is none of these.
    """
    found = []
    measured: set[str] = set()
    known: dict[int, Words] = {}
    for entry in own_entries(actor)[:NEWEST]:
        words = _words_of(entry, known)
        if KEYS[entry.form.name] not in words.definition.by_link_id:
            continue
        kept = Kept(entry.form.name, state_of(entry).answers, words)
        if kept.form == "measurements":
            what = f"{kept.answers.get('measured_what')}{kept.answers.get('measured_other', '')}"
            if what in measured:
                continue
            measured.add(what)
        line = kept.line()
        if line:
            found.append((kept.is_over, list(KEYS).index(kept.form), line, entry.registry.title))
    for _over, _form, line, title in sorted(found, key=lambda one: one[:2]):
        yield line, title


def _words_of(entry: Entry, known: dict[int, Words]) -> Words:
    """Asked once for each version, however many entries were made with it."""
    if entry.version_id not in known:
        known[entry.version_id] = form_of(entry.version, get_language() or "en")
    return known[entry.version_id]


@dataclass(frozen=True)
class Taken:
    """One entry that could be written into another registry: where to, and what of it."""

    entry: Entry
    dataset: Dataset
    form: Form
    answers: Mapping[str, Any]
    missing: Mapping[str, str]
    line: str


def to_take_over(*, actor: SignedIn, taking_part: Participation) -> list[Taken]:
    """What she wrote down in other registries and could use in this one, which asks it in the same way.

    What stands here already is not offered again, nor what could not be entered here. Nothing where
    she may not fill the form in now, or has not decided as an adult.
    """
    registry = taking_part.registry
    sources = [one for one in own_entries(actor)[:NEWEST] if one.registry_id != registry.pk]
    if not sources or frozen_records([taking_part.record_id]):
        return []
    targets = _targets(actor, taking_part)
    here: dict[int, list[State]] = defaultdict(list)
    wanted = [form for form, *_rest in targets.values()]
    for one in own_entries(actor).filter(form__in=wanted).defer(None).select_related(None):
        here[one.form_id].append(state_of(one))
    today = timezone.localdate()
    found = []
    known: dict[int, Words] = {}
    for source in reversed(sources):  # the oldest first, as they came
        if source.form.name not in targets or source.status == Entry.Status.INCOMPLETE:
            continue
        form, dataset, definition, names = targets[source.form.name]
        words = _words_of(source, known)
        state = state_of(source)
        answers = carried(words.definition, definition, state.answers, names)
        missing = _reasons(definition, state.missing, names)
        line = Kept(form.name, state.answers, words).line()
        checked = check(definition, answers, missing, today=today)
        answers = {name: value for name, value in checked.answers.items() if name in names}
        missing = {name: value for name, value in checked.missing.items() if name in names}
        if KEYS[form.name] not in answers or not line:
            continue
        now = State(answers, missing)
        if any(_holds(one, now) for one in here[form.pk]):
            continue
        if not form.repeats and here[form.pk]:
            continue
        here[form.pk].append(now)
        found.append(Taken(source, dataset, form, answers, missing, line))
    return found


def _reasons(definition: Definition, missing: Mapping[str, str], names: set[str]) -> dict[str, str]:
    return {
        name: reason
        for name, reason in missing.items()
        if name in names and reason in definition.by_link_id[name].missing_reasons
    }


def _holds(there: State, now: State) -> bool:
    """Whether an entry says all of this already."""
    return all(there.answers.get(name) == value for name, value in now.answers.items())


def _targets(
    actor: SignedIn, taking_part: Participation
) -> dict[str, tuple[Form, Dataset, Definition, set[str]]]:
    """Forms of this registry by name: at no visit, hers to fill in, with the question of KEYS."""
    found: dict[str, tuple[Form, Dataset, Definition, set[str]]] = {}
    for dataset in taking_part.registry.datasets.order_by("title", "pk"):
        version: Version | None = version_in_use(dataset)
        if version is None:
            continue
        definition = form_in_use(version).definition
        for form in dataset.forms.filter(name__in=KEYS, events=None):
            group = definition.by_link_id.get(f"{FORM}{form.name}")
            if group is None or form.name in found or not may_fill_in(actor, form, taking_part):
                continue
            names = {item.link_id for item in Definition(group.items).walk() if item.is_question}
            if KEYS[form.name] in names:
                found[form.name] = (form, dataset, definition, names)
    return found
