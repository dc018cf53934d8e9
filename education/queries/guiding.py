"""Guides and whom they go along with: who has room, a guide's list, words between two people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Count, Min, QuerySet
from django.http import Http404

from audit.actions import Looked, record_read, record_reads
from education.models import (
    Enrolment,
    Guide,
    GuideAssignment,
    GuideMessage,
    GuideWish,
)
from education.programme_rules import may_guide, may_supervise
from education.queries.programmes import is_away
from members.office_rules import may_run_the_office
from members.queries.own import own_rows
from members.queries.roles import living_holdings
from po_platform.access.actor import Actor, Hat
from po_platform.access.refusals import demand

MOST = 200
IN_DANGER, TOLD = "education.message_in_danger", "education.message_told"
LISTED, MESSAGES, WAY = "education.guided_list", "education.guided_messages", "education.guided_way"


@dataclass(frozen=True, slots=True)
class Offered:
    """A guide somebody may choose. `stands_in`: who answers while she is away, '' when she is not."""

    guide: Guide
    people: int
    stands_in: str

    @property
    def has_room(self) -> bool:
        return self.people < self.guide.most_people


def living_guides() -> QuerySet[Guide]:
    """Those who hold the role now."""
    return Guide.objects.filter(account_id__in=living_holdings(Hat.GUIDE).values("account_id"))


def inviting_name(enrolment: Enrolment) -> str:
    """The public name of the guide who invited her; '' for nobody, or no guide any more."""
    if enrolment.invited_by is None:
        return ""
    rows = living_guides().filter(account_id=enrolment.invited_by)
    return rows.values_list("public_name", flat=True).first() or ""


def loads() -> Mapping[int, int]:
    """account id → how many people she goes along with; numbers only."""
    with connection.cursor() as cursor:
        cursor.execute("select account_id, people from guide_loads()")
        return dict(cursor.fetchall())


def guides_offered(*, without: int) -> list[Offered]:
    """All there are, those with room first; never oneself. Three queries."""
    people = loads()
    living = list(living_guides().select_related("cover").order_by("public_name")[:MOST])
    here = {one.pk for one in living}
    found = [
        Offered(one, people.get(one.account_id, 0), _stands_in(one, one.cover_id in here))
        for one in living
        if one.account_id != without
    ]
    return sorted(found, key=lambda one: (not one.has_room, one.people))


def _stands_in(guide: Guide, here: bool) -> str:
    return guide.cover.public_name if here and is_away(guide) and guide.cover else ""


def guide_of(assignment: GuideAssignment) -> Offered | None:
    """Who goes along; None when she is no guide any more."""
    rows = living_guides().select_related("cover")
    guide = rows.filter(account_id=assignment.guide_account).first()
    if guide is None:
        return None
    here = guide.cover_id is not None and living_guides().filter(pk=guide.cover_id).exists()
    return Offered(guide, 0, _stands_in(guide, here))


def my_assignment(*, actor: Actor, enrolment: Enrolment) -> GuideAssignment | None:
    """Her guide on this programme now."""
    rows = own_rows(GuideAssignment, actor).select_related("grant")
    return rows.filter(enrolment=enrolment, ended_at=None, grant__ended_by=None).first()


def my_messages(*, actor: Actor, enrolment: Enrolment) -> list[GuideMessage]:
    """Hers, newest first."""
    rows = own_rows(GuideMessage, actor).filter(enrolment=enrolment)
    return list(rows.select_related("article__live").order_by("-pk")[:MOST])


def message_of_guide(*, actor: Actor, ref: UUID, message: UUID) -> GuideMessage:
    """One a guide wrote to her on this way, also one of a guide of before. Raises Http404."""
    rows = own_rows(GuideMessage, actor).select_related("enrolment__version__stop")
    row = rows.filter(enrolment__ref=ref, ref=message, by_guide=True).first()
    if row is None:
        raise Http404
    return row


def my_guide_wish(*, actor: Actor, enrolment: Enrolment) -> GuideWish | None:
    """Whether she waits for a guide on this programme."""
    return own_rows(GuideWish, actor).filter(enrolment=enrolment).first()


def own_guide_page(*, actor: Actor) -> Guide | None:
    """What the acting guide promises."""
    return Guide.objects.filter(account_id=getattr(actor, "account_id", 0)).first()


def leads(actor: Actor) -> bool:
    """Whether the acting guide looks after the others. One query."""
    own = own_guide_page(actor=actor)
    return bool(may_guide(actor) and own is not None and own.leads)


def guides_of_house(*, actor: Actor) -> list[Offered]:
    """All there are, for the office: by name, with how many people each goes along with."""
    demand(may_run_the_office(actor))
    people = loads()
    living = list(living_guides().select_related("cover").order_by("public_name")[:MOST])
    here = {one.pk for one in living}
    return [
        Offered(one, people.get(one.account_id, 0), _stands_in(one, one.cover_id in here))
        for one in living
    ]


@dataclass(frozen=True, slots=True)
class ToldOf:
    """A member told the moderation something about this guide. `done_at`: since when it is settled."""

    guide: str
    at: datetime
    done_at: datetime | None


def told_of_guides(*, actor: Actor) -> list[ToldOf]:
    """For the office and whoever looks after the guides, newest first; never about oneself, not by
    whom, and no word of it. Raises PermissionDenied."""
    demand(may_run_the_office(actor) or may_supervise(actor, leads=leads(actor)))
    with connection.cursor() as cursor:
        cursor.execute("select guide, at, done_at from told_of_guides()")
        return [ToldOf(*row) for row in cursor.fetchall()]


def ways_guided() -> set[int]:
    """Enrolments the acting guide goes along with, of people who are here."""
    return set(names_of_guided())


def guided_names(*, actor: Actor) -> list[str]:
    """Display names of the people the acting guide goes along with."""
    demand(may_guide(actor))
    return list(names_of_guided().values())


def names_of_guided() -> dict[int, str]:
    """enrolment id → display name of whoever the acting guide goes along with and is here."""
    with connection.cursor() as cursor:
        cursor.execute("select enrolment_id, display_name from guided_people()")
        return dict(cursor.fetchall())


def person_guided(enrolment_id: int) -> int | None:
    """The person behind an enrolment the acting guide goes along with."""
    with connection.cursor() as cursor:
        cursor.execute("select enrolment_id, person_id from guided_people()")
        return dict(cursor.fetchall()).get(enrolment_id)


def guided(*, actor: Actor, ref: UUID) -> tuple[GuideAssignment, str]:
    """One of the people she goes along with, and her display name; a look she can read.

    Raises Http404.
    """
    demand(may_guide(actor))
    rows = GuideAssignment.objects.visible_to(actor).select_related(
        "enrolment__version__stop", "enrolment__programme"
    )
    found = rows.filter(ref=ref).first()
    name = names_of_guided().get(found.enrolment_id) if found else None
    if found is None or name is None:
        raise Http404
    record_read(actor=actor, subject=found.subject_id, what=WAY, grant_id=found.grant_id)
    return found, name


def messages_with(*, actor: Actor, assignment: GuideAssignment) -> Sequence[GuideMessage]:
    """Words with one member, newest first; a look she can read."""
    rows = GuideMessage.objects.visible_to(actor).filter(enrolment=assignment.enrolment)
    record_reads(
        actor=actor, what=MESSAGES, looked=[Looked(assignment.subject_id, assignment.grant_id)]
    )
    return list(rows.select_related("article__live").order_by("-pk")[:MOST])


def quiet_with(*, actor: Actor) -> int:
    """How many people the acting guide goes along with were not here for three weeks, and did not
    hear from her since. It depends on when somebody was here, never on an answer. One query."""
    if not may_guide(actor):
        return 0
    with connection.cursor() as cursor:
        cursor.execute("select quiet_with_guide()")
        (found,) = cursor.fetchone()
    return int(found)


def open_words(*, actor: Actor) -> tuple[int, datetime] | None:
    """(how many, since when) members wait for the acting guide; None for none. One query."""
    if not may_guide(actor):
        return None
    rows = GuideMessage.objects.visible_to(actor).filter(by_guide=False, settled_at=None)
    found = rows.aggregate(n=Count("pk"), since=Min("at"))
    return (found["n"], found["since"]) if found["n"] else None
