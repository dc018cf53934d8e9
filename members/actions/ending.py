"""A membership ends, is confirmed to have ended, or that is taken back: parts of one event."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from uuid import uuid4

from django.db import connection, transaction
from django.db.models.functions import Now
from django.http import Http404

from audit.actions import record
from members.ending_rules import GRACE, may_confirm_ending, may_take_back
from members.ending_secrets import seal_for_ending
from members.facts import settle_deaths_told
from members.leaving import Ended, How, bring_everything_back, stop_everything
from members.models import DeathTold, Ending, Person
from members.models.ending import After
from members.queries.ending import ended_of, newest_open, open_endings
from po_platform.access.actor import Actor, Purpose, SignedIn, System, acting_as
from po_platform.access.refusals import demand
from po_platform.kit.crypto import secret_hash

from .locking import locked_person
from .office_reasons import keep_reason
from .state_mail import tell_the_person

Way = Ending.Way
TAKEN_BACK = "members.ending.taken_back"


@dataclass(frozen=True, slots=True)
class Told:
    """How the house knows. `by`: who told us and how to reach them; `wish`: what becomes of the data."""

    way: str = Way.SCREEN
    by: str = ""
    happened_on: date | None = None
    wish: str = After.KEEP


def for_ending(person_id: int) -> System:
    """Who the vault lets end this one membership, and take that back."""
    return System(Purpose.END, None, person_id)


def begin_ending(*, actor: Actor, person: Person, state: str, told: Told) -> str:
    """Everything rests from now on; part of `change_state`, which asked its rule.

    Gives the code with which somebody who left by herself comes back, '' for everybody else.
    """
    herself = isinstance(actor, SignedIn) and actor.person_id == person.pk
    code = secrets.token_urlsafe(18) if herself else ""
    with acting_as(for_ending(person.pk)):
        at = _database_now()
        how = How.DIED if state == Person.State.DECEASED else How.LEFT
        ended = Ended(person.pk, person.account_id or 0, how, at)
        ref = uuid4()
        Ending.objects.create(
            person=person,
            ref=ref,
            kind=how,
            was=person.state,
            at=at,
            happened_on=told.happened_on,
            way=told.way,
            told_by=seal_for_ending(ref, told.by),
            recorded_by=_account_of(actor),
            wish=told.wish,
            due_at=at + GRACE,
            stopped=stop_everything(ended),
            kept=ended.kept,
            back_hash=secret_hash(code) if code else None,
        )
        if how is How.DIED:
            settle_deaths_told(person.pk, DeathTold.Outcome.DIED, at, _account_of(actor))
    return code


def bring_back(*, actor: Actor, person: Person, only_newest: bool = False) -> Ending | None:
    """Exactly what the ending stopped; the oldest one taken back, None when there was none open.

    Somebody who left and then died has two: for `only_newest` the other one stays.
    """
    last = None
    with acting_as(for_ending(person.pk)) as system:
        for ending in open_endings(actor=system, person_id=person.pk)[: 1 if only_newest else None]:
            bring_everything_back(ended_of(ending, person.account_id or 0))
            Ending.objects.visible_to(system).filter(pk=ending.pk).update(
                reversed_at=Now(),
                reversed_by=_account_of(actor),
                told_by="",
                back_hash=None,
            )
            if ending.died:
                alive, at = DeathTold.Outcome.ALIVE, _database_now()
                settle_deaths_told(person.pk, alive, at, _account_of(actor))
            last = ending
    return last


def take_back(*, actor: Actor, person_id: int, reason: str) -> Person:
    """A mistake: the state is what it was, and what rested goes on. Raises PermissionDenied."""
    with transaction.atomic():
        person, _account_id = locked_person(person_id)
        demand(may_take_back(actor, _open_of(person)))
        _restore(actor, person)
        keep_reason(actor=actor, person=person, verb=TAKEN_BACK, reason=reason)
    return person


def come_back(*, code: str) -> bool:
    """Whoever left by herself changes her mind, with the code of the e-mail; False: too late."""
    person_id = person_behind(code)
    if person_id is None:
        return False
    with transaction.atomic():
        person, _account_id = locked_person(person_id)
        if person.state != Person.State.LEFT or person_behind(code) is None:
            return False
        _restore(for_ending(person_id), person)
    return True


def person_behind(code: str) -> int | None:
    """Who may still come back with this code."""
    with acting_as(System(Purpose.END)) as system:
        found = Ending.objects.visible_to(system).filter(
            back_hash=secret_hash(code), reversed_at=None, carried_out_at=None
        )
        person_id: int | None = found.values_list("person_id", flat=True).first()
    return person_id


def confirm_ending(*, actor: Actor, person_id: int) -> Ending:
    """A second person of the office says that it is so. Raises PermissionDenied."""
    with transaction.atomic():
        person, _account_id = locked_person(person_id)
        ending = _open_of(person)
        if ending is None:
            raise Http404
        demand(may_confirm_ending(actor, ending))
        with acting_as(for_ending(person_id)) as system:
            Ending.objects.visible_to(system).filter(pk=ending.pk).update(
                confirmed_at=Now(),
                confirmed_by=_account_of(actor),
            )
        record(actor=actor, verb="members.ending.confirmed", thing=person)
    return ending


def _restore(actor: Actor, person: Person) -> None:
    ending = bring_back(actor=actor, person=person, only_newest=True)
    if ending is None:
        raise Http404
    Person.objects.filter(pk=person.pk).update(state=ending.was, state_since=Now())
    person.state = ending.was
    record(actor=actor, verb=TAKEN_BACK, thing=person, kind=ending.kind)
    tell_the_person(person)


def _account_of(actor: Actor) -> int | None:
    return actor.account_id if isinstance(actor, SignedIn) else None


def _open_of(person: Person) -> Ending | None:
    with acting_as(for_ending(person.pk)) as system:
        return newest_open(actor=system, person_id=person.pk)


def _database_now() -> datetime:
    """By the clock that roles and grants are compared with."""
    with connection.cursor() as cursor:
        cursor.execute("select statement_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment
