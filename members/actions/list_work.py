"""A list is carried out a hundred lines at a time, each hundred wholly or not at all."""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import replace

from django.db import OperationalError, transaction
from django.db.models.functions import Now
from django.utils import timezone

from audit.actions import record
from members.arrival import account_as_actor
from members.facts import link_person
from members.list_lines import Listed, read_lines
from members.member_number import member_number
from members.models import Account, ListedPerson, MemberList, Person
from members.office_rules import may_run_the_office
from members.queries.member_list import (
    CHANGED,
    DIFFERS,
    HERE,
    NEW,
    SAME,
    Step,
    steps_for,
    table_of,
)
from po_platform.access.actor import SignedIn, acting_as
from po_platform.access.refusals import Denied

from .identity import correct_identity
from .member_list import empty_text

UNIT = 100
log = logging.getLogger(__name__)
State = MemberList.State


def carry_on_lists() -> None:
    """For the tick: whatever was begun goes on where it stopped."""
    for list_id in MemberList.objects.filter(
        way=MemberList.Way.IN, state=State.RUNNING
    ).values_list("pk", flat=True):
        while carry_on(list_id):
            pass


def carry_on(list_id: int) -> bool:
    """One unit; whether there is another. Whoever pressed the button must still run the office."""
    begun = MemberList.objects.filter(pk=list_id).first()
    if begun is None:
        return False
    actor = account_as_actor(begun.made_by or 0, strong=True, fresh=False)
    if not isinstance(actor, SignedIn) or isinstance(may_run_the_office(actor), Denied):
        MemberList.objects.filter(pk=list_id).update(state=State.STOPPED, ended_at=Now())
        log.warning("list %s was stopped: whoever began it does not run the office", list_id)
        return False
    try:
        return _unit(actor, list_id)
    except OperationalError:
        raise  # the database was away: the next tick tries again
    except Exception:
        log.exception("list %s", list_id)
        stop_list(actor, list_id)
        return False


def stop_list(actor: SignedIn, list_id: int) -> None:
    """What cannot go on makes room for the next list; what was done stays, the text does not."""
    with acting_as(actor):
        row = MemberList.objects.select_for_update().filter(pk=list_id, state=State.RUNNING).first()
        if row is None:
            return
        row.state, row.ended_at = State.STOPPED, timezone.now()
        row.save(update_fields=["state", "ended_at"])
        empty_text(actor=actor, ref=row.ref)
        record(actor=actor, verb="members.list.stopped", thing=row, done=row.done)


def _unit(actor: SignedIn, list_id: int) -> bool:
    with acting_as(actor):
        row = (
            MemberList.objects.select_for_update(skip_locked=True)
            .filter(pk=list_id, state=State.RUNNING)
            .first()
        )
        if row is None:
            return False
        lines = read_lines(table_of(actor=actor, upload=row), row.matching, row.language)
        steps = steps_for(lines[row.done : row.done + UNIT], whole=lines)
        for step in steps:
            _carry_out(actor, row, step)
        return _note(actor, row, steps)


def _note(actor: SignedIn, row: MemberList, steps: list[Step]) -> bool:
    row.done += len(steps)
    row.outcome = Counter(row.outcome) + Counter(step.outcome for step in steps)
    more = row.done < row.total
    if not more:
        row.state = State.DONE
        empty_text(actor=actor, ref=row.ref)
        record(actor=actor, verb="members.list.taken_in", thing=row, **row.outcome)
        MemberList.objects.filter(pk=row.pk).update(ended_at=Now())
    row.save(update_fields=["done", "outcome", "state"])
    return more


def _carry_out(actor: SignedIn, upload: MemberList, step: Step) -> None:
    listed = step.listed
    if step.outcome == NEW:
        _take_in(actor, upload, listed)
    elif step.outcome == HERE:
        _mark(ListedPerson(person_id=step.person_id), upload, listed)
    elif step.outcome == CHANGED:
        _correct(actor, step.person_id, listed)
        _seen(upload, listed, row_mark=listed.mark)
    elif step.outcome == DIFFERS:
        _seen(upload, listed, row_mark=listed.mark, differs=True)
    elif step.outcome == SAME:
        _seen(upload, listed)


def _take_in(actor: SignedIn, upload: MemberList, listed: Listed) -> None:
    """Somebody who can do nothing yet: an account that is closed, an identity that is sealed."""
    account = Account.objects.create_user(
        email=listed.email, language=listed.language, is_active=False
    )
    person = Person.objects.create(account=account, state=Person.State.INVITED)
    # She chooses the name others see herself; until then her number stands there.
    Person.objects.filter(pk=person.pk).update(display_name=member_number(person.pk))
    link_person(person.pk)
    _write_identity(actor, person.pk, listed)
    _mark(ListedPerson(person=person), upload, listed)


def _correct(actor: SignedIn, person_id: int, listed: Listed) -> None:
    Account.objects.filter(person__pk=person_id).update(
        email=Account.objects.normalize_email(listed.email), language=listed.language
    )
    _write_identity(actor, person_id, listed)


def _write_identity(actor: SignedIn, person_id: int, listed: Listed) -> None:
    looking = replace(actor, looks_at=person_id)
    with acting_as(looking):
        correct_identity(actor=looking, person_id=person_id, known=listed.known)


def _mark(row: ListedPerson, upload: MemberList, listed: Listed) -> None:
    row.key, row.key_mark, row.row_mark = listed.key, listed.key_mark, listed.mark
    row.seen_in = upload
    with transaction.atomic():
        row.save()


def _seen(upload: MemberList, listed: Listed, **changed: object) -> None:
    ListedPerson.objects.filter(key_mark=listed.key_mark).update(seen_in=upload, **changed)
