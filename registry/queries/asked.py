"""Questions about values: those that wait for somebody, and one of them."""

from __future__ import annotations

from uuid import UUID

from members.queries.own import own_rows
from po_platform.access.actor import Actor
from po_platform.access.protected import ProtectedQuerySet
from registry.models import Participation, Query, Registry

PAGE = 50


def open_to_me(*, actor: Actor, registry: Registry | None = None) -> ProtectedQuerySet[Query]:
    """What the person herself is asked and has not answered, oldest first.

    Not where she wants nothing new entered: it waits until she allows that again.
    """
    closed = own_rows(Participation, actor).filter(closed_at__isnull=False)
    mine = own_rows(Query, actor).filter(to=Query.To.MEMBER, state=Query.State.OPEN)
    mine = mine.exclude(registry_id__in=closed.values("registry_id"))
    if registry is not None:
        mine = mine.filter(registry=registry)
    return mine.select_related("registry", "entry__form").order_by("pk")


def query_of(*, actor: Actor, ref: UUID, lock: bool = False) -> Query | None:
    """One question the actor may see."""
    found = Query.objects.visible_to(actor).filter(ref=ref)
    if lock:
        found = found.select_for_update(of=("self",))
    return found.select_related(
        "registry", "record", "form__dataset__registry", "entry__version", "entry__form__dataset",
        "entry__event", "entry__record",
    ).first()  # fmt: skip


def queries_in(
    *, actor: Actor, registry: Registry, closed: bool = False, before: int = 0
) -> list[Query]:
    """One page of a registry's questions, newest first, and one more if there is."""
    found = Query.objects.visible_to(actor).filter(registry=registry)
    if closed:
        found = found.filter(state=Query.State.CLOSED)
    else:
        found = found.exclude(state=Query.State.CLOSED)
    if before:
        found = found.filter(pk__lt=before)
    return list(found.select_related("record", "form__dataset").order_by("-pk")[: PAGE + 1])
