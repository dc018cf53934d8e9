"""A line of the register as a table program reads it."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from members.models import RightsRequest


def line_of(row: RightsRequest | None) -> list[str]:
    """The cells of one request; the headings for None. Nobody is named."""
    if row is None:
        return [
            _("Number"), _("What was asked"), _("How it came"), _("Came on"), _("Answer until"),
            _("Extended on"), _("Who asked"), _("State"), _("Answer"), _("Why not"), _("Closed on"),
            _("Looked at twice"),
        ]  # fmt: skip
    return [
        str(row.pk),
        str(row.get_kind_display()),
        str(row.get_way_display()),
        row.came_on.isoformat(),
        row.due_on.isoformat(),
        row.extended_on.isoformat() if row.extended_on else "",
        _("a member") if row.person_id else _("somebody outside"),
        str(row.get_state_display()),
        str(row.get_outcome_display()) if row.outcome else "",
        str(row.get_reason_display()) if row.reason else "",
        timezone.localtime(row.closed_at).date().isoformat() if row.closed_at else "",
        _second_look(row),
    ]


def _second_look(row: RightsRequest) -> str:
    if row.released_at is None:
        return ""
    return _("by the same person, a day later") if row.alone_why else _("by a second person")
