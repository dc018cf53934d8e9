"""Asks, for a batch of due rows with one query a question, what is right for each of them now."""

from __future__ import annotations

import logging
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, assert_never

from django.conf import settings
from django.db import transaction

from notifications.channels import Parcel
from notifications.digest import DIGEST
from notifications.directory import Recipient, directory
from notifications.kinds import Kind, Pending, UnknownKind, kind_of
from notifications.letters import compose
from notifications.models import MailOptOut, Outbox
from notifications.rows import Outcome, Row, parts_of, summaries
from notifications.seals import Load, open_load, summary_mark
from notifications.tokens import Stop, stop_token
from notifications.verdicts import (
    Drop,
    Gather,
    PutOff,
    Send,
    Verdict,
    judge_hour,
    judge_notice,
    judge_service,
)
from po_platform.kit.crypto import Tampered

log = logging.getLogger(__name__)
State = Outbox.State

WAITS_FOR_REPAIR = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A row that goes out now, with what its letter needs; `account_id` when its own mailbox."""

    row: Row
    template: str
    recipient: Recipient | None
    load: Load
    groups: tuple[str, ...] = ()

    @property
    def address(self) -> str:
        return self.load.address or (self.recipient.address if self.recipient else "")

    @property
    def account_id(self) -> int | None:
        """Whose mailbox this is; None when the address was given by hand."""
        return self.recipient.account_id if self.recipient and not self.load.address else None

    def wrap(self) -> Parcel:
        """The letter in its language, addressed."""
        known = self.recipient.language if self.recipient else settings.LANGUAGE_CODE
        language = self.row.language or known
        sender = directory().sender(language)
        token = ""
        if self.groups and self.row.person_id is not None:
            token = stop_token(Stop(self.row.person_id, self.groups))
        letter = compose(
            self.template,
            language=language,
            name=self.recipient.name if self.recipient else "",
            sender=sender,
            context=self.load.context,
            stop_token=token,
        )
        return Parcel(self.row.ref, self.address, letter, sender.name, token)


@dataclass(slots=True)
class Judged:
    """Outcomes that stay inside the database, and what is to be sent, oldest first."""

    outcomes: list[Outcome] = field(default_factory=list)
    outgoing: list[Outgoing] = field(default_factory=list)

    def settle(self, row: Row, verdict: PutOff | Drop) -> None:
        match verdict:
            case PutOff():
                self.outcomes.append(Outcome(row.id, row_state(row), due_at=verdict.until))
            case Drop():
                self.outcomes.append(Outcome(row.id, State.DROPPED, verdict.why))


def row_state(row: Row) -> int:
    """What a row that was only looked at stays: part of its summary, or waiting."""
    return State.GATHERED if row.digest_id else State.WAITING


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known about a batch: people, groups they stopped, rows still wanted or unclear."""

    people: Mapping[int, Recipient]
    stopped: Mapping[int, set[str]]
    wanted: set[int]
    unclear: set[int]

    def recipient(self, row: Row) -> Recipient | None:
        return self.people.get(row.person_id or 0)

    def verdict(self, row: Row, *, alone: bool) -> Verdict:
        """On one notice; `alone`: it may still be gathered into a summary."""
        if row.id in self.unclear:
            return PutOff(row.now + WAITS_FOR_REPAIR)
        return judge_notice(
            row.now,
            kind_of(row.kind),
            self.recipient(row),
            stopped_groups=self.stopped.get(row.person_id or 0, ()),
            wanted=row.id in self.wanted,
            late=row.late,
            digestible=row.digestible and alone,
        )


def judge(rows: Sequence[Row]) -> Judged:
    """For locked rows, in their order; makes the summaries that rows are gathered into."""
    judged = Judged()
    _judge_service([row for row in rows if row.service], judged)
    digests = {row.id: row for row in rows if row.kind == DIGEST.name}
    notices = [row for row in rows if not row.service and row.id not in digests]
    parts = parts_of(list(digests)) if digests else []
    if digests or notices:
        facts = _facts(notices + parts, digests.values())
        _judge_notices(notices, facts, judged)
        _judge_digests(digests, parts, facts, judged)
    return judged


def _facts(notices: Sequence[Row], digests: Iterable[Row]) -> Facts:
    ids = {row.person_id for row in [*notices, *digests] if row.person_id is not None}
    stopped: dict[int, set[str]] = defaultdict(set)
    for person_id, group in MailOptOut.objects.filter(person_id__in=ids).values_list(
        "person_id", "group"
    ):
        stopped[person_id].add(group)
    people = {found.person_id: found for found in directory().people(ids) if found.person_id}
    return Facts(people, stopped, *_still_wanted(notices))


