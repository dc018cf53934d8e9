"""Answers to requests on paper: what stands above, the first sentence, and tables people can read."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notifications.paper import PaperPart
from po_platform.kit import spoken

from .export_files import shown
from .export_parts import Part
from .models import RightsRequest
from .purposes import Words

Kind, Reason = RightsRequest.Kind, RightsRequest.Reason
KINDS: dict[str, Words] = {
    Kind.ACCESS: gettext_lazy("What we keep about you"),
    Kind.PORTABILITY: gettext_lazy("Your data to take along"),
    Kind.CORRECTION: gettext_lazy("What you asked us to put right"),
    Kind.ERASURE: gettext_lazy("What you asked us to erase"),
    Kind.RESTRICTION: gettext_lazy("What you asked us to lock"),
    Kind.OBJECTION: gettext_lazy("What you object to"),
}


def opening(row: RightsRequest) -> str:
    """To which wish of which day this is the answer."""
    return _("you turned to us on %(day)s. This is our answer.") % {
        "day": spoken.plain_day(row.came_on)
    }


def first_words(row: RightsRequest, outcome: str, reason: str) -> str:
    """What the office begins with when it writes the letter; a line is a paragraph."""
    Outcome = RightsRequest.Outcome
    lines: list[str] = []
    if outcome == Outcome.NOTHING:
        lines.append(_("We searched and found nothing about you."))
    elif outcome == Outcome.REFUSED:
        lines.append(_("We do not do what you asked. The reason:"))
    elif row.kind in (Kind.ACCESS, Kind.PORTABILITY):
        lines.append(_("With this letter you get what we keep about you."))
        lines.append(
            _(
                "What we use it for, who receives it, how long we keep it and where it comes from"
                " stands in our privacy information."
            )
        )
    else:
        lines.append(_("We have done what you asked."))
    if row.counted and row.kind in (Kind.ACCESS, Kind.PORTABILITY):
        lines.append(
            _(
                "You are named, too, in what members wrote about their own health and keep for"
                " themselves. It belongs to them: we do not read it, and it is not handed out."
            )
        )
    if outcome == Outcome.PARTLY:
        lines.append(_("Something of it we did not do. The reason:"))
    if reason:
        lines.append(str(Reason(reason).label) + ".")
    lines.append(
        _(
            "You have the right to have data corrected, erased or locked, to object to a use, and"
            " to complain to a data protection authority or a court."
        )
    )
    return "\n".join(lines)


def longer_words(row: RightsRequest) -> PaperPart:
    """The letter that says it takes longer, with the reason and the new last day."""
    return PaperPart(
        (
            _("you turned to us on %(day)s.") % {"day": spoken.plain_day(row.came_on)},
            _("We need more time to answer, at most until %(day)s. The reason:")
            % {"day": spoken.plain_day(row.due_on)},
            row.extended_why,
            _("You can complain about this to a data protection authority or a court."),
        )
    )


def table_of(part: Part) -> dict[str, Any]:
    """{"title", "head", "rows"}: a part of somebody's file as it is printed, words for codes."""
    fields = [field for field in part.fields if not field.machine]
    return {
        "title": str(part.title),
        "head": [str(field.meaning) for field in fields],
        "rows": [[shown(row[field.name], field.codes) for field in fields] for row in part.rows],
    }
