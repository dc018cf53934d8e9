"""What endings and last wishes put on start pages, lists, into the log and on the tick."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notifications.jobs import every
from po_platform.access.actor import Actor, Hat, SignedIn
from po_platform.kit import spoken

from .actions.ending_due import carry_out_due
from .deeds import register_deeds
from .glances import Found
from .holdings import Holding, register_holding
from .looks import register_look_words
from .models import Ending, OfficeErasure
from .queries.ending import groups_with_a_gap, unconfirmed
from .queries.erase_office import prepared_erasures
from .queries.groups import name_of
from .queries.last_wish import ASKED_FOR
from .queries.tidings import Tidings, waiting_tidings
from .start_page import Row, Work, register_row, register_work

SHOWN = 25
UNCONFIRMED = """select 1 from members_ending where kind = 'died'
  and confirmed_at is null and reversed_at is null and carried_out_at is null"""
PREPARED = """select 1 from members_officeerasure
  where confirmed_at is null and withdrawn_at is null"""
# A lead or contact of an open group ended together with a membership.
GAPS = """select 1 from members_group g
  join (select group_id, person_id, ended_at from members_grouplead
         union all select group_id, person_id, ended_at from members_groupcontact) o
    on o.group_id = g.id
  join members_ending e on e.person_id = o.person_id and e.at = o.ended_at
 where g.closed_at is null and e.reversed_at is null"""


def connect() -> None:
    """Called once, when all apps are loaded."""
    register_row(last_wish_row, facts={"asked": ASKED_FOR})
    register_holding(last_wish_line)
    register_work(Hat.ADMINISTRATOR, told_lines, glance="select 1 from deaths_told()")
    register_work(Hat.ADMINISTRATOR, unconfirmed_lines, glance=UNCONFIRMED)
    register_work(Hat.ADMINISTRATOR, erasing_lines, glance=PREPARED)
    register_work(Hat.ADMINISTRATOR, gap_lines, glance=GAPS)
    register_look_words("members.last_wish", gettext_lazy("What you wish for after your death"))
    register_look_words(
        "members.death_told",
        gettext_lazy("What somebody told us about you, to find out if it is so"),
    )
    register_deeds(
        {
            "members.death.mistaken": gettext_lazy(
                "%(who)s found that %(whom)s is alive. We had been told otherwise."
            ),
            "members.death.known": gettext_lazy(
                "%(who)s noted that we know of the death of %(whom)s already."
            ),
            "members.ending.confirmed": gettext_lazy("%(who)s confirmed that %(whom)s has died."),
            "members.ending.taken_back": gettext_lazy(
                "%(who)s took back that the membership of %(whom)s ended."
            ),
            "members.family_copy.made": gettext_lazy(
                "%(who)s made the copy %(whom)s wished for the family."
            ),
            "members.erase.prepared": gettext_lazy(
                "%(who)s prepared to have everything about %(whom)s erased."
            ),
            "members.erase.confirmed": gettext_lazy(
                "%(who)s confirmed that everything about %(whom)s is erased."
            ),
            "members.erase.letter_made": gettext_lazy(
                "%(who)s made the letter that everything about %(whom)s is erased."
            ),
            "members.erase.withdrawn": gettext_lazy(
                "%(who)s took back what was prepared to erase %(whom)s."
            ),
            "members.ending.carried_out": gettext_lazy(
                "What was wished for the data of %(whom)s was carried out."
            ),
        }
    )
    every(3600, "members.carry_out_endings", carry_out_due)


def told_lines(actor: Actor) -> list[Work]:
    """Deaths we were told of."""
    return [_told(one) for one in waiting_tidings(actor=actor)[:SHOWN]]


def unconfirmed_lines(actor: Actor) -> list[Work]:
    """Deaths to be confirmed by somebody else."""
    return [_to_confirm(ending, actor) for ending in unconfirmed(actor=actor)[:SHOWN]]


def erasing_lines(actor: Actor) -> list[Work]:
    """Erasings to be confirmed by somebody else."""
    return [_to_erase(row, actor) for row in prepared_erasures(actor=actor)[:SHOWN]]


def gap_lines(actor: Actor) -> list[Work]:
    """Groups left without anybody."""
    return [
        Work(
            title=name_of(group),
            sub=_("Whoever led it or answered the telephone left or died"),
            url=reverse("members:office_group", args=[group.ref]),
            since=vars(group)["since"],
            next_step=_("Name somebody"),
            next_sub=_("About 5 minutes"),
        )
        for group in groups_with_a_gap(actor=actor)[:SHOWN]
    ]


def last_wish_row(actor: SignedIn, found: Found) -> Row | None:
    """Asked once in life; the page can put the question away for ever."""
    if actor.subject_id is None or not found["asked"]:
        return None
    return Row(
        _("One day"),
        _("You can tell us what shall become of your data when you are no longer here."),
        reverse("members:last_wish"),
        _("Answer, or put this question away"),
        order=95,
    )


def last_wish_line(actor: SignedIn) -> Iterable[Holding]:
    """Where it is found again at any time."""
    yield Holding(
        _("When you are no longer here"),
        _("What shall become of your data then, and who may tell us."),
        reverse("members:last_wish"),
        _("See and change it"),
    )


def _told(one: Tidings) -> Work:
    return Work(
        title=one.person.display_name,
        sub=_("Has died, as somebody says who keeps a record"),
        url=reverse("members:death_told", args=[one.ref]),
        since=one.told_at,
        next_step=_("Ask, then write it down or say that it was a mistake"),
        next_sub=_("About 10 minutes, call back first"),
    )


def _to_confirm(ending: Ending, actor: Actor) -> Work:
    mine = not (isinstance(actor, SignedIn) and actor.account_id == ending.recorded_by)
    over = ending.due_at <= timezone.now()
    return Work(
        title=ending.person.display_name,
        sub=_("Died, as we were told"),
        url=reverse("members:person_ending", args=[ending.person.ref]),
        since=ending.at,
        waits_for="" if mine else _("Somebody else of the office"),
        next_step=_("Confirm it, or take it back") if mine else _("Ask somebody else to confirm"),
        next_sub=_("The 30 days are over. Unconfirmed, nothing is deleted.")
        if over
        else _("By %(day)s") % {"day": spoken.day(ending.due_at)},
        mine=mine,
    )


def _to_erase(row: OfficeErasure, actor: Actor) -> Work:
    mine = not (isinstance(actor, SignedIn) and actor.account_id == row.prepared_by)
    return Work(
        title=row.person.display_name,
        sub=_("To be erased"),
        url=reverse("members:person_erasing", args=[row.person.ref]),
        since=row.prepared_at,
        waits_for="" if mine else _("Somebody else of the office"),
        next_step=_("Confirm it, or take it back") if mine else _("Ask somebody else to confirm"),
        next_sub=_("About 5 minutes, call back first") if mine else "",
        mine=mine,
    )
