"""Instruments: taking in a file, fitting the scoring, using it."""

from __future__ import annotations

from collections.abc import Collection
from math import ceil

from django.db import transaction

from audit.actions import record
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand
from proms.attach import Attachment, Meanings, sources_to_json, told_by_codes
from proms.fitting import questions_of, tried
from proms.models import Instrument
from proms.models import ScaleSpec as SpecRow
from proms.queries.instruments import newest_version
from proms.queries.licences import barred_languages
from proms.rules import may_be_shown, may_be_used, may_curate_instruments, may_fit_again
from proms.scale_spec import ScaleSpec
from proms.shipped import shipped_specs
from questionnaires.actions import publish_version
from questionnaires.intake import Intake, take_in
from questionnaires.models import Version
from questionnaires.queries import form_of, languages_of, wordings_of

SECONDS = 20  # one question takes, until somebody measures it


def import_instrument(
    *, actor: Actor, raw: bytes, slug: str = "", may_decline: bool = False
) -> tuple[Intake, Instrument | None]:
    """Read a file; when it is usable it becomes an instrument whose licence nobody answered yet.

    A shipped scale spec that knows the panel's code, or else the codes of its questions, is fitted
    at once. `may_decline`: each question gets "I would rather not say", which scoring takes as a
    missing answer.
    """
    demand(may_curate_instruments(actor))
    with transaction.atomic():
        intake = take_in(actor=actor, raw=raw, slug=slug, may_decline=may_decline)
        if intake.version is None:
            return intake, None
        return intake, adopt(actor=actor, version=intake.version)


def adopt(*, actor: Actor, version: Version) -> Instrument:
    """The instrument of a stored questionnaire version, made when it is the first."""
    demand(may_curate_instruments(actor))
    texts, questionnaire = form_of(version, "en").texts, version.questionnaire
    titles = {w.language[:2]: w.texts.title for w in wordings_of(version) if w.texts.title}
    instrument, made = Instrument.objects.get_or_create(
        questionnaire=questionnaire,
        defaults={
            "slug": questionnaire.slug,
            "title": questionnaire.title,
            "titles": titles,
            "attribution": texts.copyright,
            "minutes": max(1, ceil(version.item_count * SECONDS / 60)),
        },
    )
    if made:
        record(actor=actor, verb="proms.instrument.made", thing=instrument)
    fitted = instrument.specs.filter(attachment__has_key=str(version.pk)).exists()
    for spec in () if fitted else _recognised(version):
        fit_spec(actor=actor, instrument=instrument, version=version, spec=spec)
    return instrument


def fit_spec(
    *,
    actor: Actor,
    instrument: Instrument,
    version: Version,
    spec: ScaleSpec,
    chosen: dict[str, str] | None = None,
    meanings: Meanings | None = None,
) -> Attachment:
    """Match a spec to a version's items; only a complete match is kept, the same again is no change."""
    demand(may_curate_instruments(actor))
    found = tried(version, spec, chosen, meanings)
    if not found.complete:
        return found
    sources, key = sources_to_json(found.sources), str(version.pk)
    with transaction.atomic():
        row, _made = SpecRow.objects.select_for_update().get_or_create(
            instrument=instrument,
            sha256=spec.sha256,
            defaults={"version": spec.version, "spec": spec.canonical},
        )
        before = row.attachment.get(key)
        if before == sources:
            return found
        in_use = version.state != Version.State.DRAFT
        demand(may_fit_again(fitted_before=before is not None, in_use=in_use))
        row.attachment = {**row.attachment, key: sources}
        row.save(update_fields=["attachment"])
        record(actor=actor, verb="proms.spec.fitted", thing=row, version=version.pk)
    return found


def choose_drawn(*, actor: Actor, instrument: Instrument, scales: Collection[str]) -> None:
    """Which scales are drawn although their rule puts them aside; scores are kept either way."""
    demand(may_curate_instruments(actor))
    with transaction.atomic():
        held = Instrument.objects.select_for_update().get(pk=instrument.pk)
        held.drawn = sorted(scales)
        held.save(update_fields=["drawn"])
        record(actor=actor, verb="proms.instrument.drawn", thing=held, scales=held.drawn)


def put_in_use(
    *,
    actor: Actor,
    instrument: Instrument,
    open_to_members: bool,
    minutes: int | None = None,
    keyed_twice: bool | None = None,
) -> None:
    """Publish the newest version; from now on it can be put on lists. `minutes`: how long it takes.

    `keyed_twice`: whether its paper is keyed by two people; None leaves it as it is.
    """
    demand(may_curate_instruments(actor))
    demand(may_be_used(instrument))
    version = newest_version(instrument)
    demand(may_be_shown(languages_of(version.pk), barred_languages(instrument.pk)))
    with transaction.atomic():
        publish_version(actor=actor, version=version)
        held = Instrument.objects.select_for_update().get(pk=instrument.pk)
        held.open_to_members, held.minutes = open_to_members, minutes or held.minutes
        if keyed_twice is not None:
            held.keyed_twice = keyed_twice
        held.save(update_fields=["open_to_members", "minutes", "keyed_twice"])
        record(
            actor=actor,
            verb="proms.instrument.used",
            thing=instrument,
            keyed_twice=held.keyed_twice,
        )


def _recognised(version: Version) -> list[ScaleSpec]:
    """Specs written for this form: by its panel's code or its very name, else by its items' codes."""
    specs = shipped_specs().values()
    definition = form_of(version, "en").definition
    codes = {coding.code for coding in definition.codes}
    codes |= {c.code for item in definition.items for c in item.codes}
    slug = version.questionnaire.slug
    named = [spec for spec in specs if codes & spec.attach.panel_codes or spec.id == slug]
    if named:
        return named
    told = told_by_codes(specs, questions_of(definition))
    return [told] if told else []
