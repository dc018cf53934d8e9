"""The association's list: what an upload would do, who stands in it and is still to be invited."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Lower
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from members.list_lines import Listed, read_lines, shared_addresses
from members.models import (
    Account,
    ForgottenLine,
    ListedPerson,
    ListPromise,
    MemberList,
    MemberListText,
    Person,
)
from members.office_rules import may_run_the_office
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand
from po_platform.kit.crypto import open_for_application
from po_platform.kit.table_file import Line, Table

INVITE_AGAIN_AFTER = timedelta(days=30)
MOST_INVITATIONS = 3
MADE_AGAIN_WITHIN = timedelta(days=1)
PROBLEMS_SHOWN = 200
OURS = 180  # days until somebody who never answered is forgotten, while the office chose none

NEW, CHANGED, SAME, DIFFERS = "new", "changed", "same", "differs"
HERE, GONE, PROBLEM = "here", "gone", "problem"


def place_of(list_ref: UUID) -> str:
    """Where the sealed text of a list belongs."""
    return f"members_memberlisttext|sealed|{list_ref}"


@dataclass(frozen=True, slots=True)
class Step:
    """What happens with one line. `person_id`: of CHANGED, DIFFERS and HERE, otherwise 0."""

    listed: Listed
    outcome: str
    person_id: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """A list before it is carried out. `missing`: listed before, and not in this list."""

    steps: tuple[Step, ...]
    couples: int
    missing: int

    @property
    def counts(self) -> Mapping[str, int]:
        """outcome → lines."""
        return Counter(step.outcome for step in self.steps)

    @property
    def problems(self) -> list[Listed]:
        """The first lines that are left out."""
        wrong = [step.listed for step in self.steps if step.outcome == PROBLEM]
        return wrong[:PROBLEMS_SHOWN]

    @property
    def unreachable(self) -> int:
        """New people with neither a mailbox nor an address."""
        return sum(
            step.outcome == NEW and not step.listed.email and not step.listed.known.address
            for step in self.steps
        )


def list_by_ref(*, actor: Actor, ref: UUID) -> MemberList:
    """Raises Http404."""
    demand(may_run_the_office(actor))
    row = MemberList.objects.filter(ref=ref).first()
    if row is None:
        raise Http404
    return row


def text_of(*, actor: Actor, upload: MemberList) -> str:
    """The opened text; '' when it is gone already."""
    row = MemberListText.objects.visible_to(actor).filter(list_ref=upload.ref).first()
    return open_for_application(row.sealed, place_of(upload.ref)) if row and row.sealed else ""


def table_of(*, actor: Actor, upload: MemberList) -> Table:
    """The uploaded table; raises Http404 when it was worked through or is older than a week."""
    text = text_of(actor=actor, upload=upload)
    if not text:
        raise Http404
    lines = (Line(number, tuple(cells)) for number, cells in json.loads(text))
    return Table(tuple(upload.header), tuple(lines))


def plan_of(*, actor: Actor, upload: MemberList) -> Plan:
    """What carrying out would do now. Three queries, whatever the length."""
    table = table_of(actor=actor, upload=upload)
    listed = read_lines(table, upload.matching, upload.language)
    steps = steps_for(listed)
    there = {step.listed.key_mark for step in steps if step.listed.key}
    missing = ListedPerson.objects.exclude(key_mark__in=there).count()
    return Plan(tuple(steps), shared_addresses(listed), missing)


def steps_for(listed: Sequence[Listed], whole: Sequence[Listed] = ()) -> list[Step]:
    """Line by line: known by its number, else by an address one member and one line have.

    `whole`: the list `listed` is a part of.
    """
    known = {
        row.key_mark: row
        for row in ListedPerson.objects.filter(
            key_mark__in=[row.key_mark for row in listed if row.key]
        ).select_related("person")
    }
    gone = set(
        ForgottenLine.objects.filter(
            key_mark__in=[row.key_mark for row in listed if row.key]
        ).values_list("key_mark", flat=True)
    )
    here = _people_at([row.email for row in listed if row.email])
    lines_at = Counter(row.email.lower() for row in whole or listed if row.email)
    return [
        Step(row, GONE)
        if row.key_mark in gone and not row.problems
        else _step(row, known.get(row.key_mark), here, lines_at)
        for row in listed
    ]


def _people_at(addresses: Sequence[str]) -> dict[str, list[int]]:
    """Address in small letters → people with an account there who came without the list."""
    rows = (
        Account.objects.annotate(lowered=Lower("email"))
        .filter(lowered__in=[address.lower() for address in addresses])
        .filter(person__isnull=False, person__listed__isnull=True)
        .exclude(person__state__in=[Person.State.LEFT, Person.State.DECEASED])
        .values_list("lowered", "person__pk")
    )
    found: dict[str, list[int]] = {}
    for address, person in rows:
        found.setdefault(address, []).append(person)
    return found


def _step(
    row: Listed,
    known: ListedPerson | None,
    here: Mapping[str, list[int]],
    lines_at: Mapping[str, int],
) -> Step:
    if row.problems:
        return Step(row, PROBLEM)
    if known is not None:
        return _known_step(row, known)
    at = here.get(row.email.lower(), []) if row.email else []
    if not at:
        return Step(row, NEW)
    if len(at) == 1 and lines_at[row.email.lower()] == 1:
        return Step(row, HERE, at[0])
    said = _(
        "Somebody with this e-mail address is here already. On the page of the right person, write down the number"
    )
    return Step(Listed(row.number, row.key, row.known, row.email, row.language, (said,)), PROBLEM)


def _known_step(row: Listed, known: ListedPerson) -> Step:
    if known.row_mark == row.mark:
        return Step(row, SAME)
    invited = known.person.state == Person.State.INVITED
    return Step(row, CHANGED if invited else DIFFERS, known.person.pk)


# ---------- Who stands in the list ----------


@dataclass(frozen=True, slots=True)
class Overview:
    """How far the list has become members."""

    listed: int
    joined: int
    waiting: int  # invited, no answer yet
    by_mail: int  # to be invited, with a mailbox
    by_letter: int  # to be invited, without one, and letters may go there
    without: int  # not joined, without a mailbox
    differs: int


def overview(*, actor: Actor) -> Overview:
    """Counts of one query."""
    demand(may_run_the_office(actor))
    invited = Q(person__state=Person.State.INVITED)
    mailbox = ~Q(person__account__email="")
    figures = ListedPerson.objects.aggregate(
        listed=Count("pk"),
        joined=Count("pk", filter=~invited),
        waiting=Count("pk", filter=invited & Q(invited_at__isnull=False)),
        by_mail=Count("pk", filter=invited & mailbox & _due()),
        by_letter=Count("pk", filter=invited & ~mailbox & _posts() & _due()),
        without=Count("pk", filter=invited & ~mailbox),
        differs=Count("pk", filter=Q(differs=True)),
    )
    return Overview(**figures)


def _due() -> Q:
    """Never invited, or long ago and not too often."""
    return Q(invited_at__isnull=True) | Q(
        invited_at__lt=timezone.now() - INVITE_AGAIN_AFTER, times_invited__lt=MOST_INVITATIONS
    )


def _posts() -> Q:
    """No letter came back from there, and there was an address when we last looked."""
    return Q(person__post_stopped_at__isnull=True)


def to_be_invited_by_letter(*, actor: Actor) -> QuerySet[ListedPerson]:
    """The same without a mailbox; whether there is an address is known when it is opened."""
    demand(may_run_the_office(actor))
    return ListedPerson.objects.filter(
        _due(), _posts(), person__state=Person.State.INVITED, person__account__email=""
    ).order_by("times_invited", "pk")


def lately_by_letter(*, actor: Actor) -> QuerySet[ListedPerson]:
    """Whose letters were made within a day, so that a spoiled file can be made again."""
    demand(may_run_the_office(actor))
    return ListedPerson.objects.filter(
        _posts(),
        person__state=Person.State.INVITED,
        person__account__email="",
        invited_at__gt=timezone.now() - MADE_AGAIN_WITHIN,
    ).order_by("pk")


def to_be_invited(*, actor: Actor) -> QuerySet[ListedPerson]:
    """People of the list with a mailbox who have not joined, never written to first."""
    demand(may_run_the_office(actor))
    return (
        ListedPerson.objects.filter(_due(), person__state=Person.State.INVITED)
        .exclude(person__account__email="")
        .order_by("times_invited", "pk")
    )


def differing(*, actor: Actor) -> list[ListedPerson]:
    """Members whose line changed after they joined."""
    demand(may_run_the_office(actor))
    rows = ListedPerson.objects.filter(differs=True)
    return list(rows.select_related("person").order_by("pk")[:PROBLEMS_SHOWN])


def recent_lists(*, actor: Actor) -> list[MemberList]:
    """The last ten that came in or went out."""
    demand(may_run_the_office(actor))
    return list(MemberList.objects.order_by("-pk")[:10])


def forgotten_after() -> int:
    """Days after the first invitation, or after the list came in, until silence counts as no."""
    kept = ListPromise.objects.values_list("days", flat=True).first()
    return OURS if kept is None else kept


def former_matching(*, actor: Actor, header: Sequence[str]) -> dict[str, int]:
    """How the last list with this header was matched; {} when there was none."""
    demand(may_run_the_office(actor))
    row = (
        MemberList.objects.filter(header=list(header))
        .exclude(matching={})
        .order_by("-pk")
        .values_list("matching", flat=True)
        .first()
    )
    return dict(row) if row else {}
