"""Who may join, lead and look after groups: pure answers, asked again by the actions."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from po_platform.access.actor import NEEDS_SECOND_FACTOR, Actor, Hat, SignedIn
from po_platform.access.refusals import Allowed, Denied, Verdict

from .models import Group, Person

COMES_BACK = timedelta(days=1)  # how long leaving can be undone
ASKS_AGAIN = timedelta(days=30)  # after a no
FOR_HERSELF = frozenset(Hat) - NEEDS_SECOND_FACTOR


def is_of_the_house(actor: Actor) -> bool:
    """Whether groups for members are shown: somebody let in, not a visitor or who still waits."""
    return isinstance(actor, SignedIn) and bool(actor.roles)


def may_join_group(
    actor: Actor, group: Group, *, refused_at: datetime | None, now: datetime
) -> Verdict:
    """Members, into groups that are open; after a no again when some weeks have passed."""
    if not isinstance(actor, SignedIn) or actor.subject_id is None or not actor.roles & FOR_HERSELF:
        return Denied(_("Groups are for members. Join us first, or sign in as a member."))
    if group.closed_at is not None:
        return Denied(_("This group is closed. Call us, and we find another one with you."))
    if refused_at is not None and now < refused_at + ASKS_AGAIN:
        return Denied(_("Those who lead this group said no a short while ago. Call us about it."))
    return Allowed()


def may_come_back(left_at: datetime | None, *, declined: bool, now: datetime) -> Verdict:
    """Leaving is undone within a day; afterwards one joins as everybody does."""
    if left_at is None or declined or now > left_at + COMES_BACK:
        return Denied(_("It is too late to undo this. You can join the group as before."))
    return Allowed()


def may_name_lead(actor: Actor, person: Person) -> Verdict:
    """Not oneself: whoever leads may see names, so it takes somebody else of the office."""
    if isinstance(actor, SignedIn) and actor.person_id == person.pk:
        return Denied(_("You cannot name yourself. Ask somebody else of the office."))
    if person.state != Person.State.ACTIVE or person.account_id is None:
        return Denied(_("Only an active member with an account can lead a group."))
    return Allowed()
