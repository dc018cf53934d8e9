"""What groups, diagnoses and first weeks put on start pages, into menus and into My data."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from po_platform.access.actor import Actor, SignedIn

from .frame import add_menu_word
from .glances import Found
from .group_rules import FOR_HERSELF, is_of_the_house
from .holdings import Holding, register_holding
from .models import Group
from .queries.first_weeks import is_asked_where
from .queries.group_people import waiting_in_my_groups
from .queries.groups import name_of
from .queries.organisation import in_language
from .start_page import Row, Waiting, register_row, register_waiting

# Of the groups she is in or asked to be in: names, and how many; of diagnoses those on her list.
MINE = """select json_agg(g.name) from members_groupmembership m
  join members_group g on g.id = m.group_id where m.subject_id = %(subject)s and m.left_at is null"""
GROUPS = """select count(*) from members_groupmembership
  where subject_id = %(subject)s and left_at is null"""
SAID = """select count(distinct ref) from members_membercondition
  where subject_id = %(subject)s and replaced_at is null and removed_at is null"""
# Whether one of the open groups is public; None where there is none.
OPEN = "select bool_or(public) from members_group where closed_at is null"


def connect() -> None:
    """Called once, when all apps are loaded."""
    register_waiting(
        asking_to_join,
        glance="select 1 from members_grouplead where person_id = %(person)s and ended_at is null",
    )
    register_row(
        where_row,
        glance="select 1 from members_person where id = %(person)s and state = 'active'"
        " and joined_on >= %(today)s - 28 and not exists("
        "select 1 from members_standing where subject_id = %(subject)s)",
    )
    register_row(groups_row, facts={"mine": MINE, "open": OPEN})
    register_holding(lines, facts={"groups": GROUPS, "said": SAID})
    add_menu_word(FOR_HERSELF, 75, gettext_lazy("Groups"), lambda: reverse("members:groups"))


def asking_to_join(actor: Actor) -> list[Waiting]:
    """For those who lead: somebody asks. Without names, which cost a second factor."""
    waiting = waiting_in_my_groups(actor=actor)
    if not waiting:
        return []
    return [
        Waiting(
            kind="members.group_asked",
            title=ngettext(
                "%(count)s person asks to join %(group)s",
                "%(count)s people ask to join %(group)s",
                waiting[row.pk],
            )
            % {"count": waiting[row.pk], "group": name_of(row)},
            url=reverse("members:group_people", args=[row.ref]),
            label=_("Look and answer"),
            minutes=2,
            sentences=(_("You lead this group."),),
        )
        for row in Group.objects.filter(pk__in=waiting).order_by("pk")
    ]


def where_row(actor: Actor) -> Row | None:
    """New here: a question she need not answer."""
    if not is_asked_where(actor=actor):
        return None
    return Row(
        _("You are new"),
        _("Tell us where you stand, and we show you first what helps now."),
        reverse("members:where"),
        _("Say where I stand"),
        order=5,
    )


def groups_row(actor: SignedIn, found: Found) -> Row | None:
    """Her groups by name, or that there are some."""
    if actor.subject_id is None:
        return None
    here = get_language() or "en"
    mine = sorted((in_language(name, here) for name in found["mine"] or ()), key=str.casefold)
    is_one = found["open"] or (found["open"] is not None and is_of_the_house(actor))
    if not mine and not is_one:
        return None
    sentence = (
        _("You are in: %(names)s.") % {"names": ", ".join(mine)}
        if mine
        else _("People with the same illness, or near you.")
    )
    return Row(_("Groups"), sentence, reverse("members:groups"), _("See the groups"), order=40)


def lines(_actor: SignedIn, found: Found) -> Iterable[Holding]:
    """Groups, diagnoses and where she stands, for My data."""
    groups, said = found["groups"], found["said"]
    yield Holding(
        _("Your groups"),
        ngettext("You are in %(n)d group.", "You are in %(n)d groups.", groups) % {"n": groups}
        if groups
        else _("You are in no group."),
        reverse("members:groups"),
        _("See the groups"),
    )
    yield Holding(
        _("Your diagnoses"),
        ngettext("%(n)d on your list.", "%(n)d on your list.", said) % {"n": said}
        if said
        else _("None on your list. Only you see it."),
        reverse("members:conditions"),
        _("See and change them"),
    )
    yield Holding(
        _("Where you stand"),
        _("Just diagnosed or for years, yourself or as a relative. Only you see it."),
        reverse("members:where"),
        _("See and change it"),
    )
