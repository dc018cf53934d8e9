"""The member list goes out: gathered a hundred people at a time, each look on record, downloaded once ready."""

from __future__ import annotations

import json
from dataclasses import replace

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from audit.actions import record
from members.facts import record_person_read
from members.models import MemberList, MemberListText, Person
from members.office_rules import may_run_the_office
from members.queries.identity import identity_of
from members.queries.member_list import place_of, text_of
from po_platform.access.actor import Actor, SignedIn, acting_as
from po_platform.access.refusals import demand
from po_platform.kit.crypto import seal_for_application

from .list_units import UNIT, work_through
from .member_list import AnotherRuns

Way, State = MemberList.Way, MemberList.State
STANDS_IN_IT = (Person.State.INVITED, Person.State.ACTIVE, Person.State.PAUSED)


class TextGone(Exception):
    """What was gathered so far is not kept any more: half a list is never given out as a whole one."""


def ask_for_list(*, actor: Actor, reason: str, language: str) -> MemberList:
    """Begins to gather names and addresses of everybody; every member sees the look and `reason`.

    Raises AnotherRuns and PermissionDenied.
    """
    with transaction.atomic():
        demand(may_run_the_office(actor))
        try:
            with transaction.atomic():
                row = MemberList.objects.create(
                    way=Way.OUT,
                    state=State.RUNNING,
                    name=reason,
                    language=language,
                    total=Person.objects.filter(state__in=STANDS_IN_IT).count(),
                    made_by=actor.account_id if isinstance(actor, SignedIn) else None,
                )
        except IntegrityError as error:
            raise AnotherRuns from error
        MemberListText.objects.bulk_create([MemberListText(list_ref=row.ref)])
        record(actor=actor, verb="members.list.asked_for", thing=row, people=row.total)
    return row


def gather_lists() -> None:
    """For the tick."""
    work_through(Way.OUT, gather_next)


def gather_next(actor: SignedIn, row: MemberList) -> bool:
    """The next hundred people; whether there are more."""
    people = list(
        Person.objects.filter(state__in=STANDS_IN_IT, pk__gt=row.outcome.get("after", 0))
        .select_related("account", "listed")
        .order_by("pk")[:UNIT]
    )
    with override(row.language):
        said = [_line(actor, person, row.name) for person in people]
    gathered = text_of(actor=actor, upload=row)
    if row.done and not gathered:
        raise TextGone
    so_far = json.loads(gathered or "[]")
    text = seal_for_application(json.dumps(so_far + said), place_of(row.ref))
    MemberListText.objects.visible_to(actor).filter(list_ref=row.ref).update(sealed=text)
    row.done += len(people)
    if people:
        row.outcome = {"after": people[-1].pk}
    if len(people) < UNIT:
        row.state, row.ended_at, row.total = State.DONE, timezone.now(), row.done
        record(actor=actor, verb="members.list.gathered", thing=row, people=row.done)
    row.save(update_fields=["done", "outcome", "state", "ended_at", "total"])
    return row.state == State.RUNNING


def _line(actor: SignedIn, person: Person, reason: str) -> list[str]:
    looking = replace(actor, looks_at=person.pk)
    with acting_as(looking):
        if person.pk != actor.person_id:
            record_person_read(person.pk, reason)
        known = identity_of(actor=looking, person_id=person.pk)
    listed = getattr(person, "listed", None)
    return [
        listed.key if listed else "",
        person.number,
        person.display_name if person.state != Person.State.INVITED else "",
        known.real_name,
        known.address,
        known.phone,
        person.account.email if person.account else "",
        known.birth_date.isoformat() if known.birth_date else "",
        person.account.language if person.account else "",
        str(person.get_state_display()),
        person.joined_on.isoformat() if person.state != Person.State.INVITED else "",
    ]


def columns() -> list[str]:
    """Headings of the list that goes out; those it can be read in by again come under the same."""
    return [
        _("Number"),
        _("Member number"),
        _("Name shown"),
        _("Full name"),
        _("Address"),
        _("Telephone"),
        _("E-mail address"),
        _("Date of birth"),
        _("Language"),
        _("State"),
        _("Joined"),
    ]


def forget_list(*, actor: Actor, row: MemberList) -> None:
    """The gathered list is not kept any longer."""
    with transaction.atomic():
        demand(may_run_the_office(actor))
        MemberListText.objects.visible_to(actor).filter(list_ref=row.ref).update(sealed="")
        record(actor=actor, verb="members.list.put_away", thing=row)


def note_download(*, actor: Actor, row: MemberList, kind: str) -> None:
    """Somebody takes the gathered list along."""
    with transaction.atomic():
        demand(may_run_the_office(actor))
        record(actor=actor, verb="members.list.downloaded", thing=row, format=kind)
