"""What a registry shows of itself: chosen by who looks after it, counted once a week."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count
from django.db.models.functions import ExtractYear
from django.utils import timezone

from audit.actions import record
from po_platform.access.actor import Actor, Purpose, SignedIn, System, acting_as
from po_platform.access.refusals import demand
from registry.actions.told import Known, Run, known_numbers, remember
from registry.cohort import ONLY, Criterion, codes_of
from registry.consent import purpose_of
from registry.counted_people import Question
from registry.disclosure import told
from registry.figure_words import AGE, ALL, JOINED, bands, spans
from registry.layout import AGE as AGE_NAME
from registry.layout import has_boxes
from registry.models import Figure, FigureChoice, Participation, Registry
from registry.queries.datasets import layout_of, my_rights, version_in_use
from registry.queries.figures import answer_keys, clear_questions, last_figures
from registry.queries.requests import rules_of
from registry.rules import may_manage
from registry.suppression import apart, split_apart

A_WEEK = timedelta(days=7)
REST = ""
Numbers = Mapping[str, int]


def choose_figures(*, actor: SignedIn, registry: Registry, **chosen: Any) -> FigureChoice:
    """From the next count on; what was told stays until then, for nobody where nobody is chosen."""
    with transaction.atomic():
        demand(may_manage(actor, my_rights(actor=actor, registry_id=registry.pk)))
        found, _new = FigureChoice.objects.update_or_create(registry=registry, defaults=chosen)
        record(actor=actor, verb="registry.figures.chosen", thing=found, who=found.who)
    return found


def count_figures() -> int:
    """For the tick: counts what was not counted for a week; how many registries were looked at."""
    due = FigureChoice.objects.exclude(who=FigureChoice.Who.NOBODY)
    due = due.exclude(looked_at__gt=timezone.now() - A_WEEK)
    counted = 0
    for pk in list(due.values_list("pk", flat=True)):
        with acting_as(System(Purpose.OPERATE)) as system, transaction.atomic():
            rows = due.filter(pk=pk).select_for_update(of=("self",), skip_locked=True)
            choice = rows.select_related("registry", "dataset__registry").first()
            if choice is not None:
                _count(system, choice)
                counted += 1
    return counted


def _count(actor: Actor, choice: FigureChoice) -> None:
    threshold = rules_of(choice.registry_id).threshold
    before = last_figures(choice.registry)
    answers = _counted(actor, choice)
    made = [*_taking_part(actor, choice.registry, threshold), *answers]
    new = [one for one in made if moved(before.get(one.key), one, threshold)]
    new += _taken_off(choice, {one.key for one in answers}, before)
    new += _told_again(
        choice.registry, {one.key for one in made} - {one.key for one in new}, before
    )
    Figure.objects.bulk_create(new)
    choice.looked_at = timezone.now()
    choice.save(update_fields=["looked_at"])
    record(actor=actor, verb="registry.figures.counted", thing=choice, count=len(new))


def moved(before: Figure | None, now: Figure, threshold: int) -> bool:
    """Whether so many came, left or changed since it was told that a new one shows none of them."""
    if before is None:
        return True
    groups = before.exact.keys() | now.exact.keys()
    steps = [now.exact.get(one, 0) - before.exact.get(one, 0) for one in groups]
    more = sum(step for step in steps if step > 0)
    less = -sum(step for step in steps if step < 0)
    return bool(max(more, less) >= threshold)


def _taking_part(actor: Actor, registry: Registry, threshold: int) -> list[Figure]:
    """Who takes part now, and since which year; nothing of what they answered."""
    rows = Participation.objects.visible_to(actor).filter(
        registry=registry, state=Participation.State.ACTIVE, paused_at=None
    )
    years = rows.annotate(year=ExtractYear("since")).values("year").annotate(n=Count("pk"))
    exact = {str(one["year"]): one["n"] for one in years.order_by("year")}
    everybody = sum(exact.values())
    shown = apart(exact, everybody, threshold)
    return [
        _figure(registry, ALL, {}, everybody, {}, threshold),
        _figure(registry, JOINED, exact, everybody, {one: exact[one] for one in shown}, threshold),
    ]


def _figure(
    registry: Registry, key: str, exact: Numbers, everybody: int, shown: Numbers, threshold: int
) -> Figure:
    rest = everybody - sum(shown.values())
    return Figure(
        registry=registry,
        key=key,
        exact={**exact, REST: everybody - sum(exact.values())},
        told={one: told(number, threshold).value for one, number in shown.items()},
        rest=told(rest, threshold).value,
    )


@dataclass(frozen=True, slots=True)
class _Groups:
    """The groups of one figure as questions beside all that were told before."""

    known: Known
    questions: Mapping[str, Question]

    def ask(self, name: str) -> frozenset[UUID]:
        return self.known.ask(self.questions[name])

    def again(self) -> _Groups:
        return replace(self, known=self.known.again())


def _taken_off(
    choice: FigureChoice, counted: Container[str], before: Mapping[str, Figure]
) -> list[Figure]:
    """What cannot be counted now is shown no longer; the next count is compared with what it told."""
    gone = [key for key in answer_keys(choice) if key not in counted]
    return [
        Figure(registry=choice.registry, key=key, exact=before[key].exact if key in before else {})
        for key in gone
        if key not in before or _tells(before[key])
    ]


def _told_again(
    registry: Registry, still: Iterable[str], before: Mapping[str, Figure]
) -> list[Figure]:
    """What was taken off for a time and has hardly moved since says what it said, nothing newer."""
    quiet = [key for key in still if key in before and not _tells(before[key])]
    spoke = Figure.objects.filter(registry=registry, key__in=quiet).exclude(told={}, rest=None)
    last = spoke.order_by("key", "-pk").distinct("key")
    return [
        Figure(registry=registry, key=one.key, exact=one.exact, told=one.told, rest=one.rest)
        for one in last
        if one.exact == before[one.key].exact
    ]


def _tells(figure: Figure) -> bool:
    return bool(figure.told) or figure.rest is not None


def _counted(actor: Actor, choice: FigureChoice) -> list[Figure]:
    """By age and by the chosen questions, of those who agreed; none where nothing can be told."""
    version = version_in_use(choice.dataset)
    if version is None or choice.code not in {one.code for one in clear_questions(choice.registry)}:
        return []
    use = purpose_of(choice.registry_id, choice.code)
    whole = Question(choice.dataset, layout_of(choice.dataset, version), (), use)
    asked = {key: groups for key, groups in _asked(choice, whole).items() if groups}
    every = [whole, *(one for groups in asked.values() for one in groups.values())]
    try:
        known = known_numbers(actor, every) if asked else None
    except PermissionDenied:  # counting rests: see told
        known = None
    if known is None:
        return []
    everybody = known.ask(whole)
    if not everybody:
        remember(actor, [known.run(whole, everybody)])
        return [_few(known, choice, key, whole, groups) for key, groups in asked.items()]
    found, runs = [], [known.run(whole, everybody)]
    for key, questions in asked.items():
        figure, more = _split(known, choice, key, questions, len(everybody))
        known = more.known
        found.append(figure)
        runs += more.runs
    remember(actor, runs)
    return found


@dataclass(frozen=True, slots=True)
class _Split:
    known: Known
    runs: list[Run]


def _split(
    known: Known, choice: FigureChoice, key: str, questions: Mapping[str, Question], everybody: int
) -> tuple[Figure, _Split]:
    exact = {name: len(known.people.of(one)) for name, one in questions.items()}
    said = split_apart(_Groups(known, questions), exact, everybody, known.threshold)
    after = known.again()
    for name in said:
        after.ask(questions[name])
    shown = {name: len(who) for name, who in said.items()}
    figure = _figure(choice.registry, key, exact, everybody, shown, known.threshold)
    return figure, _Split(after, [after.run(questions[name], who) for name, who in said.items()])


def _few(
    known: Known, choice: FigureChoice, key: str, whole: Question, groups: Mapping[str, Question]
) -> Figure:
    """Nothing is told, but how many there are is kept: one who left may not be seen by it."""
    exact = {name: len(known.people.of(one)) for name, one in groups.items()}
    rest = len(known.people.of(whole)) - sum(exact.values())
    return Figure(registry=choice.registry, key=key, exact={**exact, REST: rest})


def _asked(choice: FigureChoice, whole: Question) -> dict[str, dict[str, Question]]:
    """Figure → its groups as questions; what the dataset does not ask any more is left out."""

    def of(*criteria: Criterion) -> Question:
        return replace(whole, criteria=tuple(sorted(criteria)))

    items = {
        f"{form}|{item.link_id}": (form, item)
        for form, listed in whole.layout.questions.items()
        for item in listed
        if not item.identifier
    }
    found: dict[str, dict[str, Question]] = {}
    for key in choice.questions:
        if key in items and not has_boxes(items[key][1]):
            form, item = items[key]
            found[key] = {
                code: of(Criterion(form, item.link_id, ONLY, (code,))) for code in codes_of(item)
            }
    layout = whole.layout
    if layout.ages and choice.born == f"{layout.aged}|{AGE_NAME}" and layout.age_at(layout.aged):
        found[AGE] = {
            name: of(
                Criterion(layout.aged, AGE_NAME, "least", (str(first),)),
                *([Criterion(layout.aged, AGE_NAME, "most", (str(last),))] if last else []),
            )
            for name, (first, last) in spans().items()
        }
    elif choice.born in items:
        form, item = items[choice.born]
        found[AGE] = {
            name: of(
                Criterion(form, item.link_id, "from", (str(first),)),
                Criterion(form, item.link_id, "until", (str(last),)),
            )
            for name, (first, last) in bands(timezone.localdate().year).items()
        }
    return found
