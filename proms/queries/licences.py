"""Licences by language: which wording may be shown, and what the register says."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from proms.models import Assignment, Instrument, LanguageLicence, LicenceEvidence, LicenceTerms
from proms.rules import may_be_used
from questionnaires.models import Version
from questionnaires.queries import Form, form_of, languages_of


def barred_languages(instrument_id: int) -> frozenset[str]:
    """Languages whose own licence question is answered so that their wording may not be shown."""
    own = LanguageLicence.objects.filter(instrument_id=instrument_id)
    return frozenset(one.language for one in own if not may_be_used(one))


def form_to_ask(assignment: Assignment, language: str) -> Form:
    """The questions of an assignment in the reader's language, or in one that may be shown.

    What was put on a list while it was allowed can still be answered when a licence ends later.
    """
    return form_of(assignment.version, language, barred_languages(assignment.instrument_id))


def languages_to_ask(assignment: Assignment) -> list[str]:
    """The languages its wording may be shown in, the file's own first."""
    barred = barred_languages(assignment.instrument_id)
    every = languages_of(assignment.version_id)
    return [tag for tag in every if tag not in barred] or [*every]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the register: the language (empty: every other), its terms, whether own ones."""

    language: str
    terms: LicenceTerms
    own: bool
    usable: bool


def register_of(instrument: Instrument, version: Version) -> list[Entry]:
    """What the register says for all languages, then for each language of a version."""
    own = {
        one.language: one
        for one in LanguageLicence.objects.filter(instrument=instrument).select_related("evidence")
    }
    entries = [Entry("", instrument, True, bool(may_be_used(instrument)))]
    for tag in sorted({*languages_of(version.pk), *own}):
        terms: LicenceTerms = own.get(tag, instrument)
        entries.append(Entry(tag, terms, tag in own, bool(may_be_used(terms))))
    return entries


def terms_of(instrument: Instrument, language: str) -> LicenceTerms | None:
    """The answer for one language, or for all with an empty one; None: not answered by itself."""
    if not language:
        return instrument
    return LanguageLicence.objects.filter(instrument=instrument, language=language).first()


def evidence_of(instrument: Instrument, ref: UUID) -> LicenceEvidence | None:
    """The paper behind one of the instrument's answers."""
    held: Collection[int | None] = [
        instrument.evidence_id,
        *LanguageLicence.objects.filter(instrument=instrument).values_list(
            "evidence_id", flat=True
        ),
    ]
    return LicenceEvidence.objects.filter(pk__in=[pk for pk in held if pk], ref=ref).first()
