"""Who receives, as `members` tells it: here a recipient is only an id until the moment of sending."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum
from typing import Protocol
from zoneinfo import ZoneInfo


class Frequency(StrEnum):
    """How often a person wants mail."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    WEEKLY = "weekly"
    NEVER = "never"


class Way(StrEnum):
    """How a person is reached with what can also be said on paper or by telephone."""

    EMAIL = "email"
    LETTER = "letter"
    PHONE = "phone"


@dataclass(frozen=True, slots=True)
class Recipient:
    """One person at this moment. `stopped`: why nothing but service mail goes out, '' when it may.

    `address` may be ''. `bounced`: her mailbox refused us and a person has to look. Quiet hours
    are times of day in `zone`, both or none, and so is `digest_at`; `digest_on`: the weekday of a weekly summary, 0 for Monday. `no_mail_until`: she wants a rest. `died` stops service mail too. `called` is what she is
    told apart by where others read the same mailbox, '' where she reads it alone. `way`: how she
    wants to be reached; who has no mailbox and chose nothing gets letters.
    """

    person_id: int | None
    account_id: int | None
    name: str
    address: str
    language: str
    zone: ZoneInfo
    quiet_from: time | None = None
    quiet_until: time | None = None
    digest_at: time = time(8)
    digest_on: int = 0
    no_mail_until: datetime | None = None
    frequency: Frequency = Frequency.AT_ONCE
    bounced: bool = False
    stopped: str = ""
    died: bool = False
    called: str = ""
    way: Way = Way.EMAIL


@dataclass(frozen=True, slots=True)
class Sender:
    """The organisation as it signs its mails, in one language."""

    name: str
    phone: str = ""
    hours: str = ""


class Directory(Protocol):
    """What `members` registers. Each takes ids and answers with one query; unknown ids are left out."""

    def people(self, person_ids: Collection[int]) -> Sequence[Recipient]:
        """Recipients by person id."""

    def accounts(self, account_ids: Collection[int]) -> Sequence[Recipient]:
        """Recipients by account id, for service mail."""

    def sender(self, language: str) -> Sender:
        """The organisation's name, telephone and hours."""

    def mailbox_refused(self, account_id: int) -> None:
        """This account's mailbox refused a mail for good: pause it, and show it to the office."""


_directory: Directory | None = None


def register_directory(directory: Directory) -> None:
    """Called once at start by `members`."""
    global _directory
    _directory = directory


def directory() -> Directory:
    """The registered directory; nothing can be sent without one."""
    if _directory is None:
        raise LookupError("No app told notifications who its recipients are.")
    return _directory
