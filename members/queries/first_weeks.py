"""Where a member says she stands, how long she is left in peace, and her one page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from members.first_weeks import NEW, Offer, calls_for, reading_for
from members.models import Group, GroupContact, GroupMembership, MemberCondition, Person, Standing
from members.queries.groups import Contact, contacts_of
from members.queries.own import own_rows
from po_platform.access.actor import Actor, SignedIn

Where = Standing.Where
# Whether the one page stands on her start page: for two weeks.
FIRST_WEEKS = """select 1 from members_standing where subject_id = %(subject)s
  and "where" = 'just_diagnosed' and said_at > now() - interval '14 days'"""
# Until when nothing is asked of her, as one value.
QUIET_UNTIL = "select quiet_until()"


@dataclass(frozen=True, slots=True)
class FirstPage:
    """First things first. `quiet_until` None: questionnaires may come."""

    contacts: list[Contact]
    calls: list[Offer]
    reading: list[Offer]
    quiet_until: datetime | None


def standing_of(*, actor: Actor) -> Standing | None:
    """What she said last."""
    return own_rows(Standing, actor).first()


def quiet_until(*, actor: Actor) -> datetime | None:
    """Until when nothing is asked of the one the actor is, or acts for; None: no reason to wait.

    For the acting member herself, and for System(ASSIGN | REMIND, subject). Whoever asks members
    for something (a questionnaire, a survey, a reminder) looks here first. Nobody else is told.
    """
    found: datetime | None
    with connection.cursor() as cursor:
        cursor.execute("select quiet_until()")
        (found,) = cursor.fetchone()
    return found


def is_asked_where(*, actor: Actor) -> bool:
    """New here, and has not said where she stands; two queries at most."""
    if not isinstance(actor, SignedIn) or actor.subject_id is None:
        return False
    if standing_of(actor=actor) is not None:
        return False
    since = timezone.localdate() - timedelta(days=NEW.days)
    return Person.objects.filter(
        pk=actor.person_id, joined_on__gte=since, state=Person.State.ACTIVE
    ).exists()


def first_page(*, actor: Actor) -> FirstPage:
    """Contact persons of her groups, else for her diagnoses, else of all groups about an illness."""
    return FirstPage(
        contacts_of(_nearest(actor))[:6],
        calls_for(actor),
        reading_for(actor),
        quiet_until(actor=actor),
    )


def _nearest(actor: Actor) -> list[int]:
    open_now = Group.objects.filter(
        closed_at__isnull=True,
        pk__in=GroupContact.objects.filter(ended_at__isnull=True).values("group_id"),
    )
    mine = own_rows(GroupMembership, actor).filter(left_at__isnull=True, joined_at__isnull=False)
    said = own_rows(MemberCondition, actor).filter(
        replaced_at__isnull=True, removed_at__isnull=True
    )
    for found in (
        open_now.filter(pk__in=list(mine.values_list("group_id", flat=True))),
        open_now.filter(condition_id__in=list(said.values_list("condition_id", flat=True))),
        open_now.filter(kind=Group.Kind.CONDITION),
    ):
        ids = list(found.order_by("pk").values_list("pk", flat=True))
        if ids:
            return ids
    return []
