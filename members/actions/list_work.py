"""A list that came in is carried out, line by line."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from django.db import transaction
from django.db.models.functions import Now

from audit.actions import record
from members.facts import link_person
from members.list_lines import Listed, read_lines
from members.member_number import member_number
from members.models import Account, ListedPerson, MemberList, Person
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

from .identity import correct_identity
from .list_units import UNIT, work_through
from .member_list import empty_text

State = MemberList.State


def carry_on_lists() -> None:
    """For the tick."""
    work_through(MemberList.Way.IN, take_in_next)


def take_in_next(actor: SignedIn, row: MemberList) -> bool:
    """The next hundred lines; whether there are more."""
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
