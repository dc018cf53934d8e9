"""What questionnaires need before members come."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from members.set_up import Point
from po_platform.access.actor import Actor
from proms.queries.instruments import usable_instruments


def questionnaire_points(_actor: Actor) -> Iterator[Point]:
    """One that may be used."""
    usable = len(usable_instruments())
    words = ngettext("%(count)s can be used.", "%(count)s can be used.", usable)
    state = words % {"count": usable}
    if not usable:
        state = _("None yet. A curator reads one in, answers the licence question and looks at it.")
    yield Point(
        _("A questionnaire"),
        _("Without one there is nothing to answer and no course to see."),
        bool(usable),
        state,
        needed=False,
    )
