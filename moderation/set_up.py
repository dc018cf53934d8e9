"""What moderation needs before members write to each other."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from members.parts import parts_off
from members.set_up import Point
from moderation.models import SafetyContact, TeamCare
from moderation.queries.help_lines import box_lines
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
    shown = len(box_lines(language=(get_language() or "en").partition("-")[0]))
    yield Point(
        _("Numbers and addresses members can turn to"),
        _("They stand beside words of danger, and at a search for such words."),
        bool(shown),
        ngettext("%(count)s is shown.", "%(count)s are shown.", shown) % {"count": shown},
        reverse("moderation:kept_lines"),
        _("See and add them"),
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
