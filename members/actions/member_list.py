"""The association's list comes in: put down sealed, matched, begun, put away; one at a time."""

from __future__ import annotations

import json
from collections.abc import Mapping
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from audit.actions import record
from members.list_columns import guessed
from members.models import ListedPerson, ListPromise, MemberList, MemberListText, Person
from members.office_rules import may_run_the_office
from members.queries.member_list import former_matching, list_by_ref, place_of
from po_platform.access.actor import Actor, SignedIn
from po_platform.access.refusals import demand
from po_platform.kit.crypto import seal_for_application
from po_platform.kit.table_file import Table

from .locking import locked_person

Way, State = MemberList.Way, MemberList.State


class AnotherRuns(Exception):
    """A list is being worked on; the next one waits for it."""


class NumberTaken(Exception):
    """Somebody else stands in the list under this number."""


def put_list(*, actor: Actor, table: Table, name: str, language: str) -> MemberList:
    """Keeps an uploaded table sealed; nobody's row changes yet."""
    with transaction.atomic():
        demand(may_run_the_office(actor))
        row = MemberList.objects.create(
            way=Way.IN,
            name=name[:120],
            language=language,
            header=list(table.header),
            total=len(table.lines),
            matching=former_matching(actor=actor, header=table.header) or guessed(table.header),
            made_by=actor.account_id if isinstance(actor, SignedIn) else None,
        )
        text = json.dumps([[line.number, line.cells] for line in table.lines])
        MemberListText.objects.bulk_create(
            [MemberListText(list_ref=row.ref, sealed=seal_for_application(text, place_of(row.ref)))]
        )
        record(actor=actor, verb="members.list.uploaded", thing=row, lines=row.total)
    return row


def match_list(*, actor: Actor, ref: UUID, matching: Mapping[str, int]) -> None:
    """Which column is what; only before it is carried out."""
    with transaction.atomic():
        row = list_by_ref(actor=actor, ref=ref)
        MemberList.objects.filter(pk=row.pk, state=State.NEW).update(matching=dict(matching))


def start_list(*, actor: Actor, ref: UUID) -> MemberList:
    """From here on the tick carries it out. A second press changes nothing. Raises AnotherRuns."""
    with transaction.atomic():
        row = list_by_ref(actor=actor, ref=ref)
        by = actor.account_id if isinstance(actor, SignedIn) else None
        try:
            with transaction.atomic():
                begun = MemberList.objects.filter(pk=row.pk, state=State.NEW, way=Way.IN).update(
                    state=State.RUNNING, made_by=by
                )
        except IntegrityError as error:
            raise AnotherRuns from error
        if begun:
            record(actor=actor, verb="members.list.begun", thing=row, lines=row.total)
    return row


def put_away_list(*, actor: Actor, ref: UUID) -> bool:
    """Nothing of it is kept; whether it was not begun yet."""
    with transaction.atomic():
        row = list_by_ref(actor=actor, ref=ref)
        put_away = MemberList.objects.filter(pk=row.pk, state=State.NEW).update(
            state=State.STOPPED, ended_at=Now()
        )
        if put_away:
            empty_text(actor=actor, ref=ref)
            record(actor=actor, verb="members.list.put_away", thing=row)
    return bool(put_away)


def empty_text(*, actor: Actor, ref: UUID) -> None:
    """What stood in the list is not needed any more."""
    MemberListText.objects.visible_to(actor).filter(list_ref=ref).update(sealed="")


def write_down_number(*, actor: Actor, person_id: int, key: str, key_mark: str) -> None:
    """Says that somebody who is here stands in the list under this number. Raises NumberTaken."""
    with transaction.atomic():
        demand(may_run_the_office(actor))
        person, _account = locked_person(person_id)
        if ListedPerson.objects.filter(key_mark=key_mark).exclude(person=person).exists():
            raise NumberTaken
        ListedPerson.objects.update_or_create(
            person=person, defaults={"key": key, "key_mark": key_mark, "row_mark": ""}
        )
        record(actor=actor, verb="members.list.number_written", thing=person)


def asked_about_difference(*, actor: Actor, person_id: int) -> None:
    """The office talked with the member about what the list says otherwise."""
    with transaction.atomic():
        demand(may_run_the_office(actor))
        person = Person.objects.filter(pk=person_id).first()
        if person and ListedPerson.objects.filter(person=person, differs=True).update(
            differs=False
        ):
            record(actor=actor, verb="members.list.difference_settled", thing=person)


def promise_to_forget(*, actor: Actor, days: int) -> None:
    """After how many days of silence somebody from the list is forgotten."""
    with transaction.atomic():
        demand(may_run_the_office(actor))
        row, _made = ListPromise.objects.select_for_update().get_or_create(only_one=True)
        if row.days != days:
            record(actor=actor, verb="members.list.promise_changed", was=row.days, now=days)
            row.days = days
            row.save(update_fields=["days"])
