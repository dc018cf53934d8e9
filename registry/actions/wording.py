"""The words of a dataset in further languages: taken in, kept where they are still true."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit.actions import record
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand
from questionnaires.fhir.report import Notebook
from questionnaires.models import Translation, Version
from questionnaires.plain import to_plain
from questionnaires.queries import form_of, wordings_of
from questionnaires.redcap.importing import FORM, Dictionary, import_dictionary
from questionnaires.redcap.words import fitting, still_true
from questionnaires.texts import Texts
from questionnaires.texts import Translation as Wording
from registry.models import Dataset
from registry.queries.datasets import my_rights, version_in_use
from registry.rules import may_manage


def take_in_words(*, actor: Actor, dataset: Dataset, raw: bytes, language: str) -> Dictionary:
    """A dictionary with the same names and codes, for its words alone; refused, nothing is stored.

    Every version gets the words that fit it, so that what was entered before reads in them too.
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
            _lay_over(version, read, language, book)
        told = Dictionary(book.report(), read.definition, read.translation, read.rows, read.forms)
        if book.errors:
            return Dictionary(told.report, rows=read.rows, forms=read.forms)
        name_forms(held)
        record(actor=actor, verb="registry.dataset.worded", thing=held)
    return told


def _lay_over(version: Version, read: Dictionary, language: str, book: Notebook) -> None:
    base, *more = wordings_of(version)
    form = form_of(version, base.language)
    # Where the file says nothing, what was said in this language before stays.
    found = fitting(form.definition, _said_in(language, more, base.texts), read, book)
    if book.errors:
        return
    _store(version, Wording(language, found))
    for other in Version.objects.filter(questionnaire_id=version.questionnaire_id):
        if other.pk == version.pk:
            continue
        first, *more = wordings_of(other)
        if first.language == language:
            continue
        there = _said_in(language, more, first.texts)
        if other.state == Version.State.DRAFT:
            texts = fitting(form_of(other, first.language).definition, there, read, Notebook())
        else:
            texts = still_true(found, form.texts, first.texts).over(there)
        _store(other, Wording(language, texts))


def _said_in(language: str, wordings: Sequence[Wording], otherwise: Texts) -> Texts:
    return next((one.texts for one in wordings if one.language == language), otherwise)


def _store(version: Version, words: Wording) -> None:
    Translation.objects.update_or_create(
        version=version,
        language=words.language,
        defaults={"texts": to_plain(words.texts), "sha256": words.sha256},
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


def name_forms(dataset: Dataset) -> None:
    """Forms are called what the version in use calls them, in each of its languages."""
    version = version_in_use(dataset)
    words = wordings_of(version) if version else []
    for form in dataset.forms.all():
        titles = {one.language: one.texts.item(f"{FORM}{form.name}").text for one in words}
        form.titles = {language: title for language, title in titles.items() if title}
        form.save(update_fields=["titles"])
