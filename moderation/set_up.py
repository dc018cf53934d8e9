"""What moderation needs before members write to each other."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from members.parts import parts_off
from members.set_up import Point
from moderation.models import SafetyContact
from po_platform.access.actor import Actor

STEPS = len(SafetyContact.Step)


def safety_points(_actor: Actor) -> Iterator[Point]:
    """Who is called when somebody may be in danger; nothing where nobody talks."""
    if "forums" in parts_off():
        return
    named = SafetyContact.objects.count()
    words = ngettext("%(count)s of %(all)s is named.", "%(count)s of %(all)s are named.", named)
    state = words % {"count": named, "all": STEPS}
    if named < STEPS:
        state += " " + _("A moderator names them under “Who is on duty”.")
    yield Point(
        _("Who is called when somebody may be in danger"),
        _("Sooner or later somebody writes it at night."),
        named == STEPS,
        state,
    )
