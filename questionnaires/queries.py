"""Stored questionnaires as forms ready to be asked, and the drafts of whoever asks."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from po_platform.access.actor import Actor, Bearer, SignedIn
from questionnaires.checks import read_definition
from questionnaires.definition import Definition
from questionnaires.models import Draft, Translation, Version
from questionnaires.outline import asked_questions
from questionnaires.texts import Texts, read_translation
from questionnaires.texts import Translation as Wording


class Damaged(Exception):
    """A stored definition or translation does not read any more; the message names it."""


@dataclass(frozen=True)
class Form:
    """One version in one language, ready to be asked."""

    version_id: int
    translation_id: int
    language: str
    definition: Definition
    texts: Texts
    questions: frozenset[str]  # linkIds of what a person is asked


@lru_cache(maxsize=128)
def _definition(version_id: int, sha256: str) -> Definition:
    stored = Version.objects.values_list("definition", flat=True).get(pk=version_id)
    definition, flaws = read_definition(stored)
    if definition is None:
        raise Damaged(f"version {version_id}: {flaws[0] if flaws else 'empty'}")
    return definition


@lru_cache(maxsize=256)
def _form(version_id: int, sha256: str, translation_id: int, words_sha256: str) -> Form:
    definition = _definition(version_id, sha256)
    row = Translation.objects.get(pk=translation_id)
    translation, flaws = read_translation(
        {"language": row.language, "texts": row.texts}, definition
    )
    if translation is None:
        raise Damaged(f"translation {translation_id}: {flaws[0] if flaws else 'empty'}")
    return Form(
        version_id,
        translation_id,
        row.language,
        definition,
        translation.texts,
        asked_questions(definition),
    )


def languages_of(version_id: int) -> dict[str, tuple[int, str]]:
    """language tag → translation id and hash, the file's own language first."""
    rows = Translation.objects.filter(version_id=version_id).order_by("pk")
    return {tag: (pk, sha256) for tag, pk, sha256 in rows.values_list("language", "pk", "sha256")}


def form_of(version: Version, language: str, barred: Collection[str] = ()) -> Form:
    """The form in this language, else a dialect of it, else English, else the first there is.

    `barred` languages are passed over as long as another one is left.
    """
    every = languages_of(version.pk)
    if not every:
        raise Damaged(f"version {version.pk} has no words")
    found = {tag: words for tag, words in every.items() if tag not in barred} or every
    short = language.split("-")[0]
    dialect = next((tag for tag in found if tag.split("-")[0] == short), None)
    chosen = next(tag for tag in (language, dialect, "en", next(iter(found))) if tag in found)
    return _form(version.pk, version.sha256, *found[chosen])


def form_in(version: Version, translation: Translation) -> Form:
    """The form in exactly this translation; no query once it is known."""
    return _form(version.pk, version.sha256, translation.pk, translation.sha256)


def newest_published(questionnaire_id: int) -> Version | None:
    """The version new answers are given to."""
    return (
        Version.objects.filter(questionnaire_id=questionnaire_id, state=Version.State.PUBLISHED)
        .order_by("-number")
        .first()
    )


def my_draft(*, actor: Actor, about: str) -> Draft | None:
    """What the actor has answered so far and not sent."""
    if not isinstance(actor, SignedIn | Bearer) or actor.subject_id is None:
        return None
    return Draft.objects.visible_to(actor).filter(subject_id=actor.subject_id, about=about).first()


def wording_of(form: Form) -> Wording:
    """The words of a form with their language, as the dialects want them."""
    return Wording(form.language, form.texts)


def wordings_of(version: Version, barred: Collection[str] = ()) -> list[Wording]:
    """Every language of a version, the file's own first; `barred` ones as in form_of."""
    every = languages_of(version.pk)
    found = [words for tag, words in every.items() if tag not in barred] or [*every.values()]
    return [wording_of(_form(version.pk, version.sha256, *words)) for words in found]
