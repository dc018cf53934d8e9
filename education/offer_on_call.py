"""On the page of a call, for the desk: programmes begun, paused and gone on with as somebody says."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from education.programme_rules import may_write_down_ways
from members.on_call import OnCall
from po_platform.access.actor import Actor


def _address(ref: UUID) -> str:
    return reverse("education:ways_on_call", args=[ref])


def _offered(actor: Actor) -> bool:
    return bool(may_write_down_ways(actor))


PROGRAMMES_ON_CALL = OnCall(_("Programmes: begin one, pause, go on"), _address, _offered)
LOOKED = "education.desk_ways"
LOOKED_WORDS = _("Which programmes you are on and how far, to write down what you say about it")
DEEDS = {
    "education.enrolment.begun_on_call": _("%(who)s wrote down that you begin a programme."),
    "education.enrolment.begun_for_child_on_call": _(
        "%(who)s wrote down that you begin a programme for a child."
    ),
    "education.enrolment.said_on_call": _("%(who)s wrote down what you said about a programme."),
    "education.guide.taken_on_call": _("%(who)s wrote down that a guide goes along with you."),
    "education.sheets.printed": _("%(who)s opened or printed the sheets of your programme."),
}
