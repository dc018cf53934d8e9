"""Licences that run out: of what is in use, in all languages or in one, and what asks it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from members.models import Person
from members.queries.roles import living_holdings
from po_platform.access.actor import Hat
from proms.models import Instrument, LanguageLicence, LicenceTerms, Schedule, ScheduleStep
from proms.queries.instruments import published_instruments, usable_instruments
from proms.spoken import language_name

SOON = timedelta(days=60)
LIVING = (LicenceTerms.Licence.FREE, LicenceTerms.Licence.GRANTED)


@dataclass(frozen=True, slots=True)
class Ending:
    """A licence whose last day is near or over; `language` empty: of every language without its own.

    `plans`: how many running plans for every member name the questionnaire.
    """

    instrument: Instrument
    language: str
    ends_on: date
    plans: int

    @property
    def name(self) -> str:
        """ "Weekly check-in", or "Weekly check-in, German" where one language ends."""
        name = self.instrument.name
        return f"{name}, {language_name(self.language)}" if self.language else name

    def is_over(self, today: date) -> bool:
        """The last day itself still counts."""
        return self.ends_on < today

    @property
    def key(self) -> str:
        """The same as long as neither the questionnaire, the language nor the day is another."""
        return f"{self.instrument.pk}:{self.language}:{self.ends_on.isoformat()}"


def endings(*, today: date) -> list[Ending]:
    """What ends within 60 days, ended within the last 60, or ended while a plan names it; by day."""
    in_use = {one.pk: one for one in published_instruments()}
    near = {"licence__in": LIVING, "licence_ends_on__lte": today + SOON}
    found: list[tuple[Instrument, str, date | None]] = [
        (one, "", one.licence_ends_on) for one in Instrument.objects.filter(pk__in=in_use, **near)
    ]
    found += [
        (in_use[own.instrument_id], own.language, own.licence_ends_on)
        for own in LanguageLicence.objects.filter(instrument_id__in=in_use, **near)
    ]
    plans = _plans() if found else {}
    rows = [
        Ending(instrument, language, ends_on, plans.get(instrument.pk, 0))
        for instrument, language, ends_on in found
        if ends_on is not None
    ]
    wanted = [one for one in rows if one.plans or one.ends_on >= today - SOON]
    return sorted(wanted, key=lambda one: (one.ends_on, one.instrument.pk, one.language))


def running_for_everybody() -> QuerySet[Schedule]:
    """Neither ended nor past their last day."""
    goes_on = Q(until__isnull=True) | Q(until__gte=timezone.localdate())
    return Schedule.objects.filter(goes_on, meant_for=Schedule.For.EVERYBODY, ended_at__isnull=True)


def _plans() -> dict[int, int]:
    """Instrument id → running plans for every member; nobody's own plan is counted for others."""
    running = ScheduleStep.objects.filter(schedule__in=running_for_everybody())
    counted = running.values("instrument_id")
    return {row["instrument_id"]: row["n"] for row in counted.annotate(n=Count("schedule_id"))}


def not_asked_now(instruments: Sequence[Instrument]) -> list[Instrument]:
    """Of these, what no plan may ask now, because its licence ended or was never settled."""
    usable = {one.pk for one in usable_instruments()} if instruments else set()
    return [one for one in instruments if one.pk not in usable]


def who_curates() -> list[int]:
    """Person ids of those who look after questionnaires now."""
    held = living_holdings(Hat.CURATOR).filter(account__person__state=Person.State.ACTIVE)
    return sorted(set(held.values_list("account__person__pk", flat=True)))
