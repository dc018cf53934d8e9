"""Every flow between two features, one line each with its legal ground (GDPR art. 6 and 9).

This file is the organisation's record of data flows between purposes.
"""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from members.clinician_list import register_list_column, register_summary_link
from members.frame import add_menu_word
from members.holdings import register_holding
from members.start_page import register_row, register_waiting
from po_platform.access.actor import Hat
from proms import on_start_pages, reminders
from proms.queries.course import last_answers

MEMBERS = frozenset({Hat.MEMBER, Hat.HELPER, Hat.PROXY})


def connect() -> None:
    """Called once, when all apps are loaded."""
    # A member's own open questionnaires, on her own page: art. 6 (1) b, contract of membership.
    register_waiting(on_start_pages.waiting)
    register_row(on_start_pages.course_row)
    register_holding(on_start_pages.holding)
    # To a clinician a member chose: art. 9 (2) a, explicit consent, per grant and scope.
    register_summary_link(lambda subject: reverse("proms:summary", args=[subject]))
    register_list_column(_("Last answers"), lambda actor, subjects: last_answers(actor=actor, subjects=subjects))
    # A reminder that something waits, without saying what: art. 6 (1) b.
    reminders.connect()
    add_menu_word(MEMBERS, 30, _("My answers"), lambda: reverse("proms:course"))
    add_menu_word(frozenset({Hat.CURATOR}), 20, _("Questionnaires"), lambda: reverse("proms:instruments"))
