"""Everything somebody should hear becomes a row in the transaction of its cause."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import transaction

from notifications.kinds import kind_of
from notifications.letters import absolute
from notifications.models import Outbox
from notifications.seals import Load, dedup_mark, seal_load

from .waking import send_soon


@dataclass(frozen=True, slots=True)
class Note:
    """One notice to a person; see `queue`."""

    recipient: int
    kind: str
    context: Mapping[str, Any]
    dedup: str
    due_at: datetime | None = None
    expires_at: datetime | None = None
    digestible: bool = True
    about: str = ""


def send_service_mail(
    *,
    to_account: int | None = None,
    to_address: str = "",
    template: str,
    context: Mapping[str, Any],
    language: str = "",
    expires_at: datetime | None = None,
) -> None:
    """A code, security notice or confirmation: goes out on commit, whatever the quiet hours.

    `to_account` is an account id and gives name, language and address; `to_address` is for
    somebody without an account, or for another address of the account (the former one, say).
    `template`: path without ".txt"; its first line is the subject. `context`: anything JSON can
    hold; "path" becomes the absolute "url". `language`: '' is the account's, else the site's.
    `expires_at`: after that it is dropped, not sent late.
    """
    if to_account is None and not to_address:
        raise ValueError("A service mail goes to an account or to an address.")
    _check_path(context)
    ref = uuid4()
    row = Outbox.objects.create(
        ref=ref,
        kind=template,
        service=True,
        account_id=to_account,
        language=language,
        sealed=seal_load(ref, Load(context, to_address)),
        digestible=False,
        expires_at=expires_at,
    )
    transaction.on_commit(lambda: send_soon(row.pk), robust=True)


def queue(
    *,
    recipient: int,
    kind: str,
    context: Mapping[str, Any],
    dedup: str,
    due_at: datetime | None = None,
    expires_at: datetime | None = None,
    digestible: bool = True,
    about: str = "",
) -> None:
    """A notice to a person (by person id), in her quiet hours, frequency and choice of groups.

    `kind` is registered (notifications.kinds) and says which keys `context` may have; anything
    else is a ValueError. `dedup`: the same key is queued once, for ever ("proms:42:2026-W47").
    `due_at`: None is now. `about`: the sender's own reference, handed to the kind's `still_wanted`
    at the moment of sending. Context and reference are sealed, and wiped when the mail is out; of
    the dedup key only a keyed mark is kept.
    """
    queue_all([Note(recipient, kind, context, dedup, due_at, expires_at, digestible, about)])


def queue_all(notes: Iterable[Note]) -> None:
    """Many notices in one insert; those whose dedup key exists already are left as they are."""
    Outbox.objects.bulk_create(
        [_row(note) for note in notes], batch_size=1000, ignore_conflicts=True
    )


def _row(note: Note) -> Outbox:
    strange = set(note.context) - kind_of(note.kind).keys
    if strange:
        raise ValueError(f"A mail of kind {note.kind} may not carry {', '.join(sorted(strange))}.")
    _check_path(note.context)
    ref = uuid4()
    row = Outbox(
        ref=ref,
        kind=note.kind,
        person_id=note.recipient,
        sealed=seal_load(ref, Load(note.context, about=note.about)),
        digestible=note.digestible,
        dedup=dedup_mark(note.dedup),
        expires_at=note.expires_at,
    )
    if note.due_at:
        row.due_at = note.due_at
    return row


def _check_path(context: Mapping[str, Any]) -> None:
    """A wrong path is the sender's mistake and shows where it was made, not at the moment of sending."""
    if context.get("path"):
        absolute(str(context["path"]))
