"""Takes due rows, decides each at the moment of sending, sends, and marks; safe to run in parallel.

What happens inside the database (drop, put off, gather) is one transaction with taking the row:
exactly once. What leaves the house is leased first, sent without a transaction and marked one by
one: a killed dispatcher repeats at most the one mail it had in hand, under the same Message-ID.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from smtplib import SMTPException
from uuid import uuid4

from django.db import transaction

from notifications.channels import Channel, EmailChannel, MailboxRefused, Unreachable
from notifications.directory import directory
from notifications.marks import apply_outcomes, finish, renew, retry_later, unlease
from notifications.models import Outbox
from notifications.rows import Outcome, Row, take_due, take_one
from po_platform.access.actor import Purpose, System, acting_as

from .judging import TOLD, judge
from .outgoing import Outgoing

log = logging.getLogger(__name__)
State = Outbox.State

TAKEN_AT_ONCE = 1000  # rows judged in one transaction
SENT_AT_ONCE = 20  # of those, how many are leased and sent before the rest is judged afresh
LEASE = 100  # seconds; longer than one mail may take with every answer of the server just in time
AFRESH = 10.0  # seconds after which what was not sent yet is judged afresh
MOST_ATTEMPTS = 10


@dataclass(slots=True)
class Tally:
    """What one run did, in rows; `unreachable` when the mail server took nothing."""

    sent: int = 0
    gathered: int = 0
    put_off: int = 0
    dropped: int = 0
    failed: int = 0
    unreachable: bool = False


def dispatch(*, seconds: float = 12.0, channel: type[Channel] = EmailChannel) -> Tally:
    """Works until nothing is due, the time is up or the mail server is gone."""
    tally, stop_at = Tally(), time.monotonic() + seconds
    while time.monotonic() < stop_at and not tally.unreachable:
        for service in (True, False):
            if _round(tally, channel, service=service):
                break
        else:
            break
    return tally


def dispatch_one(row_id: int, *, channel: type[Channel] = EmailChannel) -> Tally:
    """The same for one row, when it is due and nobody else has it."""
    tally = Tally()
    _round(tally, channel, row_id=row_id)
    return tally


def _round(
    tally: Tally, channel: type[Channel], *, service: bool = False, row_id: int | None = None
) -> int:
    """One batch; how many rows were taken."""
    claimed_by = uuid4().hex
    with acting_as(System(Purpose.DELIVER)):
        rows = take_one(row_id) if row_id else take_due(TAKEN_AT_ONCE, service=service)
        outgoing = _settle(rows, claimed_by, tally) if rows else []
    if outgoing:
        _deliver(outgoing, claimed_by, tally, channel)
    return len(rows)


def _settle(rows: Sequence[Row], claimed_by: str, tally: Tally) -> list[Outgoing]:
    judged = judge(rows, SENT_AT_ONCE)
    outgoing = judged.leaving(SENT_AT_ONCE)
    outcomes = [
        *judged.outcomes,
        *(Outcome(row_id, State.SENDING) for parcel in outgoing for row_id in parcel.ids),
    ]
    apply_outcomes(outcomes, claimed_by=claimed_by, lease=LEASE)
    for outcome in judged.outcomes:
        match outcome.state:
            case State.GATHERED:
                tally.gathered += 1
            case State.DROPPED:
                tally.dropped += 1
            case _:
                tally.put_off += 1
    return outgoing


def _deliver(
    outgoing: Sequence[Outgoing], claimed_by: str, tally: Tally, channel: type[Channel]
) -> None:
    waiting, until = list(outgoing), time.monotonic() + AFRESH
    try:
        with channel() as post:
            if time.monotonic() >= until:  # opening took long: others may have taken some
                ours = renew(_ids(waiting), claimed_by, LEASE)
                waiting = [parcel for parcel in waiting if parcel.row.id in ours]
            if waiting:
                _send(post, waiting.pop(0), tally)
            while waiting and time.monotonic() < until:
                _send(post, waiting.pop(0), tally)
    except Unreachable as error:
        log.warning("mail server: %s", error)
        tally.unreachable = True
    if waiting:
        unlease(_ids(waiting), claimed_by)


def _ids(parcels: Sequence[Outgoing]) -> list[int]:
    return [row_id for parcel in parcels for row_id in parcel.ids]


def _send(post: Channel, parcel: Outgoing, tally: Tally) -> None:
    try:
        post.send(parcel.wrap())
    except MailboxRefused:
        _refused(parcel)
        tally.failed += 1
    except Exception as error:
        _try_again(parcel, error, tally)
        if isinstance(error, Unreachable):
            raise
    else:
        with transaction.atomic():
            finish([parcel.row.id], State.SENT)
            finish(parcel.spares, State.DROPPED, TOLD)
        tally.sent += 1
        tally.dropped += len(parcel.spares)


def _try_again(parcel: Outgoing, error: Exception, tally: Tally) -> None:
    row = parcel.row
    servers = isinstance(error, Unreachable | SMTPException)  # else the mistake is ours: say where
    log.warning(
        "mail %s, attempt %s: %s",
        row.id,
        row.attempts + 1,
        type(error).__name__,
        exc_info=not servers,
    )
    if row.attempts + 1 < MOST_ATTEMPTS:
        retry_later(parcel.ids, row.attempts)  # together, so that one of them still says it all
        tally.put_off += 1
    else:
        finish([row.id], State.FAILED, "gave up")
        retry_later(parcel.spares, 0)
        tally.failed += 1


def _refused(parcel: Outgoing) -> None:
    """Pauses the one account it was sent to; others may share the address and say nothing wrong."""
    with acting_as(System(Purpose.DELIVER)), transaction.atomic():
        finish([parcel.row.id], State.FAILED, "mailbox refused")
        retry_later(parcel.spares, 0)
        if parcel.account_id is not None:
            directory().mailbox_refused(parcel.account_id)
