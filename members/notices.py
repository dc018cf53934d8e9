"""Kinds of notice about a person's own membership; none says what is shared or why."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from notifications.kinds import Group, Kind, register

SHARE_ACCEPTED = "members.share_accepted"


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
