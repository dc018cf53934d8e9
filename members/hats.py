"""What the roles are called, and which one somebody wears when she comes in."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from po_platform.access.actor import Hat

HAT_LABELS: dict[Hat, str | Promise] = {
    Hat.MEMBER: _("Member"),
    Hat.HELPER: _("Helper of a member"),
    Hat.PROXY: _("Legal proxy of a member"),
    Hat.DESK: _("Helper desk"),
    Hat.MODERATOR: _("Moderator"),
    Hat.BOARD_MODERATOR: _("Moderator of some boards"),
    Hat.GUIDE: _("Guide"),
    Hat.EDITOR: _("Editor"),
    Hat.REVIEWER: _("Medical reviewer"),
    Hat.CURATOR: _("Curator"),
    Hat.CLINICIAN: _("Clinician"),
    Hat.COMMITTEE: _("Committee member"),
    Hat.RESEARCHER: _("Researcher"),
    Hat.ADMINISTRATOR: _("Administrator"),
}


def first_hat(roles: Collection[Hat]) -> Hat:
    """A member's if she is one, else the first she holds."""
    if Hat.MEMBER in roles or not roles:
        return Hat.MEMBER
    return next(hat for hat in Hat if hat in roles)
