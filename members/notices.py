"""Kinds of notice about a person's own membership; none says what is shared or why."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from notifications.kinds import Group, Kind, Pending, register
from notifications.paper import PaperPart
from po_platform.access.actor import System

SHARE_ACCEPTED = "members.share_accepted"
DOWNLOAD_READY = "members.download_ready"
GROUP_ASKED = "members.group_asked"
GROUP_ANSWERED = "members.group_answered"
GROUP_TASK = "members.group_task"
HELP_CHANGED = "members.help_changed"
PROXY_CHANGED = "members.proxy_changed"
PAPER_ENDS = "members.proxy_paper_ends"
COMING_OF_AGE = "members.coming_of_age"


def on_paper_of_age(actor: System, pending: Pending) -> PaperPart:
    """In a letter, to the young person and to whoever acts for her and reads no e-mail."""
    return PaperPart(
        (
            gettext(
                "Soon somebody who has a legal proxy here comes of age. From that day on they"
                " decide alone, and nobody acts for them by law any more."
            ),
            gettext(
                "Until they have decided, we ask nothing, show nothing to others and delete"
                " nothing. To sign in they need an address or a code card of their own: call us,"
                " we arrange it. Whoever acted for them until then can be asked to help, if they"
                " wish."
            ),
        )
    )


def register_notices() -> None:
    """Once at start."""
    register(
        Kind(
            SHARE_ACCEPTED,
            Group("members.sharing", _("what happens with your sharing")),
            _("Somebody accepted what you offered"),
            template="members/mail/share_accepted",
            keys=frozenset({"path"}),
        )
    )
    register(
        Kind(
            DOWNLOAD_READY,
            Group("members.own_data", _("what you asked us for")),
            _("Something you asked for is ready"),
            template="members/mail/download_ready",
            keys=frozenset({"path"}),
            digestible=False,
            unsubscribable=False,
        )
    )
    register(
        Kind(
            HELP_CHANGED,
            Group("members.help", _("who helps whom")),
            _("Something about a helper has changed"),
            template="members/mail/help_changed",
            keys=frozenset({"path"}),
        )
    )
    by_law = Group("members.proxies", _("who acts for whom by law"))
    for name, line in (
        (PROXY_CHANGED, _("Something about whom you act for has changed")),
        (PAPER_ENDS, _("A paper runs out soon")),
        (COMING_OF_AGE, _("Somebody comes of age soon")),
    ):
        register(
            Kind(
                name,
                by_law,
                line,
                template=f"members/mail/{name.removeprefix('members.')}",
                keys=frozenset({"path"}),
                unsubscribable=False,
                paper=on_paper_of_age if name == COMING_OF_AGE else None,
            )
        )
    groups = Group("members.groups", _("what happens in your groups"))
    for name, line in (
        (GROUP_ASKED, _("Somebody waits for your answer")),
        (GROUP_ANSWERED, _("There is an answer for you")),
        (GROUP_TASK, _("Your name stands on a page of ours")),
    ):
        register(Kind(name, groups, line, keys=frozenset({"path"})))
