"""Writing the record: in the transaction of the thing recorded, or not at all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
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
    _event(actor, verb, thing, subject, detail).save(force_insert=True)


def record_each(
    *, actor: Actor, verb: str, rows: Iterable[tuple[Any, UUID, dict[str, Any]]]
) -> None:
    """A row for each thing, with its subject and details, in one insert."""
    Event.objects.bulk_create([_event(actor, verb, *row) for row in rows])


def _event(
    actor: Actor, verb: str, thing: Any, subject: UUID | None, detail: dict[str, Any]
) -> Event:
    return Event(
        **_who(actor),
        verb=verb,
        object_type=thing._meta.label if thing is not None else "",
        object_ref=str(getattr(thing, "pk", "") or ""),
        subject_mark=audit_mark(subject) if subject else "",
        detail=detail,
    )


@dataclass(frozen=True, slots=True)
class Looked:
    """One person's data that is about to be shown; `grant_id`: what allows it."""

    subject: UUID
    grant_id: int | None = None
    ref: object = ""


def record_read(
    *, actor: Actor, subject: UUID, what: str, ref: object = "", grant_id: int | None = None
) -> None:
    """Somebody else's data is about to be shown; own data is no event."""
    record_reads(actor=actor, what=what, looked=[Looked(subject, grant_id, ref)])


def record_reads(*, actor: Actor, what: str, looked: Iterable[Looked]) -> None:
    """The same for a list: one event for each person on it, in one insert."""
    herself = isinstance(actor, SignedIn) and actor.helping is None
    own = actor.subject_id if isinstance(actor, SignedIn) and herself else None
    Read.objects.bulk_create(
        [
            Read(
                **_who(actor),
                subject_id=one.subject,
                reader_name=getattr(actor, "display_name", ""),
                what=what,
                object_ref=str(one.ref),
                grant_id=one.grant_id,
            )
            for one in looked
            if one.subject != own
        ],
        ignore_conflicts=True,  # there are none; but so it asks no ids back, which not all may read
    )
