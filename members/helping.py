"""Acting for somebody in this browser: kept in the session, asked of the vault at every request."""

from __future__ import annotations

import time
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from audit.actions import record_read
from po_platform.access.actor import SignedIn, Tick
from po_platform.access.declare import access_of

from .facts import begin_helping
from .looks import BY_LAW

KEY = "acts_for"  # in the session: the grant
LOOKED = "acts_for_looked"  # what was looked at → when it was written down, in seconds
ONE_LOOK = 3600  # pages opened within an hour are one look
LOOKS = {
    Tick.ANSWER: "members.help.answer",
    Tick.SUMMARY: "members.help.summary",
    Tick.ARRANGE: "members.help.arrange",
}


def act_for(request: HttpRequest, grant_id: int) -> None:
    """From the next page on; whether she may is asked there."""
    request.session[KEY] = grant_id
    request.session.pop(LOOKED, None)


def back_to_herself(request: HttpRequest) -> None:
    """From the next page on she acts for herself."""
    request.session.pop(KEY, None)
    request.session.pop(LOOKED, None)


def whom_for(request: HttpRequest, actor: SignedIn) -> SignedIn | None:
    """The actor as she acts in this browser; None when the help has ended in between."""
    wanted = request.session.get(KEY)
    if not isinstance(wanted, int):
        return actor
    acting = begin_helping(actor, wanted)
    if acting is None:
        back_to_herself(request)
    return acting


def help_is_over(request: HttpRequest) -> HttpResponse:
    """Instead of any page: it ended. What was just sent is kept nowhere."""
    sent = {"sent": "1"} if request.method == "POST" else {}
    query = f"?{urlencode(sent)}" if sent else ""
    return HttpResponseRedirect(reverse("members:help_over") + query)


def note_look(request: HttpRequest, response: HttpResponse, actor: SignedIn) -> None:
    """What somebody sees while she acts for another is a look the other can read."""
    match = request.resolver_match
    access = access_of(match.func) if match and actor.helping else None
    if access is None or not access.health or response.status_code != 200 or not actor.helping:
        return
    ticks = [tick for tick in LOOKS if tick in access.helpers & actor.helping.ticks]
    if not ticks:
        return
    what = BY_LAW if access.by_law else LOOKS[ticks[0]]
    looked = dict(request.session.get(LOOKED, {}))
    if time.time() - looked.get(what, 0) < ONE_LOOK:
        return
    record_read(
        actor=actor, subject=actor.helping.subject_id, what=what, grant_id=actor.helping.grant_id
    )
    request.session[LOOKED] = looked | {what: int(time.time())}