def _still_wanted(rows: Sequence[Row]) -> tuple[set[int], set[int]]:
    """(still wanted, cannot be told now): a broken provider holds back its own kind only."""
    wanted: set[int] = set()
    unclear: set[int] = set()
    by_kind: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_kind[row.kind].append(row)
    for name, of_kind in by_kind.items():
        try:
            with transaction.atomic():
                wanted |= _wanted_of(kind_of(name), of_kind)
        except UnknownKind:
            log.error("nobody registered the kind %s", name)
            unclear |= {row.id for row in of_kind}
        except Exception:
            log.exception("cannot tell whether mails of kind %s are still wanted", name)
            unclear |= {row.id for row in of_kind}
    return wanted, unclear


def _wanted_of(kind: Kind, rows: Sequence[Row]) -> set[int]:
    if kind.still_wanted is None:
        return {row.id for row in rows}
    pending = []
    for row in rows:
        load = open_load(row.ref, row.sealed)
        pending.append(Pending(row.id, row.person_id or 0, load.about, load.context))
    return set(kind.still_wanted(pending))


def _judge_service(rows: Sequence[Row], judged: Judged) -> None:
    ids = {row.account_id for row in rows if row.account_id is not None}
    accounts = {found.account_id: found for found in directory().accounts(ids)} if ids else {}
    for row in rows:
        recipient = accounts.get(row.account_id)
        load = _opened(row)
        if load is None:
            judged.settle(row, PutOff(row.now + WAITS_FOR_REPAIR))
            continue
        verdict = judge_service(recipient, load.address, row.late)
        if isinstance(verdict, Drop):
            judged.settle(row, verdict)
        else:
            judged.outgoing.append(Outgoing(row, row.kind, recipient, load))


def _judge_notices(rows: Sequence[Row], facts: Facts, judged: Judged) -> None:
    gather: list[tuple[Row, Gather]] = []
    for row in rows:
        verdict = facts.verdict(row, alone=True)
        match verdict:
            case Send():
                _send(row, kind_of(row.kind), facts, judged)
            case Gather():
                gather.append((row, verdict))
            case PutOff() | Drop():
                judged.settle(row, verdict)
            case _:
                assert_never(verdict)
    if gather:
        _gather(gather, judged)


def _send(row: Row, kind: Kind, facts: Facts, judged: Judged) -> None:
    load = _opened(row)
    if load is None:
        judged.settle(row, PutOff(row.now + WAITS_FOR_REPAIR))
        return
    groups = (kind.group.name,) if kind.unsubscribable else ()
    judged.outgoing.append(Outgoing(row, kind.template, facts.recipient(row), load, groups))


def _gather(gather: Sequence[tuple[Row, Gather]], judged: Judged) -> None:
    marks = {row.id: summary_mark(row.person_id or 0, verdict.at) for row, verdict in gather}
    ids = summaries(
        ((marks[row.id], row.person_id or 0, verdict.at) for row, verdict in gather), DIGEST.name
    )
    for row, _verdict in gather:
        digest_id = ids.get(marks[row.id])
        if digest_id is None:  # it went out a moment ago; the next one takes this row
            judged.settle(row, PutOff(row.now + timedelta(minutes=1)))
        else:
            judged.outcomes.append(Outcome(row.id, State.GATHERED, digest_id=digest_id))


def _judge_digests(
    digests: Mapping[int, Row], parts: Sequence[Row], facts: Facts, judged: Judged
) -> None:
    of_digest: dict[int, list[Row]] = defaultdict(list)
    for part in parts:
        of_digest[part.digest_id or 0].append(part)
    for digest in digests.values():
        mine = of_digest[digest.id]
        if any(part.id in facts.unclear for part in mine):
            judged.settle(digest, PutOff(digest.now + WAITS_FOR_REPAIR))
            continue
        kept, why = [], "done"
        for part in mine:
            verdict = facts.verdict(part, alone=False)
            if isinstance(verdict, Drop):
                judged.settle(part, verdict)
                why = verdict.why
            else:
                kept.append(part)
        _judge_digest(digest, kept, why, facts.recipient(digest), judged)


def _judge_digest(
    digest: Row, kept: Sequence[Row], why: str, recipient: Recipient | None, judged: Judged
) -> None:
    if not kept or recipient is None:
        judged.settle(digest, Drop(why))
        return
    hour = judge_hour(digest.now, recipient)
    if isinstance(hour, PutOff):
        judged.settle(digest, hour)
        return
    counts = Counter(part.kind for part in kept)
    lines: list[Any] = [
        {"line": kind_of(name).line, "count": count} for name, count in sorted(counts.items())
    ]
    groups = {kind.group.name for kind in map(kind_of, counts) if kind.unsubscribable}
    load = Load({"lines": lines, "count": len(kept)})
    judged.outgoing.append(
        Outgoing(digest, DIGEST.template, recipient, load, tuple(sorted(groups)))
    )


def _opened(row: Row) -> Load | None:
    try:
        return open_load(row.ref, row.sealed)
    except Tampered:
        log.error("what mail %s carries does not open", row.id)
        return None
