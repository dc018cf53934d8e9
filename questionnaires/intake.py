"""A questionnaire file becomes a stored version, or a report says why not; nothing half-written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from po_platform.access.actor import Actor
from questionnaires.actions import store_version
from questionnaires.declining import with_declining
from questionnaires.fhir import ImportResult, import_fhir
from questionnaires.models import Version
from questionnaires.plain import to_plain


@dataclass(frozen=True)
class Intake:
    """What became of a file; `version` is None when it was refused or only tried."""

    result: ImportResult
    version: Version | None = None
    is_new: bool = False

    @property
    def stored(self) -> dict[str, Any]:
        """Where it lies now, for programs: {"questionnaire": slug, "version": number}, or nothing."""
        if self.version is None:
            return {}
        return {
            "questionnaire": self.version.questionnaire.slug,
            "version": self.version.number,
            "is_new": self.is_new,
        }


def take_in(
    *,
    actor: Actor,
    raw: bytes,
    slug: str = "",
    language: str = "en",
    may_decline: bool = False,
) -> Intake:
    """Read and store a FHIR Questionnaire. The same file again is the same version,
    unless another was read in since.

    `may_decline`: "I would rather not say" stands beside each question; that is another version.
    """
    result = import_fhir(raw, default_language=language)
    if result.definition is None or result.metadata is None:
        return Intake(result)
    definition = with_declining(result.definition) if may_decline else result.definition
    title = result.translations[0].texts.title or result.metadata.name or slug
    version, is_new = store_version(
        actor=actor,
        definition=definition,
        wordings=list(result.translations),
        slug=slug or result.metadata.name or title,
        title=title,
        metadata=to_plain(result.metadata),
        report=result.report.to_json(),
        or_earlier=False,
    )
    return Intake(replace(result, definition=definition), version, is_new)
