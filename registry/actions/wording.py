"""The words of a dataset in further languages: taken in, kept where they are still true."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit.actions import record
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand
from questionnaires.actions import add_words, store_version
from questionnaires.fhir.report import Notebook
from questionnaires.models import Version
from questionnaires.queries import form_of, wordings_of
from questionnaires.redcap.importing import FORM, Dictionary, import_dictionary
from questionnaires.redcap.words import fitting, still_true
from questionnaires.texts import Texts
from questionnaires.texts import Translation as Wording
from registry.models import Dataset
from registry.queries.datasets import draft_of, my_rights, version_in_use, version_to_set
from registry.rules import may_manage

STAYS = _("Answers were given to other words, so those stay. The new ones wait in a draft.")


def take_in_words(*, actor: Actor, dataset: Dataset, raw: bytes, language: str) -> Dictionary:
    """A dictionary with the same names and codes, for its words alone; refused, nothing is stored.

    Every version gets the words that fit it where it lacks them, so that what was entered before
    reads in them too. What a version that was in use says already stays: answers were given to
    it. Where the file says something else, that waits in a draft.
    """
    read = import_dictionary(raw, language=language)
    if read.translation is None:
        return read
    with transaction.atomic():
        demand(may_manage(actor, my_rights(actor=actor, registry_id=dataset.registry_id)))
        held = Dataset.objects.select_for_update().get(pk=dataset.pk)
        book = Notebook(items=len(read.rows))
        version = version_in_use(held)
        if version is None or wordings_of(version)[0].language == language:
            book.refuse("", _("The dataset was made in this language. Choose another one."))
        else:
            _lay_over(actor, held, version, read, language, book)
        told = Dictionary(book.report(), read.definition, read.translation, read.rows, read.forms)
        if book.errors:
            return Dictionary(told.report, rows=read.rows, forms=read.forms)
        name_forms(held)
        record(actor=actor, verb="registry.dataset.worded", thing=held)
    return told


def _lay_over(
    actor: Actor,
    dataset: Dataset,
    version: Version,
    read: Dictionary,
    language: str,
    book: Notebook,
) -> None:
    base = wordings_of(version)[0].texts
    wished = _fitted(version, read, language, book)
    if book.errors:
        return
    stands = add_words(actor=actor, version=version, wording=Wording(language, wished))
    for other in Version.objects.filter(questionnaire_id=version.questionnaire_id):
        first = wordings_of(other)[0]
        if other.pk == version.pk or first.language == language:
            continue
        if other.state == Version.State.DRAFT:
            texts = _fitted(other, read, language, Notebook())
        else:
            texts = still_true(stands, base, first.texts).over(_said_in(language, other))
        add_words(actor=actor, version=other, wording=Wording(language, texts))
    differing = [name for name, words in wished.items.items() if words != stands.item(name)]
    for link_id in differing:
        book.note("kept", f"field {link_id}", STAYS)
    if differing and draft_of(dataset) is None:
        _begin_draft(actor, version, Wording(language, wished))


def _fitted(version: Version, read: Dictionary, language: str, book: Notebook) -> Texts:
    """What the file says. Where it says nothing, what was said in this language before stays."""
    definition = form_of(version, wordings_of(version)[0].language).definition
    return fitting(definition, _said_in(language, version), read, book)


def _said_in(language: str, version: Version) -> Texts:
    base, *more = wordings_of(version)
    return next((one.texts for one in more if one.language == language), base.texts)


def _begin_draft(actor: Actor, version: Version, words: Wording) -> None:
    before = wordings_of(version)
    store_version(
        actor=actor,
        definition=form_of(version, before[0].language).definition,
        wordings=[words if one.language == words.language else one for one in before],
        slug=version.questionnaire.slug,
        title=version.questionnaire.title,
        metadata=version.metadata,
        report=version.report,
    )


def with_words_before(dataset: Dataset, words: Wording) -> list[Wording]:
    """The words of a new dictionary, and those in other languages that still say the same."""
    newest = dataset.questionnaire.versions.order_by("-number").first()
    before = {one.language: one.texts for one in wordings_of(newest)} if newest else {}
    base: Texts = before.pop(words.language, words.texts)
    return [
        words,
        *(
            Wording(language, still_true(texts, base, words.texts).over(words.texts))
            for language, texts in before.items()
        ),
    ]


def say_draft_words(*, actor: Actor, version: Version, dataset: Dataset, words: Wording) -> None:
    """A draft in one more language. What is not said in it stays as in the language it was made in."""
    with transaction.atomic():
        demand(may_manage(actor, my_rights(actor=actor, registry_id=dataset.registry_id)))
        base = wordings_of(version)[0].texts
        whole = Wording(words.language, words.texts.over(base))
        add_words(actor=actor, version=version, wording=whole)
        record(actor=actor, verb="registry.dataset.worded", thing=dataset)


def name_forms(dataset: Dataset) -> None:
    """Forms are called what the version in use, or the draft before it is, calls them in its languages."""
    version = version_to_set(dataset)
    words = wordings_of(version) if version else []
    for form in dataset.forms.all():
        titles = {one.language: one.texts.item(f"{FORM}{form.name}").text for one in words}
        form.titles = {language: title for language, title in titles.items() if title}
        form.save(update_fields=["titles"])
