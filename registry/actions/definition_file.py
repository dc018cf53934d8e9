"""A registry made from a file of its definition, and one taken out as such a file."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import IntegrityError, transaction

from audit.actions import record
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand
from questionnaires.texts import Translation as Wording
from registry.actions.ages import say_ages
from registry.actions.datasets import (
    lay_out_forms,
    make_registry,
    say_missing_codes,
    take_in_dictionary,
)
from registry.actions.likeness import say_who_asks
from registry.actions.quality import add_rule
from registry.actions.sheets import begin_sheet, write_sheet
from registry.actions.sites import save_site
from registry.actions.visits import Plan, save_visit, say_how_often
from registry.actions.wording import name_forms, say_draft_words
from registry.definition_file import DatasetPlan, RegistryPlan, VisitPlan, text_of
from registry.models import Dataset, Registry
from registry.queries.datasets import my_rights
from registry.queries.definition_file import definition_of, slug_taken
from registry.question_book import Head
from registry.rules import may_manage, may_use_slug


def take_out_definition(*, actor: Actor, registry: Registry) -> str:
    """The file; no data of anybody. That it was taken out is written down."""
    with transaction.atomic():
        demand(may_manage(actor, my_rights(actor=actor, registry_id=registry.pk)))
        text = text_of(definition_of(actor=actor, registry=registry))
        record(actor=actor, verb="registry.definition.taken_out", thing=registry)
    return text


def make_from_file(*, actor: Actor, plan: RegistryPlan) -> Registry:
    """A new registry, whole or not at all. Its datasets and what joining asks are drafts.

    Nobody is asked anything by it until people look at each and put it in use, or publish it.
    `plan` was read by registry.forms.definition_file before.
    """
    with transaction.atomic():
        found = _begun(actor, plan)
        for site in plan.sites:
            save_site(
                actor=actor,
                registry=found,
                title=site.title,
                country=site.country,
                name=site.name,
            )
        if plan.sheet is not None:
            sheet = begin_sheet(actor=actor, registry=found)
            write_sheet(actor=actor, sheet=sheet, content=plan.sheet)
        for one in plan.datasets:
            _make_dataset(actor, found, one)
        record(actor=actor, verb="registry.registry.made_from_file", thing=found)
    return found


def _begun(actor: Actor, plan: RegistryPlan) -> Registry:
    demand(may_use_slug(taken=slug_taken(plan.slug)))
    try:
        with transaction.atomic():
            return make_registry(actor=actor, title=plan.title, slug=plan.slug)
    except IntegrityError:  # somebody took it this moment
        demand(may_use_slug(taken=True))
        raise


def _make_dataset(actor: Actor, registry: Registry, plan: DatasetPlan) -> None:
    heads = [Head(one.name, one.title, one.repeats, one.members_fill) for one in plan.forms]
    intake = take_in_dictionary(
        actor=actor,
        raw=plan.raw,
        registry=registry,
        title=plan.title,
        language=plan.language,
        heads=heads,
    )
    dataset, version = intake.dataset, intake.version
    if dataset is None or version is None:
        raise ValueError("a dictionary that was read before")
    lay_out_forms(dataset, version)
    for language, texts in plan.words.items():
        words = Wording(language, texts)
        say_draft_words(actor=actor, dataset=dataset, version=version, words=words)
    name_forms(dataset)
    if plan.missing_codes:
        say_missing_codes(actor=actor, dataset=dataset, codes=plan.missing_codes)
    _come_again(actor, dataset, plan)
    _plan_visits(actor, dataset, plan.visits)
    if plan.who is not None:
        who = plan.who
        say_who_asks(actor=actor, dataset=dataset, form=who.form, names=who.names, born=who.born)
    if plan.ages is not None:
        form, born = plan.ages
        say_ages(actor=actor, dataset=dataset, form=form, born=born)
    for rule in plan.rules:
        add_rule(actor=actor, dataset=dataset, title=rule.title, logic=rule.logic)


def _come_again(actor: Actor, dataset: Dataset, plan: DatasetPlan) -> None:
    repeat = set(dataset.forms.filter(repeats=True).values_list("name", flat=True))
    months = {one.name: one.months for one in plan.forms if one.months}
    if repeat or months:
        say_how_often(actor=actor, dataset=dataset, repeat=repeat, months=months)


def _plan_visits(actor: Actor, dataset: Dataset, visits: Sequence[VisitPlan]) -> None:
    forms = dict(dataset.forms.values_list("name", "pk"))
    after = None
    for one in visits:
        mine = [forms[name] for name in one.forms]
        wanted = Plan(one.title, mine, after, one.days, one.repeats, one.name)
        after = save_visit(actor=actor, dataset=dataset, plan=wanted).pk
