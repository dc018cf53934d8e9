"""Writing the record: in the transaction of the thing recorded, or not at all."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from po_platform.access.actor import Actor, SignedIn, System
from po_platform.kit.crypto import audit_mark

from .models import Event, Read


def _who(actor: Actor) -> dict[str, Any]:
    match actor:
        case SignedIn():
            return {"actor_kind": actor.kind, "account_id": actor.account_id, "hat": actor.hat}
        case System():
            return {"actor_kind": actor.kind, "purpose": actor.purpose}
        case _:
            return {"actor_kind": actor.kind}


def record(
    *, actor: Actor, verb: str, thing: Any = None, subject: UUID | None = None, **detail: Any
) -> None:
    """One audit row: `verb` as app.noun.verbed, `thing` a model row, details without values."""
    Event.objects.create(
        **_who(actor),
        verb=verb,
        object_type=thing._meta.label if thing is not None else "",
        object_ref=str(getattr(thing, "pk", "") or ""),
        subject_mark=audit_mark(subject) if subject else "",
        detail=detail,
    )


def record_read(
    *, actor: Actor, subject: UUID, what: str, ref: object = "", grant_id: int | None = None
) -> None:
    """Somebody else's data is about to be shown; own data is no event."""
    if isinstance(actor, SignedIn) and actor.subject_id == subject:
        return
    Read.objects.bulk_create(  # one insert that asks nothing back: the reader may not read it
        [
            Read(
                **_who(actor),
                subject_id=subject,
                reader_name=getattr(actor, "display_name", ""),
                what=what,
                object_ref=str(ref),
                grant_id=grant_id,
            )
        ]
    )
