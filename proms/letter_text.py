"""The letter as plain lines for a record: all that the page says in words, to be copied."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from po_platform.kit.charts import ChangeWords
from po_platform.kit.spoken import plain_day
from proms.course import Change
from proms.given_by import given_by_words
from proms.letter import NEED_NOT, Letter, changes_told
from proms.models import Response


def as_plain_text(letter: Letter, *, name: str, today: date) -> str:
    """`name`: with the year of birth where the reader may know it; `today`: when it was copied."""
    lines = [name, _("Made on %(day)s") % {"day": plain_day(today)}]
    lines += [_newest(letter.newest)] if letter.newest else [_("No answers yet.")]
    for words, own in letter.lists:
        lines += [f"{words}:", *(f"{number}. {line}" for number, line in enumerate(own, 1))]
    lines += [f"{one.question} “{one.words}”" for one in letter.own_words]
    if letter.changes:
        lines.append(_("What changed:"))
    lines += [_change(one) for one in letter.changes]
    lines += [f"{words}: {whom}" for words, whom in letter.others]
    named = {one.name for one in letter.changes}
    further = [one for one in changes_told(letter.charts) if one.name not in named]
    if further:
        lines.append(_("Further scales:"))
    lines += [_change(one) for one in further]
    return "\n".join([*lines, *_directions(letter), *_rules(letter)])


def _newest(newest: Response) -> str:
    """ "Weekly check-in, 4 March 2026, 8 of 9 questions. Answered by themselves, on this website"."""
    counted = _("%(n)s of %(of)s questions") % {"n": newest.n_answered, "of": newest.n_asked}
    day = plain_day(newest.authored_at)
    return f"{newest.instrument.name}, {day}, {counted}. {given_by_words(newest)}"


def _change(change: Change) -> str:
    """ "Pain: 4 of 10; since the time before: 2 lower; since the first time: 4 lower"."""
    value = " ".join(part for part in (change.value, change.band) if part)
    parts = [f"{change.name}: {value}"]
    if change.before is None:
        parts.append(_("first answers"))
    else:
        parts.append(_("since the time before: %(words)s") % {"words": _moved(change.before)})
    if change.first is not None:
        parts.append(_("since the first time: %(words)s") % {"words": _moved(change.first)})
    return "; ".join(parts)


def _moved(words: ChangeWords) -> str:
    """The arrow stands only where its source calls the change meaningful, as on the page."""
    note = f"({words.note})" if words.note else ""
    return " ".join(part for part in (words.arrow, words.words, note) if part)


def _directions(letter: Letter) -> list[str]:
    """What is worse and what is better when it is higher, by name."""
    found = []
    for direction, words in (
        ("higher_worse", _("Higher is worse: %(names)s.")),
        ("higher_better", _("Higher is better: %(names)s.")),
    ):
        series = [chart.series for chart in letter.charts]
        names = [one.name for one in series if one.direction == direction and one.scored]
        found += [words % {"names": ", ".join(dict.fromkeys(names))}] if names else []
    return found


def _rules(letter: Letter) -> list[str]:
    said = rules_words(letter)
    told = [said, _("It shows what was answered and gives no advice.")] if said else []
    return [*told, str(NEED_NOT)]


def rules_words(letter: Letter) -> str:
    """By which rules, in which version; empty where nothing was computed."""
    if not letter.sources:
        return ""
    rules = "; ".join(dict.fromkeys(one.rule for one in letter.sources))
    words = _("Computed by the published rule of each questionnaire: %(rules)s.") % {"rules": rules}
    if not letter.has_words:
        return words
    limits = _(
        "Bands and meaningful change are published values and say nothing certain about one person."
    )
    return f"{words} {limits}"
