"""The minutes of a committee as one tagged PDF."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from members.queries.organisation import current_organisation
from notifications.typesetting import as_pdf
from po_platform.kit import spoken
from registry.queries.minutes import Minute, Minutes, Said
from registry.request_pack import LAYOUT, Facts
from registry.request_words import OUTCOMES


def minutes_on_paper(minutes: Minutes) -> bytes:
    """In the reader's language. Raises NotTypeset."""
    language = (get_language() or "en")[:2]
    document = {
        "title": _("Minutes of the committee"),
        "author": current_organisation(language).name,
        "language": language,
        "page": _("Page {page} of {pages}"),
        "lead": " ".join(_lead(minutes)),
        "parts": [_part(line) for line in minutes.lines],
    }
    return as_pdf(LAYOUT, document)


def _lead(minutes: Minutes) -> list[str]:
    days = {
        "first": spoken.plain_day(minutes.since),
        "last": spoken.plain_day(minutes.until),
    }
    if minutes.since == minutes.until:
        told = [_("What ended with the committee on %(first)s.") % days]
    else:
        told = [_("What ended with the committee from %(first)s until %(last)s.") % days]
    if not minutes.lines:
        told.append(_("Nothing was decided on these days."))
    if minutes.own:
        told.append(_("Your own requests are left out: whoever asks reads no votes."))
    return told


def _part(line: Minute) -> dict[str, Any]:
    dataset = line.row.dataset
    facts: list[tuple[str, str]] = [
        (_("On"), spoken.plain_day(line.step.at)),
        (_("How it ended"), str(OUTCOMES[line.step.move])),
        (_("Responsible"), f"{line.asker}, {line.institution}"),
        (_("Dataset"), f"{dataset.registry.title}, {dataset.title}"),
        (_("The question"), line.question),
    ]
    if line.change:
        facts.append((_("A change of what was approved"), line.change))
    facts += [(_("Together"), _together(line)), *_votes(line.votes)]
    facts += [
        (_("The reasons") if line.decided else _("What was said"), line.step.words or "–"),
        *([(_("Conditions"), line.conditions)] if line.conditions else []),
        (_("Written down by"), line.step.who),
    ]
    return {"title": line.title, "paragraphs": [], "facts": [[str(a), str(b)] for a, b in facts]}


def _together(line: Minute) -> str:
    told = {
        "yes": line.tally.yes,
        "no": line.tally.no,
        "abstained": line.tally.abstained,
        "aside": line.tally.aside,
    }
    return (
        _("Yes: %(yes)d. No: %(no)d. Abstained: %(abstained)d. Seats without a vote: %(aside)d.")
        % told
    )


def _votes(votes: Sequence[Said]) -> Facts:
    return [(one.vote.who, _vote(one)) for one in votes]


def _vote(one: Said) -> str:
    told = f"{one.vote.get_answer_display()}. {one.vote.words}".strip()
    if not one.instead_of:
        return told
    return " ".join((_("Deputy for %(name)s.") % {"name": one.instead_of}, told))
