"""Rows about the actor herself, without those she may see of others."""

from __future__ import annotations

from typing import TypeVar, cast

from django.db.models import Model

from po_platform.access.actor import Actor, Purpose, SignedIn, System
from po_platform.access.protected import ProtectedQuerySet

M = TypeVar("M", bound=Model)


def own_rows(model: type[M], actor: Actor) -> ProtectedQuerySet[M]:
    """Of a protected model with a subject_id; none for whoever has no subject.

    Also for the software while it makes one person's file or letter, or carries out her paper.
    """
    rows = cast("ProtectedQuerySet[M]", model._default_manager.all())
    if not isinstance(actor, SignedIn | System) or actor.subject_id is None:
        return rows.none()
    if isinstance(actor, System) and actor.purpose not in (Purpose.EXPORT, Purpose.PAPER):
        return rows.none()
    return rows.visible_to(actor).filter(subject_id=actor.subject_id)
