"""Reading in and taking out tables of published averages, and choosing a line of one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import record
from po_platform.access.actor import Actor, SignedIn
from po_platform.access.refusals import demand
from proms.actions.arrangement import keep_choices
from proms.models import Instrument, NormTable
from proms.norms import Row, refused, rows_of, rule_mark, stored
from proms.queries.norms import scales_here, tables_in_use
from proms.rules import may_compute_again, may_plan_for_myself


@dataclass(frozen=True, slots=True)
class Publication:
    """Whose averages, of which year, and where they were published."""

    place: str
    year: int
    author: str
    published: int
    title: str
    address: str


def look_at_norms(
    *, actor: Actor, instrument: Instrument, scale: str, table: str, about: Publication
) -> list[Row]:
    """The rows that would be read in; nothing is kept. Raises NormsRefused with every flaw."""
    demand(may_compute_again(actor))
    here = scales_here(instrument).get(scale)
    if here is None:
        raise refused(_("This questionnaire has no such scale."))
    if about.published < about.year:
        raise refused(_("It was published before the year these people were asked."))
    same = tables_in_use().filter(
        instrument=instrument, scale=scale, place=about.place, year=about.year
    )
    if same.exists():
        said = _(
            "There is a table of this scale from %(place)s, %(year)s. Take it out of use first."
        )
        raise refused(said % {"place": about.place, "year": about.year})
    return rows_of(table, here[1])


def read_in_norms(
    *, actor: Actor, instrument: Instrument, scale: str, table: str, about: Publication
) -> NormTable:
    """From now on its line can be chosen; nobody sees it before. Raises NormsRefused."""
    demand(may_compute_again(actor))
    with transaction.atomic():
        Instrument.objects.select_for_update().get(pk=instrument.pk)
        rows = look_at_norms(
            actor=actor, instrument=instrument, scale=scale, table=table, about=about
        )
        made = NormTable.objects.create(
            instrument=instrument,
            scale=scale,
            rule=rule_mark(scales_here(instrument)[scale][0]),
            place=about.place,
            year=about.year,
            author=about.author,
            published=about.published,
            title=about.title,
            address=about.address,
            rows=stored(rows),
        )
        record(actor=actor, verb="proms.norms.read_in", thing=made, scale=scale, rows=len(rows))
    return made


def end_norms(*, actor: Actor, instrument: Instrument, ref: UUID) -> None:
    """Out of use: its line is gone from every page. Raises Http404 for what is not in use here."""
    demand(may_compute_again(actor))
    with transaction.atomic():
        kept = tables_in_use().select_for_update().filter(instrument=instrument, ref=ref).first()
        if kept is None:
            raise Http404
        kept.ended_at = timezone.now()
        kept.save(update_fields=["ended_at"])
        record(actor=actor, verb="proms.norms.ended", thing=kept, scale=kept.scale)


def choose_own_norms(*, actor: SignedIn, norms: Mapping[str, str]) -> None:
    """Which dotted lines stand in her own course, "" for none; what is not named stays."""
    demand(may_plan_for_myself(actor))
    if actor.subject_id is None:
        raise Http404
    keep_choices(actor=actor, subject=actor.subject_id, norms=norms)
