"""A trend in words before any picture: what changed, since when, and which way is better.

Words describe. They call a change better, worse or meaningful only when the scale's own source
says from where on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from po_platform.kit.charts.figures import month_words, number_words, since_words, then_words
from po_platform.kit.charts.series import Band, Direction, Meaningful, Point, Series, band_in
from po_platform.kit.spoken import plain_day

_MOST_DATES = 3


@dataclass(frozen=True, slots=True)
class ChangeWords:
    """The difference between two scores.

    `words` for a table (“3 higher, worse”), `short` beside a chart (“Up 3 since September”), `note`
    the published limit (“meaningful: 2”), `arrow` only for a meaningful change. `meaningful` is
    None where no source says from where on a change counts. `crossed`: the two scores lie in
    different bands; the words then name both, and call it neither better nor worse.
    """

    words: str
    short: str
    note: str
    arrow: str
    meaningful: bool | None
    crossed: bool = False


def trend_sentence(series: Series) -> str:
    """ "Pain went down from 8 to 2 since March. Lower is better." """
    scored = series.scored
    if not scored:
        return _("%(name)s: no answers yet.") % {"name": series.name}
    first, last = scored[0], scored[-1]
    words = {
        "name": series.name,
        "first": _value(first),
        "last": _value(last),
        "since": since_words(first.on, last.on),
        "then": then_words(first.on, last.on),
        "day": plain_day(last.on),
    }
    if len(scored) == 1:
        said = _("%(name)s: %(last)s on %(day)s.")
    elif _number(last) == _number(first):
        said = _("%(name)s: %(last)s, the same as %(then)s.")
    elif _number(last) > _number(first):
        said = _("%(name)s went up from %(first)s to %(last)s %(since)s.")
    else:
        said = _("%(name)s went down from %(first)s to %(last)s %(since)s.")
    return f"{said % words} {better_words(series.direction)}"


def better_words(direction: Direction) -> str:
    """Which way is better, for the member."""
    return _("Higher is better.") if direction == "higher_better" else _("Lower is better.")


def direction_words(series: Series) -> str:
    """ "Higher = more “Fatigue” (worse)": what going up means, of what, and which way that is.

    Where the name, which stands before it, is no amount of what is measured, no “more” is said.
    """
    better = series.direction == "higher_better"
    if series.amount:
        said = (
            _("Higher = more “%(amount)s” (better)")
            if better
            else _("Higher = more “%(amount)s” (worse)")
        )
        return said % {"amount": series.amount}
    return _("Higher = better") if better else _("Higher = worse")


def change_words(
    before: Point,
    now: Point,
    direction: Direction,
    meaningful: Meaningful | None,
    bands: Sequence[Band] = (),
) -> ChangeWords:
    """The change between two scored points. Raises ValueError when one has no score."""
    difference = _number(now) - _number(before)
    amount = {
        "points": number_words(abs(difference)),
        "since": since_words(before.on, now.on),
        "then": then_words(before.on, now.on),
    }
    short = _short(difference) % amount
    words = _table_words(difference) % amount
    gains = (difference > 0) == (direction == "higher_better")
    limit = _limit(meaningful, gains=gains)
    moved = _across(band_in(bands, _number(before)), band_in(bands, _number(now)))
    note = (
        _("meaningful: %(points)s") % {"points": number_words(limit)} if limit is not None else ""
    )
    if limit is not None and abs(difference) >= limit:
        verdict = _("%(change)s, better") if gains else _("%(change)s, worse")
        words = verdict % {"change": words}
        arrow = "↑" if difference > 0 else "↓"
        return ChangeWords(f"{words}{moved}", short, note, arrow, True, bool(moved))
    if moved or limit is None:
        counts = None if limit is None else False
        return ChangeWords(f"{words}{moved}", short, note, "", counts, bool(moved))
    none = _("No meaningful change")
    return ChangeWords(none, none, "", "", False)


def _across(before: Band | None, now: Band | None) -> str:
    """ ", from mild to moderate", or nothing within one band."""
    if before is None or now is None or before == now:
        return ""
    return _(", from %(before)s to %(now)s") % {"before": before.label, "now": now.label}


def picture_words(series: Series, start: date, end: date) -> str:
    """Everything the picture shows, for those who hear it."""
    return " ".join(_heard(series, start, end))


def value_words(series: Series, value: Decimal) -> str:
    """ "6 of 10" where the scale starts at nothing, else the number alone."""
    if series.low != 0:
        return number_words(value)
    ends = {"value": number_words(value), "highest": number_words(series.high)}
    return _("%(value)s of %(highest)s") % ends


def range_words(series: Series) -> str:
    """ "0 to 27, PHQ-9" """
    span = range_words_of(series.low, series.high)
    return f"{span}, {series.measure}" if series.measure else span


def range_words_of(low: Decimal, high: Decimal) -> str:
    """ "0 to 27" """
    return _("%(low)s to %(high)s") % {"low": number_words(low), "high": number_words(high)}


def period_words(start: date, end: date) -> str:
    """ "December 2025 to November 2026", or the one month."""
    months = {"start": month_words(start), "end": month_words(end)}
    if months["start"] == months["end"]:
        return months["start"]
    return _("%(start)s to %(end)s") % months


def _short(difference: Decimal) -> str:
    if difference == 0:
        return _("Same as %(then)s")
    if difference > 0:
        return _("Up %(points)s %(since)s")
    return _("Down %(points)s %(since)s")


def _table_words(difference: Decimal) -> str:
    if difference == 0:
        return _("no change")
    return _("%(points)s higher") if difference > 0 else _("%(points)s lower")


def _limit(meaningful: Meaningful | None, *, gains: bool) -> Decimal | None:
    if meaningful is None:
        return None
    side = meaningful.better if gains else meaningful.worse
    return None if side is None else abs(side)


def _heard(series: Series, start: date, end: date) -> Iterator[str]:
    name = {"name": series.name, "period": period_words(start, end)}
    yield _("%(name)s, %(period)s.") % name
    within = [point for point in series.in_order if start <= point.on <= end]
    scored = [point for point in within if point.value is not None]
    if not scored:
        yield _("No answers yet.")
    elif len(scored) > 1:
        values = [_number(point) for point in scored]
        ends = {"low": number_words(min(values)), "high": number_words(max(values))}
        same = (
            _("Always %(low)s.")
            if min(values) == max(values)
            else _("Between %(low)s and %(high)s.")
        )
        yield same % ends
    if scored:
        yield _newest(series, scored[-1])
    yield from _gaps(within)
    for event in series.events:
        if start <= event.on <= end:
            said = _("On %(day)s: %(words)s.")
            yield said % {"words": event.words, "day": plain_day(event.on)}
    if series.norm is not None and series.norm.value is not None:
        line = {"value": number_words(series.norm.value), "words": series.norm.words}
        yield _("Dotted line at %(value)s: average of %(words)s.") % line
    yield f"{direction_words(series)}."


def _newest(series: Series, last: Point) -> str:
    words = {"value": _value(last), "day": plain_day(last.on)}
    band = series.band_of(_number(last))
    if band is None:
        return _("%(value)s on %(day)s.") % words
    return _("%(value)s, %(band)s, on %(day)s.") % {**words, "band": band.label}


def _gaps(within: list[Point]) -> Iterator[str]:
    for state, named in (
        ("prorated", _("Estimated from the answers given: %(days)s.")),
        ("not_scorable", _("Too few answers for a score: %(days)s.")),
        ("not_returned", _("Not returned: %(days)s.")),
    ):
        days = [point.on for point in within if point.state == state]
        if len(days) > _MOST_DATES:
            times = ngettext("%(count)d time", "%(count)d times", len(days))
            yield named % {"days": times % {"count": len(days)}}
        elif days:
            yield named % {"days": ", ".join(map(plain_day, days))}


def _number(point: Point) -> Decimal:
    if point.value is None:
        raise ValueError("This point has no score.")
    return point.value


def _value(point: Point) -> str:
    return number_words(_number(point))
