"""What questionnaires need before members come."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from members.set_up import Point
from po_platform.access.actor import Actor
from proms.intended_purpose import is_accepted
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
    accepted = is_accepted()
    yield Point(
        _("What the portal is for, in medical matters"),
        _("Until you stand by it, people see numbers without words for what they mean."),
        accepted,
        _("Accepted.") if accepted else _("Not accepted."),
        reverse("proms:intended_purpose"),
        _("Read it"),
        needed=False,
    )
