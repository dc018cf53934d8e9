"""Scores over time as charts: words, direction and bands come from the spec, never from us."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from itertools import groupby

from django.utils import timezone
from django.utils.translation import gettext as _

from po_platform.kit.charts import (
    Band,
    ChangeWords,
    Chart,
    Event,
    Meaningful,
    Norm,
    Point,
    Series,
    change_words,
    trend_charts,
)
from po_platform.kit.charts.series import State
from proms.amounts import is_amount
from proms.arrangement import scale_key
from proms.diary import events_of, series_of_diary
from proms.explained import Explained
from proms.queries.course import Line
from proms.queries.course import Point as Score
from proms.queries.diary import Kept
from proms.scale_spec.spec import Scale, Words

NOTHING_KEPT = Kept([], [])
# instrument id, the rule's content, scale key
NormKey = tuple[int, str, str]


@dataclass(frozen=True, slots=True)
class Change:
    """One line of "what changed": now, since the time before, since the first.

    `moved`: the number is another one than the time before; None when there was none before.
    """

    name: str
    value: str
    band: str
    before: ChangeWords | None
    first: ChangeWords | None
    moved: bool | None

    @property
    def meaningful(self) -> bool | None:
        """Whether its source calls the change meaningful; None where no source says so."""
        return self.before.meaningful if self.before is not None else None

    @property
    def crossed(self) -> bool:
        """Whether the score lies in another band than the time before."""
        return self.before is not None and self.before.crossed


def series_of(
    line: Line, language: str, events: tuple[Event, ...] = (), norm: Norm | None = None
) -> Series:
    """One scale of one person, in the reader's language; `events` stand as lines in it.

    `norm`: a published average the reader chose to see beside it.
    """
    scale, here = line.scale, timezone.get_current_timezone()
    renewed = tuple(Event(_day(at, here), _("new version")) for at in line.renewed)
    return Series(
        name=name_of(line, language),
        points=(
            *(_scored(score, here) for score in line.points),
            *(Point(_day(at, here), None, "not_returned") for at in line.missed),
        ),
        low=scale.low,
        high=scale.high,
        direction=scale.direction,
        measure=in_language(line.spec.title, language),
        amount=in_language(scale.label, language) if is_amount(line.spec.id, scale.id) else "",
        bands=tuple(
            Band(b.low, b.high, in_language(b.label, language), in_language(b.short, language))
            for b in scale.bands
        ),
        events=(*events, *renewed),
        meaningful=_meaningful(scale),
        norm=norm,
    )


def norm_beside(line: Line, norms: Mapping[NormKey, Norm] | None) -> Norm | None:
    """The average chosen for this line; none for what others answered in her place."""
    if not norms or line.given_by:
        return None
    return norms.get(norm_key(line))


def norm_key(line: Line) -> NormKey:
    """Averages stand beside numbers of one rule alone; what is computed otherwise is another line."""
    return line.instrument_id, line.spec.sha256, scale_key(line.spec.id, line.scale.id)


def name_of(line: Line, language: str) -> str:
    """ "Pain", or "Pain, entered by a helper": answers of others never pass for her own."""
    name = in_language(line.scale.label, language)
    if line.given_by == "helper":
        return _("%(scale)s, entered by a helper") % {"scale": name}
    if line.given_by == "proxy":
        return _("%(scale)s, entered by a legal proxy") % {"scale": name}
    return name


def charts_of(
    lines: Sequence[Line],
    language: str,
    today: date,
    kept: Kept = NOTHING_KEPT,
    norms: Mapping[NormKey, Norm] | None = None,
) -> list[Chart]:
    """A chart per scale over one common span, so that they can be read below each other.

    `kept`: what of a diary belongs beside them; its measures come last. `norms`: the averages the
    reader chose, by instrument and scale; they stand beside a person's own answers alone.
    """
    events = events_of(kept)
    found = [series_of(line, language, events, norm_beside(line, norms)) for line in lines]
    found += series_of_diary(kept)
    return trend_charts(found, language=language, today=today)


@dataclass(frozen=True, slots=True)
class Measured:
    """The charts of one questionnaire."""

    name: str
    charts: list[Chart]
    explained: Explained | None = None


def by_questionnaire(
    charts: Sequence[Chart], words: Mapping[str, Explained] | None = None
) -> list[Measured]:
    """Charts under the name of what was answered; `words`: what each shows, and what it does not."""
    groups = groupby(charts, key=lambda chart: chart.series.measure)
    return [Measured(name, list(group), (words or {}).get(name)) for name, group in groups]


def change_of(chart: Chart) -> Change | None:
    """The change sentences of one chart; None before the first score."""
    series = chart.series
    if not series.scored:
        return None
    *earlier, now = series.scored
    before = since_before = since_first = None
    if earlier:
        before = earlier[-1]
        since_before = change_words(before, now, series.direction, series.meaningful, series.bands)
    if len(earlier) > 1:
        since_first = change_words(earlier[0], now, series.direction, series.meaningful)
    moved = before.value != now.value if before is not None else None
    caption = chart.caption
    return Change(series.name, caption.value, caption.band, since_before, since_first, moved)


def in_language(words: Words, language: str) -> str:
    """The words in this language, else in English."""
    return words.get(language) or words.get("en", "")


def _scored(score: Score, here: tzinfo) -> Point:
    state: State = "not_scorable"
    if score.value is not None:
        state = "prorated" if score.state == "prorated" else "ok"
    return Point(_day(score.at, here), score.value, state)


def _day(at: datetime, here: tzinfo) -> date:
    return at.astimezone(here).date()


def _meaningful(scale: Scale) -> Meaningful | None:
    if scale.change is None:
        return None
    return Meaningful(scale.change.better, scale.change.worse, scale.change.source)
