"""Somebody on the telephone: which programmes she is on and how far, for the desk that has her call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.http import Http404

from education.models import Enrolment, GuideAssignment, Programme
from education.programme_rules import is_her_own, may_write_down_ways
from education.queries.guiding import Offered, guides_offered, living_guides
from education.queries.programmes import MOST, published
from members.facts import subject_of
from members.models import Person
from members.queries.calls import caller_of
from members.queries.own import own_rows
from po_platform.access.actor import Purpose, SignedIn, System, acting_as
from po_platform.access.refusals import demand


@dataclass(frozen=True, slots=True)
class OnLine:
    """Who is on the telephone. `told`: carries out what she says; `printing`: makes her sheets."""

    person_id: int
    subject: UUID
    language: str
    told: System
    printing: System


@dataclass(frozen=True, slots=True)
class WayOnCall:
    """One of her programmes. `guide`: who goes along, '' when she is none any more, None for nobody."""

    enrolment: Enrolment
    guide: str | None

    @property
    def stands(self) -> bool:
        """It goes on, or did to its end: its sheets are good, and its steps can be entered."""
        row = self.enrolment
        open_now = row.state in (Enrolment.State.ACTIVE, Enrolment.State.DONE)
        return open_now and row.rested_at is None and row.version.stop_id is None

    @property
    def may_get_guide(self) -> bool:
        """Nobody goes along yet, and a guide may."""
        row = self.enrolment
        return self.stands and row.programme.guided and self.guide is None


@dataclass(frozen=True, slots=True)
class Child:
    """A child without an account whom who is on the telephone acts for by law. `begun`: programmes."""

    ref: UUID
    subject: UUID
    name: str
    begun: frozenset[int]


def on_line(*, actor: SignedIn, ref: UUID, lock: bool = False) -> OnLine:
    """Only while the actor has the call of a member, whose own number rang. Raises Http404."""
    demand(may_write_down_ways(actor))
    caller = caller_of(actor=actor, ref=ref, lock=lock)
    if caller is None or caller.person_id == actor.person_id:
        raise Http404
    with acting_as(System(Purpose.ASSIGN, person_id=caller.person_id)):
        subject = subject_of(caller.person_id)
    if subject is None:
        raise Http404
    told = System(Purpose.PAPER, subject, caller.person_id)
    printing = System(Purpose.EXPORT, subject, caller.person_id)
    return OnLine(caller.person_id, subject, caller.language, told, printing)


def speaks_by_law(line: OnLine) -> bool:
    """Whether somebody speaks for her by law, a child: then nothing is begun on the telephone."""
    with acting_as(line.told), connection.cursor() as cursor:
        cursor.execute("select told_by_child()")
        return bool(cursor.fetchone()[0])


def ways_of(line: OnLine) -> list[WayOnCall]:
    """Her programmes, newest first, each with who goes along; no words of hers. Three queries."""
    with acting_as(line.told):
        rows = own_rows(Enrolment, line.told).select_related("programme__live", "version__stop")
        found = list(rows.order_by("-pk")[:MOST])
        guides = _guides(line.told)
    return [WayOnCall(one, guides.get(one.pk)) for one in found]


def _guides(told: System) -> Mapping[int, str]:
    rows = own_rows(GuideAssignment, told).filter(ended_at=None, grant__ended_by=None)
    accounts = dict(rows.values_list("enrolment_id", "guide_account"))
    names = dict(
        living_guides()
        .filter(account_id__in=accounts.values())
        .values_list("account_id", "public_name")
    )
    return {way: names.get(account, "") for way, account in accounts.items()}


def way_on_call(line: OnLine, ref: UUID) -> WayOnCall:
    """One of hers. Raises Http404."""
    found = next((one for one in ways_of(line) if one.enrolment.ref == ref), None)
    if found is None:
        raise Http404
    return found


def children_of(line: OnLine) -> list[Child]:
    """Whom she acts for by law, by name; nobody where she is a child herself. One query."""
    with acting_as(line.told), connection.cursor() as cursor:
        cursor.execute("select ref, subject_id, name, begun from children_told()")
        rows = cursor.fetchall()
    return [Child(ref, subject, name, frozenset(begun)) for ref, subject, name, begun in rows]


def begun_by_her(line: OnLine) -> set[int]:
    """Which programmes she began for herself."""
    return {one.enrolment.programme_id for one in ways_of(line)}


def to_begin(line: OnLine, children: Sequence[Child] = ()) -> list[Programme]:
    """What she could begin for herself or one of these, in the language of the call where there is
    something in it."""
    of_each = [begun_by_her(line), *(set(one.begun) for one in children)]
    begun = set.intersection(*of_each)
    return [one for one in published(line.language) if one.pk not in begun]


def guides_for(line: OnLine, *, desk: int) -> list[Offered]:
    """Those with room, never she herself, nor who is on the telephone with her.

    `desk`: that account.
    """
    own = Person.objects.filter(pk=line.person_id).values_list("account_id", flat=True).first()
    with acting_as(line.told):
        offered = [one for one in guides_offered(without=own or 0) if one.has_room]
    return [one for one in offered if not is_her_own(one.guide, desk)]
