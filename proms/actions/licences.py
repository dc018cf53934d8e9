"""Answering the licence question of an instrument, for all languages or for one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from audit.actions import record
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand
from proms.models import Instrument, LanguageLicence, LicenceEvidence, LicenceTerms
from proms.rules import may_curate_instruments

KEPT = ("licence", "holder", "terms", "allowed_use", "licence_ends_on", "evidence", "wording")


@dataclass(frozen=True, slots=True)
class Paper:
    """A letter or agreement as it was sent: name to show, type found in the content, bytes."""

    name: str
    content_type: str
    content: bytes


def answer_licence(
    *,
    actor: Actor,
    instrument: Instrument,
    licence: str,
    holder: str,
    terms: str,
    ends_on: date | None,
    allowed_use: str = "",
    wording: str = "",
    paper: Paper | None = None,
    language: str = "",
) -> None:
    """Who holds it, what is allowed, until when, whose words; with `language` for these alone.

    A paper put in before stays behind the answer until another one is given.
    """
    demand(may_curate_instruments(actor))
    with transaction.atomic():
        main = Instrument.objects.select_for_update().get(pk=instrument.pk)
        held: LicenceTerms = main
        if language:
            held, _new = LanguageLicence.objects.get_or_create(instrument=main, language=language)
        held.licence, held.holder, held.terms = licence, holder, terms
        held.allowed_use, held.licence_ends_on = allowed_use, ends_on
        held.wording = wording
        if paper is not None:
            held.evidence = LicenceEvidence.objects.create(
                name=paper.name, content_type=paper.content_type, content=paper.content
            )
        held.save(update_fields=KEPT)
        record(
            actor=actor,
            verb="proms.licence.answered",
            thing=main,
            licence=licence,
            language=language,
        )


def forget_language(*, actor: Actor, instrument: Instrument, language: str) -> None:
    """The wording in this language follows the answer for all languages again."""
    demand(may_curate_instruments(actor))
    with transaction.atomic():
        main = Instrument.objects.select_for_update().get(pk=instrument.pk)
        gone, _rows = LanguageLicence.objects.filter(instrument=main, language=language).delete()
        if gone:
            record(actor=actor, verb="proms.licence.followed", thing=main, language=language)
