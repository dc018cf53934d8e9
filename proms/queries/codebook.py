"""The instruments in use as a codebook: every version that was put in use, its rules, its licence."""

from __future__ import annotations

from proms.attach import sources_from_json
from proms.codebook import Book, Kept, codebook_of
from proms.intended_purpose import spec_as_accepted
from proms.models import Instrument
from proms.queries.licences import barred_languages, terms_of
from proms.queries.specs import specs_of
from proms.rules import may_be_shown, may_be_used
from proms.scale_spec import ScaleSpec
from proms.scoring import Source
from questionnaires.models import Version
from questionnaires.queries import form_of, languages_of, newest_published
from questionnaires.texts import Texts

MOST_DIGITS = 6


def book_versions(instrument: Instrument) -> list[Version]:
    """What was ever put in use of it, the newest first: answers of years ago stand in files too."""
    used = Version.objects.filter(
        questionnaire_id=instrument.questionnaire_id, published_at__isnull=False
    )
    return list(used.order_by("-number"))


def book_version(instrument: Instrument, asked: str) -> Version | None:
    """The version of this number; without one, what people answer now. None: there is none."""
    if not asked:
        return newest_published(instrument.questionnaire_id)
    if not (asked.isascii() and asked.isdecimal() and len(asked) <= MOST_DIGITS):
        return None
    found = (one for one in book_versions(instrument) if one.number == int(asked))
    return next(found, None)


def codebook(instrument: Instrument, language: str, version: Version) -> Book:
    """One of its book_versions. Band words and changes stand in it only while the organisation stands by them."""
    barred = barred_languages(instrument.pk)
    shown = may_be_used(instrument) and may_be_shown(languages_of(version.pk), barred)
    form = form_of(version, language, barred)
    kept = Kept(
        instrument,
        terms_of(instrument, form.language) or instrument,
        version,
        form.language if shown else "",
        form.definition,
        form.texts if shown else Texts(),
        [(spec_as_accepted(spec), sources) for spec, sources in _rules(instrument, version.pk)],
    )
    return codebook_of(kept, language)


def _rules(instrument: Instrument, version_id: int) -> list[tuple[ScaleSpec, dict[str, Source]]]:
    key = str(version_id)
    rows = instrument.specs.filter(attachment__has_key=key).order_by("pk")
    fitted = {pk: found[key] for pk, found in rows.values_list("pk", "attachment")}
    specs = specs_of(set(fitted))
    newest = {specs[pk].id: (specs[pk], sources_from_json(fitted[pk])) for pk in sorted(fitted)}
    return list(newest.values())
