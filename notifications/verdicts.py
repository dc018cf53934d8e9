"""What becomes of a due row: sent, put off, put into a summary, or not sent at all."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from .directory import Frequency, Recipient, Way
from .kinds import Kind
from .timing import next_digest, quiet_ends


@dataclass(frozen=True, slots=True)
class Send:
    """Now."""


@dataclass(frozen=True, slots=True)
class PutOff:
    """Look again at `until`."""

    until: datetime


@dataclass(frozen=True, slots=True)
class Gather:
    """Into the summary that goes out at `at`."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Drop:
    """Never; `why` is one word for the office."""

    why: str


@dataclass(frozen=True, slots=True)
class Aside:
    """Kept for the printer of the office or the telephone of the desk."""

    way: Way


Verdict = Send | PutOff | Gather | Drop | Aside


def judge_service(recipient: Recipient | None, address: str, late: bool) -> Verdict:
    """A code or security notice: nothing but death, a missing address or its own end stops it."""
    if late:
        return Drop("too late")
    if recipient is not None and recipient.died:
        return Drop("died")
    if not (address or (recipient and recipient.address)):
        return Drop("no address")
    return Send()


def judge_person(recipient: Recipient | None) -> Drop | None:
    """Why this person gets no notice at all now, on no way; None when she does."""
    if recipient is None:
        return Drop("gone")
    if recipient.stopped:
        return Drop(recipient.stopped)
    return None


def judge_mailbox(recipient: Recipient) -> Drop | None:
    """Why no e-mail goes to her; None when it does."""
    if recipient.frequency == Frequency.NEVER:
        return Drop("wants none")
    if recipient.bounced:
        return Drop("mailbox refused")
    if not recipient.address:
        return Drop("no address")
    return None


def judge_notice(
    now: datetime,
    kind: Kind,
    recipient: Recipient | None,
    *,
    stopped_groups: Collection[str],
    wanted: bool,
    late: bool,
    digestible: bool,
) -> Verdict:
    """One notice at the moment of sending."""
    if late:
        return Drop("too late")
    if not wanted:
        return Drop("done")
    refused = judge_person(recipient)
    if refused or recipient is None:
        return refused or Drop("gone")
    if kind.unsubscribable and kind.group.name in stopped_groups:
        return Drop("opted out")
    if kind.calls_only:
        wants_none = recipient.frequency == Frequency.NEVER or recipient.way is Way.LETTER
        if wants_none:
            return Drop("wants none")
        rest = _rest(now, recipient)
        return PutOff(rest) if rest else Aside(Way.PHONE)
    if kind.letters_only:
        return Aside(Way.LETTER)
    if kind.paper is not None and recipient.way is not Way.EMAIL:
        by_letter = recipient.way is Way.PHONE and not kind.by_phone
        return Aside(Way.LETTER if by_letter else recipient.way)
    if shut := judge_mailbox(recipient):
        return shut
    at_once = recipient.frequency == Frequency.AT_ONCE and not _rest(now, recipient)
    if kind.digestible and digestible and not at_once:
        return Gather(_summary_at(now, recipient))
    return judge_hour(now, recipient)


def _summary_at(now: datetime, recipient: Recipient) -> datetime:
    """Her hour and day, after the quiet weeks if she wants some."""
    begins = max(now, recipient.no_mail_until or now)
    weekly = recipient.frequency == Frequency.WEEKLY
    return next_digest(
        begins,
        recipient.zone,
        weekly=weekly,
        clock=recipient.digest_at,
        weekday=recipient.digest_on,
    )


def judge_hour(now: datetime, recipient: Recipient) -> Verdict:
    """Now, or when the quiet weeks and hours are over."""
    until = _rest(now, recipient) or quiet_ends(
        now, recipient.zone, recipient.quiet_from, recipient.quiet_until
    )
    return PutOff(until) if until else Send()


def _rest(now: datetime, recipient: Recipient) -> datetime | None:
    """Until when she wants a rest; None when it is over, or she wants none."""
    until = recipient.no_mail_until
    return until if until is not None and now < until else None
