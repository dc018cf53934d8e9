"""What is known about a batch of due rows: one query a question, however many rows."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import transaction

from notifications.directory import Recipient, directory
from notifications.jobs import is_silent
from notifications.kinds import Kind, Pending, UnknownKind, kind_of, known_kind, said_by
from notifications.models import MailOptOut
from notifications.rows import Row, sent_since
from notifications.verdicts import PutOff, Verdict, judge_notice
from po_platform.kit.any_of import any_of

from .outgoing import opened

log = logging.getLogger(__name__)

WAITS_FOR_REPAIR = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known about a batch: people, groups they stopped, rows still wanted or unclear.

    `told`: rows that would say again what their person was told on the same day; True where that may
    have been something else, so that they wait for the next one. `shut`: those of the unclear ones that
    do not open; a summary goes without them.
    """

    people: Mapping[int, Recipient]
    stopped: Mapping[int, set[str]]
    wanted: set[int]
    unclear: set[int]
    told: Mapping[int, bool] = field(default_factory=dict)
    shut: Set[int] = frozenset()

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


def facts_about(notices: Sequence[Row], digests: Iterable[Row]) -> Facts:
    """For notices (parts of summaries among them) and for the summaries themselves."""
    ids = {row.person_id for row in [*notices, *digests] if row.person_id is not None}
    stopped: dict[int, set[str]] = defaultdict(set)
    opted = MailOptOut.objects.filter(any_of("person_id", ids))
    for person_id, group in opted.values_list("person_id", "group"):
        stopped[person_id].add(group)
    people = {found.person_id: found for found in directory().people(ids) if found.person_id}
    wanted, unclear, shut = _still_wanted(notices)
    return Facts(people, stopped, wanted, unclear | shut, _told_today(notices, people), shut)


def _told_today(rows: Sequence[Row], people: Mapping[int, Recipient]) -> dict[int, bool]:
    """Of what says something again: where the same was sent on this day of the person's calendar.

    True where a first notice was among it, which opens another thing alone.
    """
    kinds = {row.id: kind for row in rows if (kind := known_kind(row.kind)) and kind.again}
    if not kinds:
        return {}
    asked = {row.person_id for row in rows if row.id in kinds and row.person_id is not None}
    sent = sent_since(asked, rows[0].now - timedelta(days=1))
    found: dict[int, bool] = {}
    for row in rows:
        person = people.get(row.person_id or 0)
        if row.id not in kinds or person is None:
            continue
        kind, today = kinds[row.id], row.now.astimezone(person.zone).date()
        same = said_by(kind.told_by)
        names = {
            name
            for name, at in sent.get(person.person_id or 0, ())
            if name in same and at.astimezone(person.zone).date() == today
        }
        if names:
            found[row.id] = kind.opens_one and any(not kind_of(name).again for name in names)
    return found


def _still_wanted(rows: Sequence[Row]) -> tuple[set[int], set[int], set[int]]:
    """(still wanted, cannot be told now, do not open): a broken provider holds back its own kind only."""
    wanted: set[int] = set()
    unclear: set[int] = set()
    shut: set[int] = set()
    by_kind: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_kind[row.kind].append(row)
    for name, of_kind in by_kind.items():
        if is_silent(name):
            continue
        try:
            with transaction.atomic():
                found, closed = _wanted_of(kind_of(name), of_kind)
            wanted |= found
            shut |= closed
        except UnknownKind:
            log.error("nobody registered the kind %s", name)
            unclear |= {row.id for row in of_kind}
        except Exception:
            log.exception("cannot tell whether mails of kind %s are still wanted", name)
            unclear |= {row.id for row in of_kind}
    return wanted, unclear, shut


def _wanted_of(kind: Kind, rows: Sequence[Row]) -> tuple[set[int], set[int]]:
    """(still wanted, do not open)."""
    if kind.still_wanted is None:
        return {row.id for row in rows}, set()
    loads = [(row, opened(row)) for row in rows]
    pending = [
        Pending(row.id, row.person_id or 0, load.about, load.context)
        for row, load in loads
        if load is not None
    ]
    return set(kind.still_wanted(pending)), {row.id for row, load in loads if load is None}
