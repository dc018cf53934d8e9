"""The page for a visit as a tagged PDF: it says what the page on the screen says, on one sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from members.queries.organisation import OrganisationView
from notifications.typesetting import as_pdf, as_pictures
from po_platform.kit.charts import Chart, key_of
from po_platform.kit.spoken import plain_day
from proms.course import Change
from proms.given_by import given_by_words
from proms.letter import NEED_NOT, Letter
from proms.letter_text import rules_words
from proms.printed_chart import printed_chart, printed_dates

LAYOUT = Path(__file__).parent / "typst" / "summary.typ"


def summary_as_pdf(
    letter: Letter, *, name: str, organisation: OrganisationView, language: str
) -> bytes:
    """One page where it fits. Raises notifications.typesetting.NotTypeset."""
    return as_pdf(LAYOUT, _document(letter, name, organisation, language))


def summary_as_pictures(
    letter: Letter, *, name: str, organisation: OrganisationView, language: str
) -> tuple[str, ...]:
    """The same as drawings, a page each, to lie behind a letter. Raises notifications.typesetting.NotTypeset."""
    return as_pictures(LAYOUT, _document(letter, name, organisation, language))


def _document(
    letter: Letter, name: str, organisation: OrganisationView, language: str
) -> Mapping[str, Any]:
    today = timezone.localdate()
    drawn = [*letter.worse_up, *letter.better_up, *letter.diary]
    return {
        "title": _("Summary: %(name)s") % {"name": name},
        "author": organisation.name,
        "day": [today.year, today.month, today.day],
        "language": language,
        "name": name,
        "made": _("Made on %(day)s") % {"day": plain_day(today)},
        "newest": _newest(letter),
        "lists": [{"words": words, "lines": lines} for words, lines in letter.lists],
        "own": [{"question": one.question, "words": one.words} for one in letter.own_words],
        "changed": {
            "title": _("What changed"),
            "head": [_("Scale"), _("Now"), _("Since the time before"), _("Since the first time")],
            "rows": [_changed(change) for change in letter.changes],
            "others": [f"{words}: {whom}" for words, whom in letter.others],
        },
        "charts": _groups(letter),
        "period": letter.period,
        "folded": _folded(letter.folded),
        "key": [{"kind": one.kind, "words": one.words} for one in key_of(drawn, language=language)],
        "averages": _averages(drawn),
        "how": " ".join(filter(None, (rules_words(letter), str(NEED_NOT)))),
        "foot": " ".join(part for part in (organisation.name, organisation.phone) if part),
        "note": _("This page shows what was answered. It gives no advice."),
        "empty": "" if letter.responses else _("No answers yet."),
    }


def _newest(letter: Letter) -> list[str]:
    """Who filled in what was sent last and how, when, and how much of it."""
    if letter.newest is None:
        return []
    counted = {"n": letter.newest.n_answered, "of": letter.newest.n_asked}
    return [
        given_by_words(letter.newest),
        plain_day(letter.newest.authored_at),
        _("%(n)s of %(of)s questions") % counted,
    ]


def _changed(change: Change) -> list[str]:
    before = change.before
    since = _("first answers")
    if before is not None:
        note = f"({before.note})" if before.note else ""
        since = " ".join(part for part in (before.arrow, before.words, note) if part)
    now = " ".join(part for part in (change.value, change.band) if part)
    return [change.name, now, since, change.first.words if change.first else "–"]


def _groups(letter: Letter) -> list[dict[str, Any]]:
    """Charts of one direction together, as on the page; the dates stand under the last of each."""
    groups = (
        (_("Higher is worse"), letter.worse_up),
        (_("Higher is better"), letter.better_up),
        (_("From the diary, as the person chose to show it"), letter.diary),
    )
    return [
        {
            "title": title,
            "rows": [printed_chart(chart) for chart in charts],
            "dates": printed_dates(charts[0].span),
        }
        for title, charts in groups
        if charts
    ]


def _averages(drawn: Sequence[Chart]) -> str:
    """Where the averages in these charts were published, each once: the page has few lines."""
    found: dict[str, list[str]] = {}
    for chart in drawn:
        if chart.series.norm is not None and chart.series.norm.source:
            found.setdefault(chart.series.norm.source, []).append(chart.series.name)
    if not found:
        return ""
    one_for_all = len(found) == 1
    where = [
        source if one_for_all else f"{', '.join(names)}: {source}"
        for source, names in found.items()
    ]
    return _("Averages: %(where)s") % {"where": "; ".join(where)}


def _folded(charts: Sequence[Chart]) -> str:
    """What is folded on the page is said here, so that nothing is lost on paper."""
    if not charts:
        return ""
    said = []
    for chart in charts:
        caption = chart.caption
        value = " ".join(part for part in (caption.name, caption.value) if part)
        said.append(", ".join(part for part in (value, caption.band, caption.change) if part))
    return " ".join([_("Not drawn here:"), "; ".join(said)])
