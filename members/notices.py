"""Kinds of notice about a person's own membership; none says what is shared or why."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from notifications.kinds import Group, Kind, register

SHARE_ACCEPTED = "members.share_accepted"
DOWNLOAD_READY = "members.download_ready"
GROUP_ASKED = "members.group_asked"
GROUP_ANSWERED = "members.group_answered"
GROUP_TASK = "members.group_task"
HELP_CHANGED = "members.help_changed"


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
    groups = Group("members.groups", _("what happens in your groups"))
    for name, line in (
        (GROUP_ASKED, _("Somebody waits for your answer")),
        (GROUP_ANSWERED, _("There is an answer for you")),
        (GROUP_TASK, _("Your name stands on a page of ours")),
    ):
        register(Kind(name, groups, line, keys=frozenset({"path"})))
