"""Registries, datasets from dictionaries, and putting a version in use."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypedDict

from django.db import transaction
from django.utils.text import slugify

from audit.actions import record
from po_platform.access.actor import Actor, SignedIn
from po_platform.access.refusals import demand
from questionnaires.actions import publish_version, store_version, write_draft
from questionnaires.definition import Definition
from questionnaires.models import Questionnaire, Version
from questionnaires.queries import languages_of
from questionnaires.redcap.exporting import dictionary_csv
from questionnaires.redcap.importing import FORM, Dictionary, import_dictionary
from questionnaires.texts import ItemText
from questionnaires.texts import Translation as Wording
from registry.actions.wording import name_forms, with_words_before
from registry.from_consent import Teller
from registry.from_scores import score_forms
from registry.layout import Layout
from registry.likely_identifiers import marked
from registry.models import Dataset, Form, FormAtEvent, Registry, Right
from registry.queries.datasets import (
    draft_of,
    form_in_use,
    my_rights,
    said_to_repeat,
    version_in_use,
)
from registry.queries.from_consent import answered_by_consent
from registry.question_book import ChangedMeanwhile, Head, heads_json, heads_of, mark_of
from registry.rules import may_make_registry, may_manage, may_open_to_members

OF_ADDRESSES = {"datasets"}  # a registry of this name would hide them


class _Given(TypedDict):
    actor: Actor
    definition: Definition
    wordings: list[Wording]
    slug: str
    title: str
    metadata: Mapping[str, Any]
    report: Mapping[str, Any]


@dataclass(frozen=True)
class Intake:
    """What became of a dictionary; without a dataset it was refused."""

    dictionary: Dictionary
    dataset: Dataset | None = None
    version: Version | None = None
    is_new: bool = False

    def to_json(self) -> dict[str, Any]:
        """The report, and where it lies now."""
        told = self.dictionary.to_json()
        if self.dataset is None or self.version is None:
            return told
        return {
            **told,
            "dataset": self.dataset.slug,
            "version": self.version.number,
            "state": self.version.state,
            "is_new": self.is_new,
        }


def make_registry(*, actor: Actor, title: str, slug: str = "") -> Registry:
    """A new registry; whoever makes it manages it. `slug`: one that is free, else as it is titled."""
    with transaction.atomic():
        demand(may_make_registry(actor))
        taken = {*Registry.objects.values_list("slug", flat=True), *OF_ADDRESSES}
        slug = slug or free_slug(title, taken)
        found = Registry.objects.create(slug=slug, title=title[:200])
        if isinstance(actor, SignedIn):
            Right.objects.create(
                registry=found,
                account_id=actor.account_id,
                enters=True,
                confirms=True,
                export=Right.Export.FULL,
                manages=True,
            )
        record(actor=actor, verb="registry.registry.made", thing=found)
    return found


def take_in_dictionary(
    *,
    actor: Actor,
    raw: bytes,
    registry: Registry,
    title: str,
    dataset: Dataset | None = None,
    language: str = "en",
    heads: Sequence[Head] | None = None,
) -> Intake:
    """A dictionary as a new dataset of the registry, or as a draft of one that is there.

    The first version of a new dataset is in use at once: nothing can be lost. The same dictionary
    again is the same version. `language`: of its labels; words in others stay where they still fit.
    `heads`: its forms, where it is written on pages; then it is a draft in any case, in the place
    of the one that waits. A file leaves forms called as they were.
    """
    read = import_dictionary(raw, language=language)
    if read.definition is None or read.translation is None:
        return Intake(read)
    on_pages = heads is not None
    forms = heads_of(read.rows, _kept(dataset, read) if heads is None else heads_json(heads))
    words = _with_titles(read.translation, forms)
    with transaction.atomic():
        demand(may_manage(actor, my_rights(actor=actor, registry_id=registry.pk)))
        Registry.objects.select_for_update().get(pk=registry.pk)
        slug = dataset.questionnaire.slug if dataset else _free_dataset_slug(title)
        given: _Given = {
            "actor": actor,
            "definition": read.definition,
            "wordings": with_words_before(dataset, words) if dataset else [words],
            "slug": slug,
            "title": title,
            "metadata": {"redcap": list(read.rows), "forms": heads_json(forms)},
            "report": read.to_json(),
        }
        version, is_new = (write_draft(**given), True) if on_pages else store_version(**given)
        is_first = dataset is None and not on_pages
        if dataset is None:
            dataset = Dataset.objects.create(
                registry=registry, slug=slug, title=title[:200], questionnaire=version.questionnaire
            )
            record(actor=actor, verb="registry.dataset.made", thing=dataset)
        if is_first:
            put_in_use(actor=actor, dataset=dataset, version=version)
            version.refresh_from_db()
    return Intake(read, dataset, version, is_new)


def put_in_use(*, actor: Actor, dataset: Dataset, version: Version, seen: str = "") -> None:
    """From now on entries are made with this version; those made before keep theirs.

    `seen`: what was looked at, as question_book.mark_of its metadata. Raises ChangedMeanwhile.
    """
    with transaction.atomic():
        demand(may_manage(actor, my_rights(actor=actor, registry_id=dataset.registry_id)))
        held = Version.objects.select_for_update().get(pk=version.pk)
        if seen and mark_of(held.metadata) != seen:
            raise ChangedMeanwhile
        is_first = version_in_use(dataset) is None
        publish_version(actor=actor, version=version)
        layout = Layout(form_in_use(version).definition)
        forms = layout.forms
        known = {form.name: form for form in dataset.forms.all()}
        lay_out_forms(dataset, version)
        _answered_by_scores(dataset, version)
        for name, form in known.items():
            if name not in forms:
                form.position, form.again_after = len(forms) + form.position, None
                form.save(update_fields=["position", "again_after"])
        if is_first:  # before, nobody who takes part is asked anything
            heads = heads_of((), version.metadata.get("forms", ()))
            own = [head.name for head in heads if head.members_fill]
            dataset.forms.filter(name__in=own).update(members_fill=True)
        dataset.forms.filter(name__in=_asks_nobody(layout, version)).update(members_fill=False)
        name_forms(dataset)
        record(actor=actor, verb="registry.version.put_in_use", thing=version)


def lay_out_forms(dataset: Dataset, version: Version) -> None:
    """Every form of the version has its row, in its order; a new one repeats as its head says."""
    heads = heads_of((), version.metadata.get("forms", ()))
    again = {head.name for head in heads if head.repeats}
    for position, name in enumerate(Layout(form_in_use(version).definition).forms):
        Form.objects.update_or_create(
            dataset=dataset,
            name=name,
            defaults={"position": position},
            create_defaults={"position": position, "repeats": name in again},
        )
    dataset.forms.filter(name__in=said_to_repeat(version)).update(repeats=True)


def _answered_by_scores(dataset: Dataset, version: Version) -> None:
    """Forms scores answer from now on repeat, stand at no visit, and are open to whoever takes part
    until that is changed. One they answer no more is open to her only when somebody says so.
    """
    found = score_forms(version.metadata.get("redcap", ()), form_in_use(version))
    dataset.forms.exclude(name__in=found).exclude(scores_of="").update(
        scores_of="", members_fill=False
    )
    for name, one in found.items():
        dataset.forms.filter(name=name, scores_of="").update(members_fill=True)
        dataset.forms.filter(name=name).update(
            scores_of=one.measure, repeats=True, again_after=None
        )
    # Nobody can fill it in there, and everybody would be told that it waits.
    FormAtEvent.objects.filter(event__dataset=dataset, form__name__in=found).delete()


def _asks_nobody(layout: Layout, version: Version) -> list[str]:
    """Forms that ask whoever takes part nothing but what hangs on what the consent answers."""
    teller = Teller(layout.definition, answered_by_consent(version))
    asked = form_in_use(version).questions
    found = []
    for name, items in layout.questions.items():
        own = {item.link_id for item in items}
        if own & teller.named.keys() and own & asked <= teller.hanging.keys():
            found.append(name)
    return found


def say_who_fills(*, actor: Actor, dataset: Dataset, names: Collection[str]) -> None:
    """Which forms whoever takes part fills in herself, from now on."""
    with transaction.atomic():
        demand(may_manage(actor, my_rights(actor=actor, registry_id=dataset.registry_id)))
        demand(may_open_to_members(in_use=version_in_use(dataset) is not None))
        dataset.forms.filter(name__in=names).update(members_fill=True)
        dataset.forms.exclude(name__in=names).update(members_fill=False)
        record(actor=actor, verb="registry.dataset.opened_to_members", thing=dataset)


def say_missing_codes(*, actor: Actor, dataset: Dataset, codes: Mapping[str, str]) -> None:
    """Which codes say why there is no answer, from now on; what entries say already stays."""
    with transaction.atomic():
        demand(may_manage(actor, my_rights(actor=actor, registry_id=dataset.registry_id)))
        Dataset.objects.filter(pk=dataset.pk).update(missing_codes=dict(codes))
        record(actor=actor, verb="registry.dataset.missing_codes", thing=dataset)


def mark_identifiers(*, actor: Actor, dataset: Dataset, names: Collection[str]) -> Intake:
    """The newest version with these questions marked as telling who somebody is: a draft."""
    with transaction.atomic():
        Registry.objects.select_for_update().get(pk=dataset.registry_id)
        newest = draft_of(dataset) or version_in_use(dataset)
        if newest is None:
            raise ValueError("a dataset without a version")
        rows = marked(newest.metadata.get("redcap", ()), names)
        return take_in_dictionary(
            actor=actor,
            raw=dictionary_csv(rows).encode(),
            registry=dataset.registry,
            title=dataset.title,
            dataset=dataset,
            language=next(iter(languages_of(newest.pk))),
            heads=heads_of(rows, newest.metadata.get("forms", ())),
        )


def _kept(dataset: Dataset | None, read: Dictionary) -> list[dict[str, Any]]:
    newest = dataset.questionnaire.versions.order_by("-number").first() if dataset else None
    kept = newest.metadata.get("forms", ()) if newest else ()
    return [one for one in kept if one["name"] in read.forms]


def _with_titles(words: Wording, heads: Iterable[Head]) -> Wording:
    """Forms are called as those who wrote them say; the name of one says less."""
    items = dict(words.texts.items)
    for head in heads:
        if head.title and f"{FORM}{head.name}" in items:
            items[f"{FORM}{head.name}"] = ItemText(head.title)
    return replace(words, texts=replace(words.texts, items=items))


def _free_dataset_slug(title: str) -> str:
    taken = {*Dataset.objects.values_list("slug", flat=True)}
    return free_slug(title, taken | {*Questionnaire.objects.values_list("slug", flat=True)})


def free_slug(title: str, taken: set[str]) -> str:
    """`heart`, or `heart-2` where that one is taken."""
    base = slugify(title)[:70] or "registry"
    numbered = (f"{base}-{number}" if number > 1 else base for number in range(1, len(taken) + 3))
    return next(slug for slug in numbered if slug not in taken)
