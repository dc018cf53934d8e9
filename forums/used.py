"""Questions of a month, and how long people waited for the first answer of somebody else."""

from __future__ import annotations

from datetime import timedelta
from statistics import median

from django.db.models import F, Min, OuterRef, Q, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forums.models import Post, Topic
from members.used import Month, Used, cell
from po_platform.access.actor import Actor

SHOWN = (Post.State.PUBLISHED, Post.State.FOLDED)


def talk_used(actor: Actor, month: Month) -> Used:
    """Topics that came out in the month; half of those answered waited no longer than the median."""
    first = (
        Post.objects.filter(topic=OuterRef("pk"), state__in=SHOWN)
        .filter(~Q(author=OuterRef("starter")) | Q(author=None))
        .values("topic")
        .annotate(at=Min("published_at"))
        .values("at")
    )
    asked = Topic.objects.filter(
        shown_at__gte=month.begins, shown_at__lt=month.ends, gone_at=None
    ).annotate(answered_at=Subquery(first))
    rows = list(asked.values_list("starter", F("answered_at") - F("shown_at")))
    waited = [wait for _starter, wait in rows if wait is not None]
    people = len({starter for starter, _wait in rows})
    hidden = people if people < 5 else 0  # few who asked: how many questions would tell who
    asked_cell = cell(hidden) if hidden else cell(len(rows))
    long = in_words(median(waited)) if len(waited) >= 5 else ""
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
            (_("Answered by somebody else so far"), cell(len(waited))),
            (_("Half of these waited less than"), long or _("too few to say")),
        ],
    )


def in_words(wait: timedelta) -> str:
    """ "3 hours", "2 days", never finer than hours."""
    hours = max(round(wait.total_seconds() / 3600), 1)
    if hours < 48:
        return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
    days = round(hours / 24)
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}
