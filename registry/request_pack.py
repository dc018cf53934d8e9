"""One PDF with all a committee needs: the request, its people in words, what happened, the votes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from members.queries.organisation import current_organisation
from notifications.typesetting import as_pdf
from po_platform.kit import spoken
from registry.models import Amendment, DataRequest, Vote
from registry.queries.requests import earlier_votes, voting_on
from registry.request_change import in_full
from registry.request_shown import Shown
from registry.request_words import STATES, STEPS

LAYOUT = Path(__file__).parent / "typst" / "pack.typ"
Facts = Sequence[tuple[str, str]]


def request_pack(row: DataRequest) -> bytes:
    """The PDF in the reader's language. Raises NotTypeset."""
    shown = Shown(row)
    language = (get_language() or "en")[:2]
    parts = [
        _part(_("What is asked"), _words(row)),
        _part(_("Which data, of whom"), _data(row, shown)),
        _part(_("Papers"), [
            (str(one.get_kind_display()), f"{one.name}, {spoken.day(one.at)}")
            for one in row.papers.order_by("pk").defer("content")
        ]),
        _part(_("What happened"), [
            (spoken.day(one.at), f"{one.who} {STEPS[one.move]}. {one.words}".strip())
            for one in row.steps.order_by("pk")
        ]),
    ]  # fmt: skip
    for change in row.amendments.order_by("pk"):
        parts.append(_part(_("A change of what was approved"), _change(change, shown)))
    if row.review_at:
        parts.append(_part(_("The vote"), _votes(row)))
    for number, votes in earlier_votes(row).items():
        parts.append(_part(_("Votes of round %(number)d") % {"number": number}, _each(votes)))
    if row.decided_at:
        decision = [(_("The reasons"), row.reason), (_("Conditions"), row.conditions or "–")]
        parts.append(_part(_("The decision"), decision))
    state = {"state": STATES[row.state], "since": spoken.day(row.state_at)}
    document = {
        "title": row.title,
        "author": current_organisation(language).name,
        "language": language,
        "page": _("Page {page} of {pages}"),
        "lead": _("It is %(state)s, since %(since)s.") % state,
        "parts": parts,
    }
    return as_pdf(LAYOUT, document)


def _part(title: str, facts: Facts) -> dict[str, Any]:
    return {"title": title, "paragraphs": [], "facts": [[str(a), str(b)] for a, b in facts]}


def _words(row: DataRequest) -> Facts:
    company = _("A company takes part.") if row.commercial else ""
    return [
        (_("The question"), row.question),
        (_("What members could gain"), row.gain),
        (_("Responsible"), f"{row.asker}, {row.institution}"),
        (_("What for"), f"{row.get_purpose_display()} ({row.purpose}). {company}".strip()),
        (_("Who pays"), row.funding),
        (_("How long"), _("%(months)d months") % {"months": row.months}),
        (_("Ethics vote"), row.ethics or "–"),
        *([(_("Letter to members"), row.invitation)] if row.invitation else []),
    ]


def _data(row: DataRequest, shown: Shown) -> Facts:
    people = "; ".join(shown.people_in_words()) or _("everybody in the dataset")
    apart = ", ".join(shown.label(name) for name in row.kept_apart) or "–"
    return [
        (_("Dataset"), f"{row.dataset.registry.title}, {row.dataset.title}"),
        *(
            (form.replace("_", " ").capitalize(), ", ".join(n))
            for form, n in shown.chosen().items()
        ),
        (_("People, in words"), row.cohort_words),
        (_("People, exactly"), people if row.cohort else "–"),
        *([(_("How to read it"), means)] if (means := shown.no_entry_means()) else []),
        (_("Could tell who somebody is"), apart),
        (_("Dates"), str(row.get_dates_display())),
    ]


def _votes(row: DataRequest) -> Facts:
    voting = voting_on(row)
    told = {"yes": voting.tally.yes, "no": voting.tally.no, "abstained": voting.tally.abstained}
    counts = _("Yes: %(yes)d. No: %(no)d. Abstained: %(abstained)d.") % told
    return [
        (_("Together"), counts),
        *_each(voting.votes),
    ]


def _each(votes: Sequence[Vote]) -> Facts:
    return [(one.who, f"{one.get_answer_display()}. {one.words}".strip()) for one in votes]


def _change(change: Amendment, shown: Shown) -> Facts:
    told = {"day": spoken.day(change.at), "outcome": change.get_outcome_display()}
    begun = _("Begun on %(day)s: %(outcome)s.") % told
    before_and_after = _("Before: %(before)s. Asked for: %(after)s.")
    return [
        (_("Why"), f"{begun} {change.why}"),
        *(
            (one.what, before_and_after % {"before": one.before, "after": one.after})
            for one in in_full(change, shown)
        ),
    ]
