"""Who wants to be asked each time: what was asked for a request, and what waits for one member."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db.models import F, Max
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models import Grant
from members.purposes import Words
from members.queries.own import own_rows
from po_platform.access.actor import Actor, SignedIn
from po_platform.access.protected import ProtectedQuerySet
from registry.consent import ASK_FUTURE, ASK_PAST
from registry.models import DataRequest, Release, UseAsked, UseAsking
from registry.queries.participation import in_force
from registry.queries.requests import open_changes
from registry.request_flow import State
from registry.uses import only_this

ASKED, YES = UseAsked.State.ASKED.value, UseAsked.State.YES.value
ENDED, OVER, EARLIER, IN_DATA = "ended", "over", "earlier", "in_data"
OUTCOMES: Mapping[str, Words] = {
    **dict(UseAsked.State.choices),
    ENDED: _(
        "your yes ended with another decision of yours, or with a newer text that was not answered"
    ),
    OVER: _("you gave no answer, and are not asked any more"),
    EARLIER: _("your yes was about what was asked before, and is not used for what is asked now"),
    IN_DATA: _("your yes was about what was asked before; data that went out then rest on it"),
}


def asking_of(row: DataRequest) -> UseAsking | None:
    """What was asked for a request in the words that were approved last, once it was begun."""
    return UseAsking.objects.filter(request=row, round=row.round).first()


def is_open(asking: UseAsking) -> bool:
    """Whether a yes still comes in time: until its day, and before the release is set free."""
    row = asking.request
    in_time = asking.ends_on >= timezone.localdate() and row.state == State.READY
    return in_time and asking.round == row.round


def my_asked(*, actor: Actor) -> ProtectedQuerySet[UseAsked]:
    """Every use the actor was asked about, newest first."""
    return own_rows(UseAsked, actor).select_related("asking__request__dataset").order_by("-pk")


def my_open_asked(*, actor: Actor) -> list[UseAsked]:
    """Those that wait for an answer."""
    waiting = [one for one in my_asked(actor=actor).filter(state=ASKED) if is_open(one.asking)]
    wanted = _wanted(actor) if waiting else frozenset()
    return [one for one in waiting if one.asking.use in wanted]


def wants_to_be_asked(*, actor: Actor, asking: UseAsking) -> bool:
    """Whether she says now that she wants to be asked each time; not after a no, nor after leaving."""
    return asking.use in _wanted(actor)


def _wanted(actor: Actor) -> frozenset[str]:
    """The purposes to which she says so."""
    living = in_force(own_rows(Grant, actor)).filter(paused_at__isnull=True)
    wanting = living.filter(scope__overlap=[ASK_PAST, ASK_FUTURE])
    return frozenset(wanting.values_list("purpose", flat=True))


def outcomes_of(*, actor: Actor, asked: Sequence[UseAsked]) -> list[str]:
    """What became of each of hers, as codes of OUTCOMES: a yes only while it still counts."""
    if not asked:
        return []
    living = in_force(own_rows(Grant, actor)).filter(
        purpose__in={only_this(one.asking) for one in asked}
    )
    standing, wanted = set(living.values_list("purpose", flat=True)), _wanted(actor)
    now, out = _asked_last(asked), _gone_out_on(asked)
    found = []
    for one in asked:
        purpose = only_this(one.asking)
        if purpose in standing:
            is_now = one.asking.round == now[one.asking.request_id]
            found.append(YES if is_now else IN_DATA if purpose in out else EARLIER)
        elif one.state == YES:
            found.append(ENDED)
        elif one.state == ASKED and not (is_open(one.asking) and one.asking.use in wanted):
            found.append(OVER)
        else:
            found.append(one.state)
    return found


def _asked_last(asked: Sequence[UseAsked]) -> dict[int, int]:
    """Request → the round in which what holds was asked; what an open change asks for does not."""
    rounds = {one.asking.request_id: one.asking.request.round for one in asked}
    changing = open_changes([one.asking.request for one in asked])
    before = UseAsking.objects.filter(request__in=changing, round__lt=F("request__round"))
    newest = before.values("request").annotate(newest=Max("round"))
    return rounds | {one["request"]: one["newest"] for one in newest}


def _gone_out_on(asked: Sequence[UseAsked]) -> set[str]:
    """The purposes on which data that somebody has rest."""
    requests = {one.asking.request_id for one in asked}
    State = Release.State
    held = Release.objects.filter(
        request__in=requests, state__in=(State.ACTIVE, State.EXPIRED, State.ARCHIVED)
    )
    return {purpose for use in held.values_list("use", flat=True) for purpose in use.split()}


def asked_of_me(*, actor: SignedIn, ref: UUID, lock: bool = False) -> UseAsked:
    """One of hers. Raises Http404."""
    rows = own_rows(UseAsked, actor).filter(ref=ref)
    if lock:
        rows = rows.select_for_update(of=("self",))
    found: UseAsked | None = rows.select_related("asking__request__dataset__registry").first()
    if found is None:
        raise Http404
    return found
