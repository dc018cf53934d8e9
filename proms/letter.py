"""The clinician's page: what matters to the person, what changed in five lines, then the charts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from po_platform.access.actor import Actor
from po_platform.kit.charts import Chart, KeyEntry, key_of
from po_platform.kit.charts.words import period_words
from proms.course import Change, change_of, charts_of
from proms.models import Response
from proms.queries.course import newest_responses, scores_over_time
from proms.take_along import form_behind
from questionnaires.summary import in_words

LINES = 5


@dataclass(frozen=True)
class Letter:
    """One page about one person."""

    newest: Response | None
    own_words: list[str]
    changes: list[Change]
    unchanged: str
    worse_up: list[Chart]
    better_up: list[Chart]
    key: tuple[KeyEntry, ...]
    responses: list[Response]

    @property
    def charts(self) -> list[Chart]:
        return [*self.worse_up, *self.better_up]

    @property
    def period(self) -> str:
        """ "December 2025 to November 2026" of all charts."""
        if not self.charts:
            return ""
        span = self.charts[0].span
        return period_words(span.start, span.last)


def letter_about(*, actor: Actor, subject: UUID, language: str, today: date) -> Letter:
    """Everything the actor may see of one subject's answers, arranged to be read in 30 seconds."""
    charts = charts_of(scores_over_time(actor=actor, subject=subject), language, today)
    responses = newest_responses(actor=actor, subject=subject, size=12)
    told = [change for chart in charts if (change := change_of(chart)) is not None]
    changed, same = _sorted_by_meaning(told)
    return Letter(
        newest=responses[0] if responses else None,
        own_words=_own_words(responses[0]) if responses else [],
        changes=changed,
        unchanged=", ".join(f"{one.name} {one.value}" for one in same),
        worse_up=[c for c in charts if c.series.direction == "higher_worse"],
        better_up=[c for c in charts if c.series.direction == "higher_better"],
        key=key_of(charts, language=language),
        responses=responses,
    )


def _sorted_by_meaning(told: list[Change]) -> tuple[list[Change], list[Change]]:
    """At most five lines: first those whose source calls the change meaningful, in form order."""
    meaningful = [one for one in told if one.meaningful]
    open_ended = [one for one in told if not one.meaningful and (one.before is None or one.before.meaningful is None)]
    shown = (meaningful + open_ended)[:LINES]
    return shown, [one for one in told if one not in shown]


def _own_words(response: Response) -> list[str]:
    """What the person wrote herself, at most two texts."""
    form = form_behind(response)
    said = in_words(form, response.answers, response.missing)
    return [one.answer for one in said if one.own_words and one.answer][:2]


def as_plain_text(letter: Letter, *, name: str) -> str:
    """The letter for the record: plain lines to paste."""
    lines = [name]
    if letter.newest:
        lines.append(f"{letter.newest.instrument.title}, {letter.newest.authored_at:%Y-%m-%d}")
    lines += [f"“{words}”" for words in letter.own_words]
    for change in letter.changes:
        parts = [f"{change.name}: {change.value}", change.band]
        parts += [change.before.words if change.before else ""]
        lines.append(", ".join(part for part in parts if part))
    if letter.unchanged:
        lines.append(_("No meaningful change: %(scales)s") % {"scales": letter.unchanged})
    return "\n".join(lines)
