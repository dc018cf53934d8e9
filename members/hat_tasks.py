"""What each role opens, in a sentence for those who give it; its name stands in hats.py."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from po_platform.access.actor import Hat

TASKS: dict[Hat, str | Promise] = {
    Hat.MEMBER: _("Their own data, groups and courses."),
    Hat.HELPER: _("Does things for members who asked for it, and nothing else."),
    Hat.PROXY: _("Acts for a member by law."),
    Hat.DESK: _("Types in what members send on paper or say on the telephone."),
    Hat.MODERATOR: _("Reads what was reported in the groups, and decides about it."),
    Hat.BOARD_MODERATOR: _(
        "Reads what was reported on boards named one by one, and decides about it."
    ),
    Hat.GUIDE: _("Accompanies members through a course."),
    Hat.EDITOR: _("Writes pages."),
    Hat.REVIEWER: _("Checks pages for medical correctness."),
    Hat.CURATOR: _("Keeps questionnaires and the registry in order."),
    Hat.CLINICIAN: _("Sees what members share, for as long as they share it."),
    Hat.COMMITTEE: _("Decides about requests for data."),
    Hat.RESEARCHER: _("Asks for data, and gets what the committee releases."),
    Hat.ADMINISTRATOR: _("This office: people, roles, the organisation’s page."),
}

# A member chooses her own helpers, and a proxy is appointed by law: neither is given here. Who
# moderates some boards gets the role together with them, where the boards are set up.
BESIDE_THE_OFFICE = frozenset({Hat.HELPER, Hat.PROXY, Hat.BOARD_MODERATOR})
GIVEN_IN_OFFICE = [hat for hat in Hat if hat not in BESIDE_THE_OFFICE]
