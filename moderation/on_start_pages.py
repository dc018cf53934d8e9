"""What the moderation puts on worklists, start pages and into My data."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from members.holdings import Holding
from members.start_page import Words, Work
from moderation.queries.mine import my_reports
from moderation.queries.queue import Waiting, queue
from moderation.wording import line_words
from po_platform.access.actor import Actor, Hat, SignedIn
from po_platform.kit.spoken import clock, numeral, quoted


def work(actor: Actor) -> list[Work]:
    """The first page of the queue; for who showed a second factor."""
    if not isinstance(actor, SignedIn) or not actor.holds(Hat.MODERATOR):
        return []
    return [work_line(one) for one in queue(actor=actor).lines]


def work_line(one: Waiting, next_step: str = "") -> Work:
    """A line of the queue as every worklist shows it."""
    line = one.line
    parts: list[Words] = [quoted(line.title), line.place, line.name] if line else []
    if one.reports > 1:
        parts.append(
            ngettext("%(n)s person told us", "%(n)s people told us", one.reports)
            % {"n": numeral(one.reports)}
        )
    held = ""
    if one.holder and not one.mine and one.case.claimed_until is not None:
        held = _("%(name)s is on this until %(clock)s") % {
            "name": one.holder,
            "clock": clock(one.case.claimed_until),
        }
    elif one.for_others:
        held = _("For another person: it concerns you yourself")
    return Work(
        title=line_words(one),
        url=reverse("moderation:case", args=[one.case.ref]),
        sub=", ".join(str(part) for part in parts if part),
        next_step=next_step or _("Read and decide"),
        next_sub=held,
        since=None if one.in_danger else one.case.opened_at,  # what has no day stands first
        mine=not held,
    )


def holding(actor: SignedIn) -> Iterable[Holding]:
    """What we keep: what somebody told us."""
    count = len(my_reports(actor=actor))
    sentence = ngettext("You told us about %(n)s thing.", "You told us about %(n)s things.", count)
    yield Holding(
        _("What you told the moderators"),
        sentence % {"n": numeral(count)} if count else _("Nothing yet."),
        reverse("moderation:my_reports"),
        _("See what came of it"),
    )
