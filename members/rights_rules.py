"""Who may do what with a request about data: one prepares, another looks, then it may go; pure."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from po_platform.access.actor import Actor, SignedIn
from po_platform.access.refusals import Allowed, Denied, Verdict

from .models import RightsRequest
from .office_rules import may_run_the_office

State = RightsRequest.State
MONTHS, LONGER_MONTHS = 1, 3  # GDPR art. 12 (3): one month, and two more where it is needed
# With one person in the office nobody else can look: she looks again herself, a day later.
ALONE_AFTER = timedelta(hours=24)


def may_work_on(actor: Actor, request: RightsRequest) -> Verdict:
    """The office; nobody works on a request of her own."""
    if isinstance(refused := may_run_the_office(actor), Denied):
        return refused
    if not isinstance(actor, SignedIn):
        return Denied(_("People of the office do this. It cannot be done by a command."))
    if request.person_id is not None and request.person_id == actor.person_id:
        return Denied(_("This request is your own. Somebody else of the office answers it."))
    return Allowed()


def may_change(actor: Actor, request: RightsRequest) -> Verdict:
    """While it is being worked on."""
    if isinstance(refused := may_work_on(actor, request), Denied):
        return refused
    if request.state != State.OPEN:
        return Denied(_("This request is not being worked on any more."))
    return Allowed()


def may_search(actor: Actor, request: RightsRequest) -> Verdict:
    """Once we know who asks: for a stranger nobody's texts are gathered."""
    if isinstance(refused := may_change(actor, request), Denied):
        return refused
    if not request.shown:
        return Denied(_("First write down how we know who asks."))
    return Allowed()


def may_extend(actor: Actor, request: RightsRequest, today: date) -> Verdict:
    """Once, and only within the first month: the person has to hear of it by then."""
    if isinstance(refused := may_change(actor, request), Denied):
        return refused
    if request.extended_on is not None:
        return Denied(_("This request has two months more already."))
    if today > request.due_on:
        return Denied(_("The month is over. Answer now, and say that it is late."))
    return Allowed()


def may_prepare(actor: Actor, request: RightsRequest, *, undecided: int) -> Verdict:
    """When we know who asks, and about each place that was found somebody has decided."""
    if isinstance(refused := may_change(actor, request), Denied):
        return refused
    if not request.shown and not _says_we_do_not_know(request):
        return Denied(_("First write down how we know who asks."))
    if request.gives_data and request.searched_at is None:
        return Denied(_("First search where this person is named."))
    if request.gives_data and undecided:
        return Denied(_("First decide about each place that was found."))
    return Allowed()


def _says_we_do_not_know(request: RightsRequest) -> bool:
    return (
        request.outcome == RightsRequest.Outcome.REFUSED
        and request.reason == RightsRequest.Reason.UNKNOWN
    )


def may_release(
    actor: Actor, request: RightsRequest, now: datetime, *, alone: bool, why: str = ""
) -> Verdict:
    """Somebody else than who prepared it. `alone`: there is nobody else; then a day later, `why`."""
    if isinstance(refused := may_work_on(actor, request), Denied):
        return refused
    if request.state != State.READY or request.prepared_at is None:
        return Denied(_("This request does not wait for a second look."))
    if isinstance(actor, SignedIn) and actor.account_id != request.prepared_by:
        return Allowed()
    if not alone:
        return Denied(_("You wrote this answer. Somebody else of the office looks at it."))
    if now - request.prepared_at < ALONE_AFTER:
        return Denied(
            _("You are alone in the office: look again a day after you wrote it, then it may go.")
        )
    return Allowed() if why else Denied(_("Write down that you looked again, and at what."))


def may_take_pack(actor: Actor, request: RightsRequest) -> Verdict:
    """After the second look, and until it was sent."""
    if isinstance(refused := may_work_on(actor, request), Denied):
        return refused
    if request.state != State.RELEASED:
        return Denied(_("Nothing leaves before a second person has looked."))
    return Allowed()


def may_withdraw(actor: Actor, request: RightsRequest) -> Verdict:
    """Whoever asked does not want it any more; before it is answered."""
    if isinstance(refused := may_work_on(actor, request), Denied):
        return refused
    if request.closed_at is not None:
        return Denied(_("This request is closed."))
    return Allowed()
