"""Questions of a month, and how long people waited for the first answer of somebody else."""

from __future__ import annotations

from datetime import timedelta
from statistics import median

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forums.queries.figures import Waits, waits
from members.used import FEWEST, Month, Used, cell
from po_platform.access.actor import Actor


def talk_used(actor: Actor, month: Month) -> Used:
    """Topics that came out in the month; half of those answered waited no longer than the median."""
    found = waits(month.begins, month.ends)
    asked_cell, long = asked_words(found), half_waited(found)
    sentence = _("Members asked %(asked)s questions.") % {"asked": asked_cell}
    if long:
        sentence = _(
            "Members asked %(asked)s questions; half of those answered waited less than %(long)s."
        ) % {"asked": asked_cell, "long": long}
    return Used(
        _("Talk"),
        sentence,
        [
            (_("Questions asked"), asked_cell),
            (_("Answered by somebody else so far"), cell(len(found.waited))),
            (_("Half of these waited less than"), long or _("too few to say")),
        ],
    )


def asked_words(found: Waits) -> str:
    """How many were asked; few who asked: how many questions would tell who."""
    return cell(found.people if found.people < FEWEST else found.asked)


def half_waited(found: Waits) -> str:
    """What half of those answered waited less than; '' where too few were."""
    seconds = [wait.total_seconds() for wait in found.waited]
    return in_words(timedelta(seconds=median(seconds))) if len(found.waited) >= FEWEST else ""


def in_words(wait: timedelta) -> str:
    """ "3 hours", "2 days", never finer than hours."""
    hours = max(round(wait.total_seconds() / 3600), 1)
    if hours < 48:
        return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
    days = round(hours / 24)
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}
