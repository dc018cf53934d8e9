"""Who has to be there while members write to each other."""

from django.utils.translation import gettext_lazy as _

from members.duties import Duty
from po_platform.access.actor import Hat

DUTIES = (
    Duty(
        "moderation.cases",
        _("Decide about what members report"),
        _("Somebody reads it every day, also when one person is away."),
        (Hat.MODERATOR,),
        1,
        _("Nobody reads it: posts that wait never come out. Switch talking off until then."),
        part="forums",
    ),
    Duty(
        "moderation.silence",
        _("Keep somebody from writing for more than a week"),
        _("To be shut out weighs heavily: one wants it, another agrees."),
        (Hat.MODERATOR,),
        2,
        _("Lighter: a week at most, and the same person not twice in a month."),
        part="forums",
    ),
    Duty(
        "moderation.objection",
        _("Look again when an author objects"),
        _("Whoever decided does not decide about the objection."),
        (Hat.MODERATOR,),
        2,
        _("Stays closed: an objection waits until a second moderator is there."),
        part="forums",
    ),
)
