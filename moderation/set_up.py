"""What moderation needs before members write to each other."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from members.parts import parts_off
from members.set_up import Point
from moderation.models import SafetyContact, TeamCare
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
    care = TeamCare.objects.first()
    yield Point(
        _("Whom moderators can talk to after a hard case"),
        _("They read what others are spared."),
        bool(care and care.talk_to),
        care.talk_to if care and care.talk_to else _("Nobody is named yet."),
        reverse("moderation:team"),
        _("Look after the moderators"),
        needed=False,
    )
