"""Who wants to be asked each time: what was asked for a request, and what waits for one member."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404
from django.utils import timezone

from members.queries.own import own_rows
from po_platform.access.actor import Actor, SignedIn
from po_platform.access.protected import ProtectedQuerySet
from registry.models import DataRequest, UseAsked, UseAsking
from registry.request_flow import State


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
    return own_rows(UseAsked, actor).select_related("asking__request").order_by("-pk")


def my_open_asked(*, actor: Actor) -> list[UseAsked]:
    """Those that wait for an answer."""
    waiting = my_asked(actor=actor).filter(state=UseAsked.State.ASKED)
    return [one for one in waiting if is_open(one.asking)]


def asked_of_me(*, actor: SignedIn, ref: UUID, lock: bool = False) -> UseAsked:
    """One of hers. Raises Http404."""
    rows = own_rows(UseAsked, actor).filter(ref=ref)
    if lock:
        rows = rows.select_for_update(of=("self",))
    found: UseAsked | None = rows.select_related("asking__request__dataset__registry").first()
    if found is None:
        raise Http404
    return found
