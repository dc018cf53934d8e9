"""How complete records are, over the questions that apply to each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from po_platform.access.actor import Actor
from po_platform.access.protected import ProtectedQuerySet
from questionnaires.visibility import shown
from registry.layout import Layout
from registry.models import Dataset, Entry, Form, Site, Subject
from registry.queries.datasets import form_in_use, forms_seen, version_in_use
from registry.queries.sites import sites_to_choose
from registry.sealing import state_of


@dataclass(frozen=True)
class Complete:
    """Of one record in one dataset: answered of asked, confirmed of answered.

    Asked is what shows for the answers known; a reason for no answer is an answer. Forms and
    visits that repeat are not counted: nobody knows how often something happened.
    """

    forms: int = 0
    answered: int = 0
    asked: int = 0
    confirmed: int = 0

    @property
    def percent(self) -> int:
        """0–100, rounded down: 100 is only what is whole."""
        return 100 * self.answered // self.asked if self.asked else 0


@dataclass(frozen=True)
class HowFar:
    """Of one form: records in which it is finished at least once, and begun and not finished."""

    form: Form
    finished: int = 0
    begun: int = 0


@dataclass(frozen=True)
class AtSite:
    """The same of the records kept at one site; `site` None: at none."""

    site: Site | None
    records: int
    forms: tuple[HowFar, ...]


def how_far(*, actor: Actor, dataset: Dataset) -> tuple[list[HowFar], int]:
    """Each form the actor sees, and of how many records; three queries, one of them grouped."""
    counts = {form: (finished, begun) for form, finished, begun in _counted(actor, dataset)}
    forms = forms_seen(actor=actor, dataset=dataset)
    found = [HowFar(form, *counts.get(form.pk, (0, 0))) for form in forms]
    return found, _standing(actor, dataset).count()


def how_far_by_site(*, actor: Actor, dataset: Dataset, forms: Sequence[HowFar]) -> list[AtSite]:
    """The same site by site, and of those at none, for who works for all; the same few queries
    however many there are. `forms`: as `how_far` gave them.
    """
    sites = sites_to_choose(actor=actor, registry=dataset.registry)
    if not sites:
        return []
    per_site = _standing(actor, dataset).order_by().values("site_id").annotate(count=Count("pk"))
    records: dict[int | None, int] = dict(per_site.values_list("site_id", "count"))
    counts = {
        (site, form): (finished, begun)
        for form, site, finished, begun in _counted(actor, dataset, "record__site_id")
    }
    return [
        AtSite(
            site,
            records.get(site.pk if site else None, 0),
            tuple(
                HowFar(one.form, *counts.get((site.pk if site else None, one.form.pk), (0, 0)))
                for one in forms
            ),
        )
        for site in (*sites, None)
        if site is not None or records.get(None)
    ]


def _standing(actor: Actor, dataset: Dataset) -> ProtectedQuerySet[Subject]:
    """Records that stand for themselves."""
    return Subject.objects.visible_to(actor).filter(
        registry_id=dataset.registry_id, voided_at=None, same_as=None
    )


def _counted(actor: Actor, dataset: Dataset, *also: str) -> Iterable[tuple[Any, ...]]:
    """The form, what else is named, and of how many records it is finished, and begun."""
    done = Q(status=None) | ~Q(status=Entry.Status.INCOMPLETE)
    entries = Entry.objects.visible_to(actor).filter(
        form__dataset=dataset, voided_at=None, record__voided_at=None, record__same_as=None
    )
    return (
        entries.order_by()
        .values_list("form_id", *also)
        .annotate(
            finished=Count("record_id", distinct=True, filter=done),
            begun=Count("record_id", distinct=True, filter=~done),
        )
    )


def completeness(
    *, actor: Actor, dataset: Dataset, record_ids: Collection[int]
) -> dict[int, Complete]:
    """For every record of a page; four queries however many there are."""
    version = version_in_use(dataset)
    if version is None:
        return {}
    words = form_in_use(version)
    layout = Layout(words.definition)
    forms = {form.pk: form for form in dataset.forms.all()}
    once = [form for form in forms.values() if not form.repeats]
    events = list(dataset.events.prefetch_related("forms"))
    belong: dict[int | None, set[str]] = {
        event.pk: {form.name for form in event.forms.all()} for event in events
    }
    belong[None] = {form.name for form in forms.values()}.difference(*belong.values())
    by_event: dict[tuple[int, int | None], list[Entry]] = defaultdict(list)
    places = [None, *(event.pk for event in events if not event.repeats)]
    counts: dict[int, int] = defaultdict(int)
    entries = Entry.objects.visible_to(actor).filter(
        record_id__in=list(record_ids), form__in=list(forms), voided_at=None
    )
    for entry in entries:
        counts[entry.record_id] += 1
        if entry.instance == 0:
            by_event[entry.record_id, entry.event_id].append(entry)
    asks = {
        form.name: [
            item.link_id
            for item in layout.questions.get(form.name, ())
            if item.link_id in words.questions
        ]
        for form in once
    }
    found = {}
    for record_id in record_ids:
        answered = asked = confirmed = 0
        for event_id in places:
            held = by_event[record_id, event_id]
            given: dict[str, object] = {}
            known: set[str] = set()
            stood_for: set[str] = set()
            for entry in held:
                state = state_of(entry)
                given |= state.answers
                known |= {*state.answers, *state.missing}
                stood_for |= {name for name, one in entry.provenance.items() if "ok_at" in one}
            visible = shown(words.definition, given)
            names = [
                name
                for form, listed in asks.items()
                if form in belong[event_id]
                for name in listed
                if name in visible
            ]
            asked += len(names)
            answered += sum(name in known for name in names)
            confirmed += sum(name in known & stood_for for name in names)
        found[record_id] = Complete(counts[record_id], answered, asked, confirmed)
    return found
