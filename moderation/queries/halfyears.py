"""Half-years: numbers the database hands out without anybody in them, and what was published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import connection
from django.http import Http404
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from members.queries.organisation import in_language
from members.used import cell
from moderation.halfyear import first_day, following, last_ones
from moderation.models import Decision, HalfYear
from moderation.models.halfyears import slug_of
from moderation.rules import may_moderate, may_tell_of_half_years
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand
from po_platform.kit import spoken

SHOWN = 6
# In the order of the page; the names are those of `moderation_figures` in the vault.
NAMES: Mapping[str, str | Promise] = {
    "reports": _("Times somebody told us about something"),
    "hours": _("Hours until half of them had an answer"),
    "danger": _("Times somebody might have been in danger"),
    "danger_minutes": _("Minutes until somebody looked at half of those"),
    "published": _("Let through"),
    "returned": _("Given back to be changed"),
    "context": _("Left with a note above it"),
    "folded": _("Folded"),
    "covered": _("A piece covered"),
    "removed": _("Taken off"),
    "left": _("Left as it was"),
    "noticed": _("Decisions about something a list of words had marked"),
    "silences": _("Times somebody was kept from writing"),
    "objections": _("Objections of authors"),
    "objections_changed": _("Objections after which it was decided differently"),
}
TIMES_OF = {"hours": "reports", "danger_minutes": "danger"}  # left out where there was none
Figures = Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class HalfShown:
    """One half-year. `row` is None before anything was written; `figures` as published or as now."""

    first: date
    row: HalfYear | None
    figures: Figures

    @property
    def slug(self) -> str:
        return slug_of(self.first)

    @property
    def name(self) -> str:
        """ "January to June 2026"."""
        words = (
            _now("January to June %(year)s")
            if self.first.month < 7
            else _now("July to December %(year)s")
        )
        return words % {"year": self.first.year}

    @property
    def is_published(self) -> bool:
        return self.row is not None and self.row.published_at is not None

    @property
    def text(self) -> str:
        return in_language(self.row.text, get_language() or "en") if self.row else ""

    @property
    def lines(self) -> Sequence[tuple[str | Promise, str]]:
        """(what, how many), small numbers hidden."""
        return [
            (words, _shown(name, self.figures.get(name)))
            for name, words in NAMES.items()
            if name in self.figures and self.figures.get(TIMES_OF.get(name, ""), 1) != 0
        ]


def _shown(name: str, number: int | None) -> str:
    if number is None:
        return _now("too few to say")
    return spoken.numeral(number) if name in TIMES_OF else cell(number)


def span(first: date) -> tuple[datetime, datetime]:
    """From its first moment up to the first one after it, in the house's time zone."""
    return _midnight(first), _midnight(following(first))


def figures_of(*, actor: Actor, first: date) -> Figures:
    """Counted now. The database keeps back what fewer than five people are behind."""
    demand(may_tell_of_half_years(actor))
    with connection.cursor() as cursor:
        cursor.execute("select name, n from moderation_figures(%s, %s)", list(span(first)))
        return dict(cursor.fetchall())


def half_years(*, actor: Actor) -> Sequence[HalfShown]:
    """The current one and those before it, newest first, without their numbers."""
    demand(may_tell_of_half_years(actor))
    rows = {row.first: row for row in HalfYear.objects.all()}
    days = last_ones(timezone.localdate(), SHOWN)
    return [HalfShown(day, rows.get(day), {}) for day in days]


def half_year(*, actor: Actor, slug: str) -> HalfShown:
    """For whoever writes it: numbers of now, or as they were published. Raises Http404."""
    demand(may_tell_of_half_years(actor))
    first = _known(slug)
    row = HalfYear.objects.filter(first=first).first()
    if row is not None and row.published_at is not None:
        return HalfShown(first, row, row.figures)
    return HalfShown(first, row, figures_of(actor=actor, first=first))


def published_half_years() -> Sequence[HalfShown]:
    """For everybody, newest first."""
    rows = HalfYear.objects.filter(published_at__isnull=False).order_by("-first")[:20]
    return [HalfShown(row.first, row, row.figures) for row in rows]


def published_half_year(*, slug: str) -> HalfShown:
    """For everybody. Raises Http404."""
    row = HalfYear.objects.filter(first=_known(slug), published_at__isnull=False).first()
    if row is None:
        raise Http404
    return HalfShown(row.first, row, row.figures)


def risk_record(*, actor: Actor, slug: str) -> Iterator[Sequence[str]]:
    """Every decision of a half-year in codes: no names, no words. Raises Http404."""
    demand(may_moderate(actor))
    since, upto = span(_known(slug))
    rows = Decision.objects.visible_to(actor).filter(at__gte=since, at__lt=upto)
    yield (
        "decision",
        "case",
        "lane",
        "day",
        "hours",
        "source",
        "rule",
        "before",
        "after",
        "undoes",
        "law",
    )
    for row in rows.select_related("case", "rule").order_by("pk"):
        hours = round((row.at - row.case.opened_at).total_seconds() / 3600)
        rule = f"{row.rule.number}.{row.rule.version}" if row.rule else ""
        yield (
            str(row.pk), row.case.number, row.case.lane, f"{timezone.localtime(row.at):%Y-%m-%d}",
            str(hours), row.source, rule, row.before, row.after, str(row.reverses_id or ""),
            "1" if row.ground else "",
        )  # fmt: skip


def _known(slug: str) -> date:
    first = first_day(slug)
    if first is None or first > timezone.localdate():
        raise Http404
    return first


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
