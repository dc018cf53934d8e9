"""Registries, datasets and their versions; who holds which right in them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from po_platform.access.actor import Actor, SignedIn
from questionnaires.models import Version
from questionnaires.queries import Form, form_of
from questionnaires.redcap.importing import FORM
from questionnaires.texts import ItemText
from registry.from_consent import sources
from registry.layout import AGE, OLDEST_TOLD, Layout
from registry.likely_identifiers import likely_identifiers
from registry.models import Dataset, Entry, Registry, Right
from registry.models import Form as DatasetForm
from registry.policies import KEEPERS
from registry.rules import is_operator, right_for
from registry.shipped import SHIPPED, Shipped

REPEATING = "@REPEATING"  # in the annotation of a question: its form repeats


def my_rights(*, actor: Actor, registry_id: int) -> list[Right]:
    """Every right of the actor in one registry; the operator of the host needs none."""
    if not isinstance(actor, SignedIn) or not actor.holds(*KEEPERS):
        return []
    return list(Right.objects.filter(account_id=actor.account_id, registry_id=registry_id))


def all_my_rights(*, actor: Actor) -> dict[int, list[Right]]:
    """The same for every registry, by its id."""
    found: dict[int, list[Right]] = defaultdict(list)
    if isinstance(actor, SignedIn) and actor.holds(*KEEPERS):
        for right in Right.objects.filter(account_id=actor.account_id):
            found[right.registry_id].append(right)
    return found


def my_registries(*, actor: Actor) -> QuerySet[Registry]:
    """Registries the actor works in, by title."""
    if is_operator(actor):
        return Registry.objects.order_by("title", "pk")
    if not isinstance(actor, SignedIn) or not actor.holds(*KEEPERS):
        return Registry.objects.none()
    mine = Right.objects.filter(account_id=actor.account_id)
    return Registry.objects.filter(pk__in=mine.values("registry_id")).order_by("title", "pk")


def my_datasets(*, actor: Actor) -> QuerySet[Dataset]:
    """Datasets of those registries."""
    mine = my_registries(actor=actor).order_by()
    found = Dataset.objects.filter(registry__in=mine).select_related("registry", "questionnaire")
    return found.order_by("registry__title", "title", "pk")


def datasets_in_use() -> QuerySet[Dataset]:
    """Every dataset of the portal entries can be made in, by title; none that is only being written."""
    published = Dataset.objects.filter(questionnaire__versions__state=Version.State.PUBLISHED)
    return published.order_by("title", "pk")


def forms_seen(*, actor: Actor, dataset: Dataset) -> list[DatasetForm]:
    """The forms of a dataset whose answers the actor may see, in their order."""
    rights = my_rights(actor=actor, registry_id=dataset.registry_id)
    listed = dataset.forms.order_by("position", "pk")
    return [
        form
        for form in listed
        if is_operator(actor) or ((held := right_for(form.pk, rights)) is not None and held.sees)
    ]


def version_in_use(dataset: Dataset) -> Version | None:
    """The version entries are made with."""
    return _newest(dataset, Version.State.PUBLISHED)


def draft_of(dataset: Dataset) -> Version | None:
    """The newest version, while it is not in use yet."""
    newest = dataset.questionnaire.versions.order_by("-number").first()
    return newest if newest is not None and newest.state == Version.State.DRAFT else None


def version_to_set(dataset: Dataset) -> Version | None:
    """The version in use; before the first one is, the draft. Visits are planned around it."""
    return version_in_use(dataset) or draft_of(dataset)


def _newest(dataset: Dataset, state: str) -> Version | None:
    found = dataset.questionnaire.versions.filter(state=state)
    return found.order_by("-number").first()


def form_in_use(version: Version) -> Form:
    """The whole dataset, ready to be asked, in the reader's language."""
    return form_of(version, get_language() or "en")


def likely_identifiers_of(version: Version) -> list[str]:
    """Questions of a version that could tell who somebody is and are not marked so."""
    known = form_in_use(version).definition.by_link_id
    return [
        name for name in likely_identifiers(version.metadata.get("redcap", ())) if name in known
    ]


def said_to_repeat(version: Version) -> set[str]:
    """The forms a version says are filled in again and again: one of their questions bears the mark."""
    rows = version.metadata.get("redcap", ())
    marked = {row["field_name"].lower() for row in rows if REPEATING in row.get("annotation", "")}
    listed = Layout(form_in_use(version).definition).questions
    return {form for form, items in listed.items() if marked & {item.link_id for item in items}}


def shipped_asks_more(dataset: Dataset) -> Shipped | None:
    """The set a dataset was made from, where it asks questions by now that the dataset does not have."""
    ours = next((one for one in SHIPPED if dataset.title in one.titles.values()), None)
    version = version_in_use(dataset)
    if ours is None or version is None or draft_of(dataset) is not None:
        return None
    asked = form_in_use(version).definition.by_link_id
    if any(name not in asked for name in ours.names()):
        return ours
    rows = version.metadata.get("redcap", ())
    bears = {row["field_name"].lower(): row.get("annotation", "") for row in rows}
    marks = ours.marks().items()
    return ours if any(mark not in bears.get(name, "") for name, mark in marks) else None


def happens_again(dataset: Dataset) -> bool:
    """Whether one of its forms or visits is filled in again and again."""
    forms, visits = dataset.forms.filter(repeats=True), dataset.events.filter(repeats=True)
    return forms.exists() or visits.exists()


def words_of(entry: Entry, version: Version, language: str) -> Form:
    """A version in this language, with what the dataset's own codes for no answer say."""
    found = form_of(version, language)
    codes = entry.form.dataset.missing_codes
    reasons = {**codes, **found.texts.missing_reasons}
    return replace(found, texts=replace(found.texts, missing_reasons=reasons)) if codes else found


def layout_of(dataset: Dataset, version: Version) -> Layout:
    """The dataset as files know it."""
    definition = form_in_use(version).definition
    told = frozenset(sources(version.metadata.get("redcap", ()), definition))
    codes, ages = tuple(dataset.missing_codes), ages_ready(dataset)
    return Layout(definition, codes, aged_form(dataset), ages, told)


def aged_form(dataset: Dataset) -> str:
    """The form that asks for the birth date, '' where ages are not used."""
    return str(dataset.ages.get("form", ""))


def ages_ready(dataset: Dataset) -> bool:
    """Whether ages may be used now: allowed, and the year of every birth date was read."""
    return bool(dataset.ages) and dataset.ages_from is None


def with_words_beside(words: Form, layout: Layout, year: int) -> Form:
    """The same with words for what stands beside the questions. `year`: in which ages are reached."""
    said = {}
    for form, name in layout.days.items():
        title = words.texts.item(f"{FORM}{form}").text or form.replace("_", " ").capitalize()
        said[name] = ItemText(_("The day “%(form)s” speaks of") % {"form": title})
    if AGE not in layout.definition.by_link_id:
        told = {"year": year, "most": OLDEST_TOLD}
        text = _("Age in whole years, as reached in %(year)d; %(most)d is %(most)d and more") % told
        said[AGE] = ItemText(text)
    return replace(words, texts=replace(words.texts, items={**words.texts.items, **said}))
