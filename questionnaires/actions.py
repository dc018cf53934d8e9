"""Storing imported questionnaires and keeping drafts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Now
from django.utils.text import slugify

from audit.actions import record
from po_platform.access.actor import Actor, Bearer, SignedIn
from questionnaires.definition import Definition
from questionnaires.models import Draft, Questionnaire, Translation, Version
from questionnaires.outline import asked_of_everybody
from questionnaires.plain import to_plain
from questionnaires.queries import wordings_of
from questionnaires.texts import Texts
from questionnaires.texts import Translation as Wording


def store_version(
    *,
    actor: Actor,
    definition: Definition,
    wordings: list[Wording],
    slug: str,
    title: str,
    metadata: Mapping[str, Any],
    report: Mapping[str, Any],
    or_earlier: bool = True,
) -> tuple[Version, bool]:
    """(version, whether it is new). The same structure and words again is the same version.

    `or_earlier`: also as an earlier one; else only as the newest, so that whoever puts the newest
    in use can go back to what an earlier one said.
    """
    with transaction.atomic():
        questionnaire, _made = Questionnaire.objects.select_for_update().get_or_create(
            slug=slugify(slug)[:80] or "questionnaire", defaults={"title": title[:200]}
        )
        same = _same_version(questionnaire, definition, wordings, or_earlier=or_earlier)
        if same is not None:
            return same, False
        version = _next_version(questionnaire)
        _write(version, definition, wordings, metadata, report)
        record(actor=actor, verb="questionnaires.version.stored", thing=version)
        return version, True


def write_draft(
    *,
    actor: Actor,
    definition: Definition,
    wordings: list[Wording],
    slug: str,
    title: str,
    metadata: Mapping[str, Any],
    report: Mapping[str, Any],
) -> Version:
    """The draft that waits, written anew in its place; else a new one, whatever earlier ones say.

    Nobody ever answered a draft, so none of its states is kept.
    """
    with transaction.atomic():
        questionnaire, _made = Questionnaire.objects.select_for_update().get_or_create(
            slug=slugify(slug)[:80] or "questionnaire", defaults={"title": title[:200]}
        )
        # Read again once whoever is putting it in use is done: then it is no draft any more.
        newest = questionnaire.versions.select_for_update().order_by("-number").first()
        waits = newest is not None and newest.state == Version.State.DRAFT
        version = newest if newest is not None and waits else _next_version(questionnaire)
        _write(version, definition, wordings, metadata, report)
        record(actor=actor, verb="questionnaires.version.written", thing=version)
        return version


def add_words(*, actor: Actor, version: Version, wording: Wording) -> Texts:
    """Words of a version in one language; what it says in it from now on.

    A version that was ever in use keeps what it says: answers were given to these words. It gets
    what is missing, and nothing in the language it was made in.
    """
    with transaction.atomic():
        held = Version.objects.select_for_update().get(pk=version.pk)
        texts = wording.texts
        if held.state != Version.State.DRAFT:
            base, *others = wordings_of(held)
            own = base.language == wording.language
            there = next((o.texts for o in others if o.language == wording.language), base.texts)
            texts = there.adding(texts, Texts() if own else base.texts)
        stored = Wording(wording.language, texts)
        Translation.objects.update_or_create(
            version=held,
            language=stored.language,
            defaults={"texts": to_plain(stored.texts), "sha256": stored.sha256},
        )
        record(actor=actor, verb="questionnaires.version.worded", thing=held)
        return texts


def publish_version(*, actor: Actor, version: Version) -> None:
    """From now on answers are given to this version; the one before stays for its answers."""
    with transaction.atomic():
        held = Version.objects.select_for_update().get(pk=version.pk)
        if held.state != Version.State.DRAFT:
            return
        Version.objects.filter(
            questionnaire_id=held.questionnaire_id, state=Version.State.PUBLISHED
        ).update(state=Version.State.RETIRED)
        held.state, held.published_at = Version.State.PUBLISHED, Now()
        held.save(update_fields=["state", "published_at"])
        record(actor=actor, verb="questionnaires.version.published", thing=held)


def save_draft(
    *,
    actor: Actor,
    about: str,
    version: Version,
    answers: Mapping[str, Any],
    missing: Mapping[str, Any],
) -> None:
    """Keep what is answered so far. No audit row: a draft is nobody's business but its owner's."""
    if not isinstance(actor, SignedIn | Bearer) or actor.subject_id is None:
        return
    Draft.objects.bulk_create(
        [
            Draft(
                subject_id=actor.subject_id,
                about=about,
                version=version,
                answers=dict(answers),
                missing=dict(missing),
                saved_at=Now(),
                started_at=Now(),
            )
        ],
        update_conflicts=True,
        unique_fields=["subject_id", "about"],
        update_fields=["version", "answers", "missing", "saved_at"],
    )


def discard_draft(*, actor: Actor, about: str) -> None:
    """The answers were sent, or their owner started over."""
    if isinstance(actor, SignedIn | Bearer) and actor.subject_id is not None:
        Draft.objects.visible_to(actor).filter(subject_id=actor.subject_id, about=about).delete()


def discard_drafts_by_code(*, actor: Actor, ticket_id: int) -> None:
    """Everything begun with one code is gone, whoever of the desk began it."""
    if isinstance(actor, SignedIn | Bearer) and actor.subject_id is not None:
        Draft.objects.visible_to(actor).filter(
            subject_id=actor.subject_id, about__startswith=f"ticket:{ticket_id}:"
        ).delete()


def _next_version(questionnaire: Questionnaire) -> Version:
    newest = questionnaire.versions.aggregate(newest=Max("number"))["newest"] or 0
    return Version(questionnaire=questionnaire, number=newest + 1)


def _write(
    version: Version,
    definition: Definition,
    wordings: list[Wording],
    metadata: Mapping[str, Any],
    report: Mapping[str, Any],
) -> None:
    version.definition, version.sha256 = to_plain(definition), definition.sha256
    version.metadata, version.report = dict(metadata), dict(report)
    version.item_count = len(asked_of_everybody(definition))
    version.save()
    for wording in wordings:
        Translation.objects.update_or_create(
            version=version,
            language=wording.language,
            defaults={"texts": to_plain(wording.texts), "sha256": wording.sha256},
        )


def _same_version(
    questionnaire: Questionnaire,
    definition: Definition,
    wordings: list[Wording],
    *,
    or_earlier: bool,
) -> Version | None:
    wanted = {wording.language: wording.sha256 for wording in wordings}
    alike = questionnaire.versions.filter(sha256=definition.sha256).order_by("-number")
    if not or_earlier:
        alike = alike.filter(
            number=questionnaire.versions.aggregate(newest=Max("number"))["newest"]
        )
    for version in alike:
        if dict(version.translations.values_list("language", "sha256")) == wanted:
            return version
    return None
