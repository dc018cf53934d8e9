"""Datasets that come with the portal, added to a registry with one press, in every language they have."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import get_language

from po_platform.access.actor import Actor
from questionnaires.queries import languages_of
from questionnaires.redcap.exporting import dictionary_csv
from questionnaires.redcap.importing import import_dictionary
from registry.actions.datasets import Intake, say_who_fills, take_in_dictionary
from registry.actions.visits import say_how_often
from registry.actions.wording import take_in_words
from registry.likely_identifiers import marked
from registry.models import Dataset, Registry
from registry.queries.datasets import version_in_use
from registry.question_rows import Row, form_of, name_of, question_of
from registry.shipped import FIRST, Shipped


def add_shipped(*, actor: Actor, registry: Registry, ours: Shipped) -> Intake | Dataset:
    """What became of its dictionary; the dataset itself where the registry has it already.

    One that is there gets the languages it lacks and stays as it is otherwise.
    """
    with transaction.atomic():
        held = Registry.objects.select_for_update().get(pk=registry.pk)
        there = held.datasets.filter(title__in=ours.titles.values()).first()
        if there is not None:
            _say_in_all(actor, there, ours)
            return there
        intake = take_in_dictionary(
            actor=actor, raw=ours.raw(), registry=held, title=ours.title(get_language() or FIRST)
        )
        if intake.dataset is None:
            return intake
        _say_in_all(actor, intake.dataset, ours)
        if ours.by_members:
            names = [form.name for form in intake.dataset.forms.all()]
            say_who_fills(actor=actor, dataset=intake.dataset, names=names)
            say_how_often(actor=actor, dataset=intake.dataset, repeat=names, months={})
    return intake


def take_over_shipped(*, actor: Actor, dataset: Dataset, ours: Shipped) -> Intake:
    """The set as it comes now as a draft of a dataset made from it: nothing changes until it is put in use.

    Questions of its own stay, and what it marked as telling who somebody is.
    """
    with transaction.atomic():
        version = version_in_use(dataset)
        rows = _laid_over(ours, version.metadata.get("redcap", ()) if version else ())
        intake = take_in_dictionary(
            actor=actor,
            raw=dictionary_csv(rows).encode(),
            registry=dataset.registry,
            title=dataset.title,
            dataset=dataset,
        )
        for language in ours.titles.keys() - {FIRST}:
            take_in_words(actor=actor, dataset=dataset, raw=ours.raw(language), language=language)
    return intake


def _laid_over(ours: Shipped, theirs: Sequence[Row]) -> list[Row]:
    """The rows of the set, form by form, each followed by those only the dataset has."""
    listed = import_dictionary(ours.raw()).rows
    marks = {name_of(one) for one in theirs if question_of(one).identifier}
    rows = marked(listed, marks & {name_of(one) for one in listed})
    names = {name_of(one) for one in rows}
    own = [one for one in theirs[1:] if name_of(one) not in names]
    forms = dict.fromkeys(form_of(one) for one in (*rows, *own))
    return [one for form in forms for one in (*rows, *own) if form_of(one) == form]


def _say_in_all(actor: Actor, dataset: Dataset, ours: Shipped) -> None:
    version = version_in_use(dataset)
    there = languages_of(version.pk) if version else {}
    for language in ours.titles:
        if language not in there:
            take_in_words(actor=actor, dataset=dataset, raw=ours.raw(language), language=language)
