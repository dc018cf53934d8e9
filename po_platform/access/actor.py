"""Who acts, as a closed union, and the one way to open a transaction in somebody's name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never
from uuid import UUID

from django.db import connection, transaction


class Hat(StrEnum):
    """The role somebody wears now: it chooses start page and menu, and stands in the audit."""

    MEMBER = "member"
    HELPER = "helper"
    PROXY = "proxy"
    DESK = "desk"
    MODERATOR = "moderator"
    BOARD_MODERATOR = "board_moderator"
    GUIDE = "guide"
    EDITOR = "editor"
    REVIEWER = "reviewer"
    CURATOR = "curator"
    CLINICIAN = "clinician"
    COMMITTEE = "committee"
    RESEARCHER = "researcher"
    ADMINISTRATOR = "administrator"


# Whoever sees other people's data proves more than a mailbox.
NEEDS_SECOND_FACTOR = frozenset(Hat) - {Hat.MEMBER, Hat.HELPER, Hat.PROXY}


class Tick(StrEnum):
    """What a helper may do, each on its own; a legal proxy may do all of it."""

    REMIND = "remind"  # gets the same reminders
    ANSWER = "answer"  # sees what waits and fills it in
    SUMMARY = "summary"  # reads what was sent, and how it changed
    ARRANGE = "arrange"  # asks us to call


ANY_TICK = frozenset(Tick)


@dataclass(frozen=True, slots=True)
class Helping:
    """For whom somebody acts in this request, and on which grant."""

    grant_id: int
    subject_id: UUID
    person_id: int
    name: str
    ticks: frozenset[Tick]
    by_law: bool = False


class Purpose(StrEnum):
    """Why the system acts by itself; the vault knows each of these words."""

    REMIND = "remind"  # look at one subject's open assignments before a mail goes out
    ASSIGN = "assign"  # put the next questionnaire on one subject's list
    SCORE = "score"  # work out what follows from one subject's answers, again or by a newer rule
    DELIVER = "deliver"  # address and language of one recipient, at send time
    EXPORT = "export"  # build one person's own file
    HELP = "help"  # carry out what two people of the office agreed on a day ago
    END = "end"  # end one person's membership, take that back, carry out what was wished
    CALL = "call"  # the next person for somebody who may be in danger
    PAPER = "paper"  # carry out what one person decided on paper or by telephone
    AGE = "age"  # end what a legal proxy may do: its paper is over, or the child is of age
    ERASE = "erase"
    OPERATE = "operate"  # a command run on the host without --as
    SEED = "seed"


@dataclass(frozen=True, slots=True)
class Anonymous:
    """Nobody signed in."""

    kind = "nobody"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """An account with its hat; `subject_id` is the random id its own health rows carry.

    With `helping` it is the id of the person she acts for, and nothing of her own opens.
    """

    account_id: int
    person_id: int
    subject_id: UUID | None
    hat: Hat = Hat.MEMBER
    roles: frozenset[Hat] = frozenset()
    strong: bool = False  # a second factor was shown in this session
    fresh: bool = False  # a new mail or card code was entered a moment ago
    display_name: str = ""
    state: str = ""  # of her membership, when this request began
    looks_at: int | None = None  # the one person an administrator has before her
    helping: Helping | None = None
    kind = "account"

    @property
    def about_person(self) -> int:
        """Whose things these are: her own, or of the person she acts for."""
        return self.helping.person_id if self.helping else self.person_id

    @property
    def decides_by_law(self) -> bool:
        """Whether she acts by law for a child without an account of its own."""
        law = self.helping is not None and self.helping.by_law
        return law and self.helps_with(Tick.ANSWER)

    def helps_with(self, *ticks: Tick) -> bool:
        """Whether she acts for herself, or for somebody who allowed one of these."""
        return self.helping is None or not self.helping.ticks.isdisjoint(ticks)

    def holds(self, *hats: Hat) -> bool:
        """Whether a living role is among these; what needs a second factor counts only with it."""
        return any(
            hat in self.roles and (self.strong or hat not in NEEDS_SECOND_FACTOR) for hat in hats
        )


@dataclass(frozen=True, slots=True)
class Bearer:
    """Whoever holds a code or signed link; sees what the ticket names and nothing else."""

    ticket_id: int
    about: str
    subject_id: UUID | None
    object_ref: str = ""
    kind = "bearer"


@dataclass(frozen=True, slots=True)
class System:
    """The software itself, for one purpose and, where health rows are touched, one subject."""

    purpose: Purpose
    subject_id: UUID | None = None
    person_id: int | None = None
    kind = "system"


Actor = Anonymous | SignedIn | Bearer | System

NOBODY = Anonymous()
_current: ContextVar[Actor] = ContextVar("actor", default=NOBODY)
NAMES = ("kind", "account", "hat", "strong", "purpose", "subject", "person", "ticket", "helps")


def current_actor() -> Actor:
    """Who the running transaction acts for; for logs and checks, never for a decision."""
    return _current.get()


def settings_of(actor: Actor) -> dict[str, str]:
    """What the vault is told about an actor: one text per name in NAMES, '' for nothing."""
    values = dict.fromkeys(NAMES, "")
    match actor:
        case Anonymous():
            pass
        case SignedIn():
            values |= {
                "kind": "account",
                "account": str(actor.account_id),
                "hat": actor.hat,
                "strong": "1" if actor.strong else "",
                "person": str(actor.looks_at or ""),
                "helps": str(actor.helping.grant_id) if actor.helping else "",
            }
        case Bearer():
            values |= {"kind": "bearer", "ticket": str(actor.ticket_id)}
        case System():
            values |= {
                "kind": "system",
                "purpose": actor.purpose,
                "subject": str(actor.subject_id or ""),
                "person": str(actor.person_id or ""),
            }
        case _:
            assert_never(actor)
    return values


def _tell_the_vault(values: dict[str, str]) -> None:
    calls = ", ".join(f"set_config('po.{name}', %s, true)" for name in NAMES)
    with connection.cursor() as cursor:
        cursor.execute(f"select {calls}", [values[name] for name in NAMES])


@contextmanager
def acting_as(actor: Actor) -> Iterator[Actor]:
    """One transaction (or savepoint) in which the vault sees `actor`; the former one comes back."""
    before = _current.get()
    token = _current.set(actor)
    try:
        with transaction.atomic():
            _tell_the_vault(settings_of(actor))
            yield actor
            if connection.in_atomic_block and not connection.needs_rollback:
                _tell_the_vault(settings_of(before))
    finally:
        _current.reset(token)
