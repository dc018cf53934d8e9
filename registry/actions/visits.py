"""Visits of a dataset as those who look after it plan them, and which forms come up again."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from audit.actions import record
from po_platform.access.actor import Actor
from po_platform.access.refusals import Denied, demand
from registry.actions.brought import saved_how_often, saved_visit
from registry.models import Dataset, Event, FormAtEvent
from registry.queries.datasets import layout_of, my_rights, version_to_set
from registry.rules import may_manage
from registry.templatetags.registry_words import form_words


@dataclass(frozen=True)
class Plan:
    """A visit as it is wanted. `after`: the visit it follows, None for the first; `days`: from, until.

    `name`: what files call a new one, else as it is titled.
    """

    title: str
    forms: Collection[int]
    after: int | None = None
    days: tuple[int, int] | None = None
    repeats: bool = False
    name: str = ""


def save_visit(*, actor: Actor, dataset: Dataset, plan: Plan, visit: Event | None = None) -> Event:
    """A new visit, or another plan for one that is there; its name in files stays."""
    with transaction.atomic():
        held = _managed(actor, dataset)
        name = plan.name or _free_name(held, plan.title)
        found = visit or Event(dataset=held, name=name, position=0)
        if found.repeats and not plan.repeats:
            _demand_once("end_repeating_visit", found.pk, found.title)
        found.title, found.repeats = plan.title, plan.repeats
        found.from_day, found.until_day = plan.days or (None, None)
        found.save()
        _put_after(held, found, plan.after)
        mine = FormAtEvent.objects.filter(event=found)
        wanted = held.forms.filter(pk__in=list(plan.forms))
        mine.exclude(form__in=wanted).delete()
        FormAtEvent.objects.bulk_create(
            [FormAtEvent(event=found, form=form) for form in wanted], ignore_conflicts=True
        )
        saved_visit(found, [form.name for form in wanted])
        record(actor=actor, verb="registry.visit.planned", thing=found)
    return found


def drop_visit(*, actor: Actor, visit: Event) -> None:
    """A visit at which nothing was ever entered that still stands."""
    with transaction.atomic():
        _managed(actor, visit.dataset)
        if not _ask("drop_visit", visit.pk):
            demand(Denied(_("Something was entered at this visit, so it stays.")))
        record(actor=actor, verb="registry.visit.dropped", thing=visit)


def say_how_often(
    *, actor: Actor, dataset: Dataset, repeat: Collection[str], months: Mapping[str, int]
) -> None:
    """Which forms are filled in anew each time, and after how many months members look again.

    A form that stands a second time somewhere goes on repeating: nobody could tell the two apart.
    """
    with transaction.atomic():
        held = _managed(actor, dataset)
        version = version_to_set(held)
        listed = layout_of(held, version).forms if version else ()
        for form in held.forms.filter(name__in=listed, scores_of=""):
            if form.repeats and form.name not in repeat:
                _demand_once("end_repeating_form", form.pk, form_words(form))
            form.repeats, form.again_after = form.name in repeat, months.get(form.name)
            form.save(update_fields=["repeats", "again_after"])
        saved_how_often(held, repeat)
        record(actor=actor, verb="registry.dataset.how_often", thing=held)


def _managed(actor: Actor, dataset: Dataset) -> Dataset:
    demand(may_manage(actor, my_rights(actor=actor, registry_id=dataset.registry_id)))
    return Dataset.objects.select_for_update().get(pk=dataset.pk)


def _demand_once(function: str, pk: int, title: str) -> None:
    if not _ask(function, pk):
        words = _(
            "“%(name)s” was filled in already as something that comes again and again, so it stays so."
        )
        demand(Denied(words % {"name": title}))


def _ask(function: str, pk: int) -> bool:
    """A function of the vault: it sees entries of every form, whoever asks."""
    with connection.cursor() as cursor:
        cursor.execute(f"select {function}(%s)", [pk])
        return bool(cursor.fetchone()[0])


def _put_after(dataset: Dataset, visit: Event, after: int | None) -> None:
    """Every visit has a place of its own: files sort by it."""
    others = [one for one in dataset.events.order_by("position", "pk") if one.pk != visit.pk]
    at = next((n + 1 for n, one in enumerate(others) if one.pk == after), 0)
    for position, one in enumerate([*others[:at], visit, *others[at:]]):
        Event.objects.filter(pk=one.pk).exclude(position=position).update(position=position)


def _free_name(dataset: Dataset, title: str) -> str:
    """As REDCap names events: `first_visit_arm_1`."""
    base = slugify(title).replace("-", "_").strip("_")[:80] or "visit"
    taken = set(dataset.events.values_list("name", flat=True))
    numbered = (f"{base}_{number}" if number > 1 else base for number in range(1, len(taken) + 3))
    return next(name for one in numbered if (name := f"{one}_arm_1") not in taken)
