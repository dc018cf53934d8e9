"""Instruments and where they stand; no health data, so nobody has to be named."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from proms.models import Instrument, LanguageLicence
from proms.queries.licences import barred_languages
from proms.queries.specs import specs_of
from proms.rules import may_be_shown, may_be_used
from proms.scale_spec import Scale, ScaleSpec
from questionnaires.models import Questionnaire, Translation, Version
from questionnaires.queries import languages_of

_PUBLISHED = Version.objects.filter(
    questionnaire_id=OuterRef("questionnaire_id"), state=Version.State.PUBLISHED
)


def instruments() -> QuerySet[Instrument]:
    """All of them by name; each says whether it is `in_use`."""
    return Instrument.objects.annotate(in_use=Exists(_PUBLISHED)).order_by("title", "pk")


def published_instruments() -> QuerySet[Instrument]:
    """What was ever put in use, also when its licence ended since."""
    return Instrument.objects.filter(Exists(_PUBLISHED)).order_by("title", "pk")


def usable_instruments() -> list[Instrument]:
    """What can be put on lists now: published, with a living licence for some language."""
    return _usable(published_instruments())


def open_instruments() -> list[Instrument]:
    """What a member may start by herself."""
    return _usable(published_instruments().filter(open_to_members=True))


def _usable(some: QuerySet[Instrument]) -> list[Instrument]:
    allowed = [found for found in some if may_be_used(found)]
    barred: dict[int, set[str]] = defaultdict(set)
    for own in LanguageLicence.objects.filter(instrument__in=allowed):
        if not may_be_used(own):
            barred[own.instrument_id].add(own.language)
    if not barred:
        return allowed
    shown: dict[int, set[str]] = defaultdict(set)
    words = Translation.objects.filter(version__state=Version.State.PUBLISHED)
    for questionnaire_id, tag in words.values_list("version__questionnaire_id", "language"):
        shown[questionnaire_id].add(tag)
    return [o for o in allowed if may_be_shown(shown[o.questionnaire_id], barred[o.pk])]


def newest_version(instrument: Instrument) -> Version:
    """The last one read in, in use or not."""
    versions = Version.objects.filter(questionnaire_id=instrument.questionnaire_id)
    return versions.select_related("questionnaire").latest("number")


def not_taken_up() -> QuerySet[Questionnaire]:
    """Questionnaires read in by a command that are no instrument yet."""
    return Questionnaire.objects.filter(instrument__isnull=True).order_by("title")


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an instrument's newest version stands."""

    version: Version
    specs: list[ScaleSpec]
    usable: bool
    why_not: str
    in_use: bool

    @property
    def aside(self) -> list[Scale]:
        """Scales that are computed and kept, and drawn only where somebody chose them."""
        return [scale for spec in self.specs for scale in spec.scales if scale.aside]


def standing_of(instrument: Instrument) -> Standing:
    """Licence, scoring and use of the newest version."""
    version, verdict = newest_version(instrument), may_be_used(instrument)
    if verdict:
        verdict = may_be_shown(languages_of(version.pk), barred_languages(instrument.pk))
    fitted = instrument.specs.filter(attachment__has_key=str(version.pk))
    found = specs_of(set(fitted.values_list("pk", flat=True)))
    by_kind = {found[pk].id: found[pk] for pk in sorted(found)}  # the newest of each kind
    return Standing(
        version,
        list(by_kind.values()),
        bool(verdict),
        getattr(verdict, "reason", ""),
        version.state == Version.State.PUBLISHED,
    )
