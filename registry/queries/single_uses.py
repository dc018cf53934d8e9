"""Who wants to be asked each time: what was asked for a request, and what waits for one member."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models import Grant
from members.purposes import Words
from members.queries.own import own_rows
from po_platform.access.actor import Actor, SignedIn
from po_platform.access.protected import ProtectedQuerySet
from registry.consent import ASK_FUTURE, ASK_PAST
from registry.models import DataRequest, UseAsked, UseAsking
from registry.request_flow import State
from registry.uses import only_this

ASKED, YES, ENDED, OVER = UseAsked.State.ASKED.value, UseAsked.State.YES.value, "ended", "over"
OUTCOMES: Mapping[str, Words] = {
    **dict(UseAsked.State.choices),
    ENDED: _("your yes ended with another decision of yours"),
    OVER: _("you gave no answer, and are not asked any more"),
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
    living = own_rows(Grant, actor).filter(ended_by__isnull=True, paused_at__isnull=True)
    wanting = living.filter(scope__overlap=[ASK_PAST, ASK_FUTURE])
    return frozenset(wanting.values_list("purpose", flat=True))


def outcomes_of(*, actor: Actor, asked: Sequence[UseAsked]) -> list[str]:
    """What became of each of hers, as codes of OUTCOMES: a yes only while it still counts."""
    if not asked:
        return []
    living = own_rows(Grant, actor).filter(
        purpose__in={only_this(one.asking) for one in asked}, ended_by__isnull=True
    )
    standing, wanted = set(living.values_list("purpose", flat=True)), _wanted(actor)
    found = []
    for one in asked:
        if only_this(one.asking) in standing:
            found.append(YES)
        elif one.state == YES:
            found.append(ENDED)
        elif one.state == ASKED and not (is_open(one.asking) and one.asking.use in wanted):
            found.append(OVER)
        else:
            found.append(one.state)
    return found


def asked_of_me(*, actor: SignedIn, ref: UUID, lock: bool = False) -> UseAsked:
    """One of hers. Raises Http404."""
    rows = own_rows(UseAsked, actor).filter(ref=ref)
    if lock:
        rows = rows.select_for_update(of=("self",))
    found: UseAsked | None = rows.select_related("asking__request__dataset__registry").first()
    if found is None:
        raise Http404
    return found
