"""What this app itself puts on start pages, into menus and on the tick."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from notifications.jobs import every
from po_platform.access.actor import NEEDS_SECOND_FACTOR, Actor, Hat, SignedIn, Tick
from po_platform.kit import spoken

from .actions.lost_factor import remove_due_factors
from .frame import add_menu_word
from .glances import Found
from .lost_factor_rules import FACTOR_DELAY
from .queries.helpers import HELPERS, people_i_help
from .queries.looks import NEWEST, named
from .queries.lost_factor import my_factor_request
from .queries.mailbox import mail_refused_since
from .queries.sharing import SHARES
from .start_page import (
    HelperLink,
    Row,
    Waiting,
    register_helper_link,
    register_row,
    register_waiting,
)
from .wording import listed

FOR_HERSELF = frozenset(Hat) - NEEDS_SECOND_FACTOR
WITH_A_TASK = NEEDS_SECOND_FACTOR - {Hat.ADMINISTRATOR, Hat.CLINICIAN}
OFFICE = frozenset({Hat.ADMINISTRATOR})


def connect() -> None:
    """Called once, when all apps are loaded."""
    register_waiting(
        lost_factor,
        glance="select 1 from members_lostfactorrequest where account_id = %(account)s",
    )
    register_waiting(
        mail_refused,
        glance="select 1 from members_account"
        " where id = %(account)s and mail_paused_at is not null",
    )
    register_row(sharing_row, facts={"shares": SHARES})
    register_row(data_row, facts={"newest": NEWEST})
    register_row(helpers_row, facts={"helpers": HELPERS})
    register_row(
        helping_row,
        glance="select 1 from people_helped() union all select 1 from members_roleholding"
        " where account_id = %(account)s and role = 'helper'",
    )
    register_helper_link(
        HelperLink(
            Tick.ARRANGE,
            gettext_lazy("Telephone"),
            gettext_lazy("Ask us to call"),
            lambda: reverse("members:call_me"),
        )
    )
    every(60, "members.remove_due_factors", remove_due_factors)
    start = gettext_lazy("Start")
    add_menu_word(FOR_HERSELF | WITH_A_TASK, 0, start, lambda: reverse("members:start"))
    add_menu_word(FOR_HERSELF, 80, gettext_lazy("Sharing"), lambda: reverse("members:sharing"))
    add_menu_word(FOR_HERSELF, 70, gettext_lazy("My data"), lambda: reverse("members:me"))
    add_menu_word(
        frozenset({Hat.CLINICIAN}), 0, gettext_lazy("People"), lambda: reverse("members:clinic")
    )
    add_menu_word(OFFICE, 0, gettext_lazy("Office"), lambda: reverse("members:office"))
    add_menu_word(OFFICE, 10, gettext_lazy("People"), lambda: reverse("members:people"))
    add_menu_word(OFFICE, 20, gettext_lazy("Clinics"), lambda: reverse("members:office_clinics"))
    add_menu_word(OFFICE, 30, gettext_lazy("Organisation"), lambda: reverse("members:organisation"))
    add_menu_word(OFFICE, 40, gettext_lazy("Log"), lambda: reverse("members:log"))


def lost_factor(actor: Actor) -> list[Waiting]:
    """Before everything else: somebody says she lost her second factor."""
    asked = my_factor_request(actor=actor)
    if asked is None:
        return []
    if asked.confirmed_at is None:
        when = _("A second person of the office still has to agree.")
    else:
        gone_at = spoken.moment(asked.confirmed_at + FACTOR_DELAY)
        when = _("It will be gone on %(moment)s, if nobody stops it.") % {"moment": gone_at}
    return [
        Waiting(
            kind="members.lost_factor",
            title=_("Did you tell us that your second factor is lost?"),
            url=reverse("members:lost_factor"),
            label=_("Look at it"),
            sentences=(_("Our office was asked to remove it."), when),
            urgent=True,
        )
    ]


def mail_refused(actor: Actor) -> list[Waiting]:
    """Our e-mails came back from her mailbox: nothing is sent there until somebody has looked."""
    since = mail_refused_since(actor=actor)
    if since is None:
        return []
    words = _("Since %(day)s we send nothing there. What waits for you stands here all the same.")
    return [
        Waiting(
            kind="members.mail_refused",
            title=_("Our e-mails to you come back"),
            url=f"{reverse('members:preferences')}#mail",
            label=_("See what you can do"),
            sentences=(words % {"day": spoken.day(since)},),
        )
    ]


def sharing_row(actor: SignedIn, found: Found) -> Row | None:
    """Who sees my answers."""
    if actor.subject_id is None:
        return None
    count = found["shares"]
    sentence = (
        ngettext(
            "%(count)s person or clinic sees your answers.",
            "%(count)s people or clinics see your answers.",
            count,
        )
        % {"count": count}
        if count
        else _("Nobody but you sees your answers.")
    )
    return Row(_("Sharing"), sentence, reverse("members:sharing"), _("See and change it"), order=60)


def data_row(actor: SignedIn, found: Found) -> Row | None:
    """Who looked last."""
    if actor.subject_id is None:
        return None
    sentence = _("Nobody has looked at your data so far.")
    if found["newest"]:
        at, who, kind = found["newest"]
        sentence = _("%(who)s looked at your data on %(day)s.") % {
            "who": named(who, kind) or _("Somebody"),
            "day": spoken.day(datetime.fromisoformat(at)),
        }
    return Row(_("My data"), sentence, reverse("members:me"), _("See who looked and why"), order=70)


def helpers_row(actor: SignedIn, found: Found) -> Row | None:
    """Who helps me; for members."""
    if Hat.MEMBER not in actor.roles:
        return None
    names = found["helpers"]
    sentence = _("Nobody helps you here. Somebody you trust can do things with you.")
    if names:
        sentence = _("You are helped by %(names)s.") % {"names": listed(names)}
    return Row(_("Helpers"), sentence, reverse("members:helpers"), _("See and change it"), order=65)


def helping_row(actor: Actor) -> Row | None:
    """Whom I help; before everything else on a helper's page."""
    people = people_i_help(actor=actor)
    if not people and not (isinstance(actor, SignedIn) and Hat.HELPER in actor.roles):
        return None
    sentence = _("You help nobody at present.")
    if people:
        names = listed([one.name for one in people])
        sentence = _("You can act for %(names)s.") % {"names": names}
    return Row(_("You help"), sentence, reverse("members:helping"), _("Open the list"), order=10)
