"""Instruments and where they stand; no health data, so nobody has to be named."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from proms.models import Instrument
from proms.queries.specs import specs_of
from proms.rules import may_be_used
from proms.scale_spec import ScaleSpec
from questionnaires.models import Questionnaire, Version

_PUBLISHED = Version.objects.filter(
    questionnaire_id=OuterRef("questionnaire_id"), state=Version.State.PUBLISHED
)


def instruments() -> QuerySet[Instrument]:
    """All of them by name; each says whether it is `in_use`."""
    return Instrument.objects.annotate(in_use=Exists(_PUBLISHED)).order_by("title", "pk")


def usable_instruments() -> list[Instrument]:
    """What can be put on lists now: published, with a living licence."""
    published = Instrument.objects.filter(Exists(_PUBLISHED)).order_by("title", "pk")
    return [found for found in published if may_be_used(found)]


def open_instruments() -> list[Instrument]:
    """What a member may start by herself."""
    return [found for found in usable_instruments() if found.open_to_members]


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


def standing_of(instrument: Instrument) -> Standing:
    """Licence, scoring and use of the newest version."""
    version, verdict = newest_version(instrument), may_be_used(instrument)
    fitted = instrument.specs.filter(attachment__has_key=str(version.pk)).order_by("-pk")
    by_kind: dict[str, ScaleSpec] = {}
    for spec in specs_of(set(fitted.values_list("pk", flat=True))).values():
        by_kind.setdefault(spec.id, spec)
    return Standing(
        version,
        list(by_kind.values()),
        bool(verdict),
        getattr(verdict, "reason", ""),
        version.state == Version.State.PUBLISHED,
    )
