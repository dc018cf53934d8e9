"""Instruments: taking in a file, answering the licence question, fitting the scoring, using it."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.text import slugify

from audit.actions import record
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand
from proms.attach import Attachment, attach, sources_to_json
from proms.fitting import questions_of
from proms.models import Instrument
from proms.models import ScaleSpec as SpecRow
from proms.rules import may_be_used, may_curate_instruments
from proms.scale_spec import ScaleSpec
from proms.shipped import shipped_specs
from questionnaires.actions import publish_version
from questionnaires.intake import Intake, take_in
from questionnaires.models import Version
from questionnaires.queries import form_of


def import_instrument(*, actor: Actor, raw: bytes, slug: str = "") -> tuple[Intake, Instrument | None]:
    """Read a file; when it is usable it becomes an instrument whose licence nobody answered yet.

    A shipped scale spec that knows its codes is fitted at once.
    """
    demand(may_curate_instruments(actor))
    with transaction.atomic():
        intake = take_in(actor=actor, raw=raw, slug=slug)
        if intake.version is None:
            return intake, None
        return intake, adopt(actor=actor, version=intake.version)


def adopt(*, actor: Actor, version: Version) -> Instrument:
    """The instrument of a stored questionnaire version, made when it is the first."""
    texts = form_of(version, "en").texts
    questionnaire = version.questionnaire
    instrument, made = Instrument.objects.get_or_create(
        questionnaire=questionnaire,
        defaults={
            "slug": slugify(questionnaire.slug)[:80],
            "title": questionnaire.title,
            "attribution": texts.copyright,
            "minutes": max(1, round(version.item_count / 4)),
        },
    )
    if made:
        record(actor=actor, verb="proms.instrument.made", thing=instrument)
    for spec in shipped_specs().values():
        if _knows(spec, version):
            fit_spec(actor=actor, instrument=instrument, version=version, spec=spec)
    return instrument


def fit_spec(
    *,
    actor: Actor,
    instrument: Instrument,
    version: Version,
    spec: ScaleSpec,
    chosen: dict[str, str] | None = None,
) -> Attachment:
    """Match a spec to a version's items; only a complete match is kept."""
    form = form_of(version, "en")
    found = attach(spec, questions_of(form.definition), chosen)
    if not found.complete:
        return found
    with transaction.atomic():
        row, _made = SpecRow.objects.select_for_update().get_or_create(
            instrument=instrument,
            sha256=spec.sha256,
            defaults={"version": spec.version, "spec": spec.canonical},
        )
        row.attachment = {**row.attachment, str(version.pk): sources_to_json(found.sources)}
        row.save(update_fields=["attachment"])
        record(actor=actor, verb="proms.spec.fitted", thing=row, version=version.pk)
    return found


def answer_licence(
    *,
    actor: Actor,
    instrument: Instrument,
    licence: str,
    holder: str,
    terms: str,
    ends_on: date | None,
) -> None:
    """Who holds it and whether it may be used here."""
    demand(may_curate_instruments(actor))
    with transaction.atomic():
        held = Instrument.objects.select_for_update().get(pk=instrument.pk)
        held.licence, held.holder, held.terms, held.licence_ends_on = licence, holder, terms, ends_on
        held.save(update_fields=["licence", "holder", "terms", "licence_ends_on"])
        record(actor=actor, verb="proms.licence.answered", thing=held, licence=licence)


def put_in_use(*, actor: Actor, instrument: Instrument, open_to_members: bool) -> None:
    """Publish the newest version; from now on it can be put on lists."""
    demand(may_curate_instruments(actor))
    demand(may_be_used(instrument))
    with transaction.atomic():
        newest = Version.objects.filter(questionnaire_id=instrument.questionnaire_id).latest("number")
        publish_version(actor=actor, version=newest)
        Instrument.objects.filter(pk=instrument.pk).update(open_to_members=open_to_members)
        record(actor=actor, verb="proms.instrument.used", thing=instrument)


def _knows(spec: ScaleSpec, version: Version) -> bool:
    """Whether a spec was written for this form: by the panel's code, or by its very name."""
    form = form_of(version, "en")
    codes = {coding.code for coding in form.definition.codes}
    codes |= {c.code for item in form.definition.items for c in item.codes}
    return bool(codes & spec.attach.panel_codes) or spec.id == version.questionnaire.slug
