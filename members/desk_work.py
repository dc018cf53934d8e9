"""What waits at the helper desk, as lines of its worklist, and a line about it for the office."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from po_platform.access.actor import Actor, Hat
from po_platform.kit import spoken

from .deeds import register_deeds
from .first_weeks import Offer, register_call
from .frame import add_menu_word
from .looks import register_look_words
from .models import CallRequest, Group, GroupContact
from .queries.calls import CallShown, calls_to_make, desk_is_manned, promised_days, queue_of_calls
from .start_page import Work, register_work

DESK = frozenset({Hat.DESK})


def connect() -> None:
    """Called once, when all apps are loaded."""
    register_work(Hat.DESK, desk_calls)
    register_call(call_by_a_peer)
    register_work(
        Hat.ADMINISTRATOR,
        office_calls,
        glance="select 1 from members_callrequest where state = 'office'",
    )
    register_work(
        Hat.ADMINISTRATOR,
        desk_line,
        glance="select 1 from calls_waiting(%(today)s) where waiting > 0",
    )
    add_menu_word(DESK, 10, gettext_lazy("Calls"), lambda: reverse("members:calls"))
    register_look_words("members.call", gettext_lazy("Your name and number, to call you"))
    register_deeds(
        {
            "members.call.taken": gettext_lazy("%(who)s took a call to make."),
            "members.call.released": gettext_lazy("%(who)s put a call back."),
            "members.call.written": gettext_lazy("%(who)s wrote down what came of a call."),
            "members.call.undone": gettext_lazy("%(who)s undid what was written about a call."),
            "members.call.promised": gettext_lazy("%(who)s changed how soon we call back."),
        }
    )


def desk_calls(actor: Actor) -> list[Work]:
    """Calls that can be made today, the first page of them."""
    return call_lines(calls_to_make(actor=actor).calls)


def call_lines(calls: Iterable[CallShown]) -> list[Work]:
    """Calls as lines: what about and when, nobody's name before it is taken."""
    return [_line(call) for call in calls]


def _line(call: CallShown) -> Work:
    title = _("Call: %(about)s") % {"about": call.about}
    sub = ", ".join(filter(None, [call.suits, call.language, _tried(call)]))
    if call.caller and call.caller_until:
        until = spoken.clock(call.caller_until)
        return Work(
            title=title,
            sub=sub,
            url="",
            since=call.asked_at,
            next_step=_("Nothing now: somebody is calling"),
            next_sub=_("Until %(clock)s at the latest") % {"clock": until},
            waits_for=call.caller,
            mine=False,
        )
    return Work(
        title=title,
        sub=sub,
        url=reverse("members:call", args=[call.ref]),
        since=call.asked_at,
        next_step=_("Go on, you have this call") if call.mine else _("Take it and call"),
        next_sub=_when(call),
    )


def _tried(call: CallShown) -> str:
    if not call.tries:
        return ""
    return ngettext("tried once", "tried %(count)s times", call.tries) % {"count": call.tries}


def _when(call: CallShown) -> str:
    if call.next_on is not None:
        return _("To be tried on %(day)s") % {"day": spoken.day(call.next_on)}
    if call.promised_on < timezone.localdate():
        return _("Late: we said by %(day)s") % {"day": spoken.day(call.promised_on)}
    return _("We said by %(day)s") % {"day": spoken.day(call.promised_on)}


def office_calls(actor: Actor) -> list[Work]:
    """What was passed on to the office."""
    return call_lines(call for call in calls_to_make(actor=actor).calls if call.with_office)


def desk_line(_actor: Actor) -> list[Work]:
    """One line about the desk's own list."""
    queue = queue_of_calls()
    if not queue.waiting:
        return []
    manned = desk_is_manned()
    late = ngettext("%(count)s is late", "%(count)s are late", queue.late) % {"count": queue.late}
    return [
        Work(
            title=ngettext(
                "%(count)s person waits for a call",
                "%(count)s people wait for a call",
                queue.waiting,
            )
            % {"count": queue.waiting},
            sub=late if queue.late else "",
            url="" if manned else reverse("members:people"),
            since=queue.oldest,
            next_step=_("Nothing: the helper desk calls")
            if manned
            else _("Give somebody the role of the helper desk"),
            waits_for=_("The helper desk") if manned else "",
            mine=not manned,
        )
    ]


def call_by_a_peer(actor: Actor) -> Offer | None:
    """For the first weeks: offered while some group about an illness names whom to call."""
    contacts = GroupContact.objects.filter(
        ended_at=None, group__closed_at=None, group__kind=Group.Kind.CONDITION
    )
    if not contacts.exists():
        return None
    days = promised_days()
    return Offer(
        _("A call"),
        ngettext(
            "Or we call you within %(n)s working day, and bring you together with somebody who"
            " lives with the same illness.",
            "Or we call you within %(n)s working days, and bring you together with somebody who"
            " lives with the same illness.",
            days,
        )
        % {"n": days},
        f"{reverse('members:call_me')}?about={CallRequest.About.PEER}",
        _("Ask for a call"),
    )
