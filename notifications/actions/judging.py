"""Decides for a batch of due rows what is right for each of them now."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, assert_never

from notifications.digest import DIGEST
from notifications.directory import Recipient, Way, directory
from notifications.kinds import Kind, kind_of, known_kind
from notifications.models import Outbox
from notifications.rows import Outcome, Row, parts_of, summaries
from notifications.seals import Load, summary_mark
from notifications.verdicts import Aside, Drop, Gather, PutOff, Send, judge_hour, judge_service

from .facts import WAITS_FOR_REPAIR, Facts, facts_about
from .outgoing import Outgoing, opened

State = Outbox.State
ASIDE = {Way.LETTER: State.PRINT, Way.PHONE: State.CALL}
TOLD = "told that day"
A_DAY = timedelta(days=1)
IN_TIME = timedelta(hours=12)  # before its end


@dataclass(slots=True)
class Judged:
    """Outcomes that stay inside the database, and what is to be sent, oldest first.

    `spared`: rows that another row, by its id, says too; they are done once that one was sent.
    """

    outcomes: list[Outcome] = field(default_factory=list)
    outgoing: list[Outgoing] = field(default_factory=list)
    spared: list[tuple[Row, int]] = field(default_factory=list)

    def leaving(self, most: int) -> list[Outgoing]:
        """The oldest so many, with what they spare; what waits behind them is judged afresh."""
        spares: dict[int, list[int]] = defaultdict(list)
        for row, said_by in self.spared:
            spares[said_by].append(row.id)
        return [
            replace(parcel, spares=tuple(spares[parcel.row.id])) for parcel in self.outgoing[:most]
        ]

    def settle(self, row: Row, verdict: PutOff | Drop) -> None:
        match verdict:
            case PutOff():
                self.outcomes.append(Outcome(row.id, row_state(row), due_at=verdict.until))
            case Drop():
                self.outcomes.append(Outcome(row.id, State.DROPPED, verdict.why))


def row_state(row: Row) -> int:
    """What a row that was only looked at stays: part of its summary, or waiting."""
    return State.GATHERED if row.digest_id else State.WAITING


def judge(rows: Sequence[Row], most: int) -> Judged:
    """For locked rows, in their order; makes the summaries that rows are gathered into.

    `most`: so many leave; when there are enough, the other summaries wait, with nothing asked about
    what is in them: it would be asked again when they leave.
    """
    judged = Judged()
    _judge_service([row for row in rows if row.service], judged)
    digests = [row for row in rows if row.kind == DIGEST.name]
    notices = [row for row in rows if not row.service and row.kind != DIGEST.name]
    if notices:
        _judge_notices(notices, facts_about(notices, ()), judged)
    size = most
    while digests and len(judged.outgoing) < most:
        some, digests, size = digests[:size], digests[size:], size * 2
        parts = parts_of([row.id for row in some])
        _judge_digests(some, parts, facts_about(parts, some), judged)
    return judged


def _judge_service(rows: Sequence[Row], judged: Judged) -> None:
    ids = {row.account_id for row in rows if row.account_id is not None}
    accounts = {found.account_id: found for found in directory().accounts(ids)} if ids else {}
    for row in rows:
        recipient = accounts.get(row.account_id)
        load = opened(row)
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
    going: dict[tuple[int | None, str], Row] = {}
    for row in sorted(rows, key=_says_again):
        verdict = facts.verdict(row, alone=True)
        match verdict:
            case Send():
                kind = kind_of(row.kind)
                said = (row.person_id, kind.told_by)
                first = going.get(said) if kind.told_by else None
                told = facts.told.get(row.id) if kind.told_by else None
                another = first is not None and _of_another(row, kind, first)
                if (told or (told is None and another)) and _has_another_day(row):
                    judged.settle(row, PutOff(row.now + A_DAY))
                elif told is False:
                    judged.settle(row, Drop(TOLD))
                elif first is not None and not another:
                    judged.spared.append((row, first.id))
                elif _send(row, kind, facts, judged):
                    going.setdefault(said, row)
            case Gather():
                gather.append((row, verdict))
            case PutOff() | Drop():
                judged.settle(row, verdict)
            case Aside():
                judged.outcomes.append(Outcome(row.id, ASIDE[verdict.way]))
            case _:
                assert_never(verdict)
    places = {row.id: place for place, row in enumerate(rows)}
    judged.outgoing.sort(key=lambda parcel: places.get(parcel.row.id, -1))
    if gather:
        _gather(gather, judged)


def _says_again(row: Row) -> bool:
    """First notices are judged before what says something again, whichever was due earlier."""
    kind = known_kind(row.kind)
    return kind is not None and kind.again


def _of_another(row: Row, kind: Kind, going: Row) -> bool:
    """Whether it says something again on the day the first notice of another thing goes out."""
    if not (kind.again and kind.opens_one) or kind_of(going.kind).again:
        return False
    both = [opened(one) for one in (row, going)]
    return len({load and load.about for load in both}) > 1


def _has_another_day(row: Row) -> bool:
    """Whether it still says something in time when it goes out tomorrow."""
    return row.ends_at is None or row.ends_at > row.now + A_DAY + IN_TIME


def _send(row: Row, kind: Kind, facts: Facts, judged: Judged) -> bool:
    load = opened(row)
    if load is None:
        judged.settle(row, PutOff(row.now + WAITS_FOR_REPAIR))
        return False
    groups = (kind.group.name,) if kind.unsubscribable else ()
    recipient = facts.recipient(row)
    judged.outgoing.append(
        Outgoing(
            row, kind.template, recipient, load, groups, kind.fill, kind.reply_to, kind.own_words
        )
    )
    return True


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
    digests: Sequence[Row], parts: Sequence[Row], facts: Facts, judged: Judged
) -> None:
    of_digest: dict[int, list[Row]] = defaultdict(list)
    for part in parts:
        of_digest[part.digest_id or 0].append(part)
    for digest in digests:
        mine = of_digest[digest.id]
        for part in mine:
            if part.id in facts.shut:  # it waits by itself, and holds up no other
                until = part.now + WAITS_FOR_REPAIR
                judged.outcomes.append(Outcome(part.id, State.WAITING, due_at=until))
        mine = [part for part in mine if part.id not in facts.shut]
        if any(part.id in facts.unclear for part in mine):
            judged.settle(digest, PutOff(digest.now + WAITS_FOR_REPAIR))
            continue
        kept, why = [], "done"
        for part in mine:
            verdict = facts.verdict(part, alone=False)
            if isinstance(verdict, Drop):
                judged.settle(part, verdict)
                why = verdict.why
            elif isinstance(verdict, Aside):  # she chose paper after it was gathered
                judged.outcomes.append(Outcome(part.id, ASIDE[verdict.way]))
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
    # What says the same is said once, however much of it there is.
    counts = Counter(kind_of(part.kind).says for part in kept)
    lines: list[Any] = [
        {"line": kind_of(name).line, "count": 1 if kind_of(name).told_by else count}
        for name, count in sorted(counts.items())
    ]
    groups = {kind.group.name for kind in map(kind_of, counts) if kind.unsubscribable}
    load = Load({"lines": lines, "count": sum(line["count"] for line in lines)})
    judged.outgoing.append(
        Outgoing(digest, DIGEST.template, recipient, load, tuple(sorted(groups)))
    )
