"""The summary: several notices in one mail, that says how many of what and nothing more."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .kinds import Group, Kind

DIGEST = Kind(
    name="notifications.digest",
    group=Group("digest", _("what is new for you")),
    line=_("Something new"),
    template="notifications/mail/digest",
    keys=frozenset(),
    digestible=False,
    unsubscribable=False,  # by the groups of what it holds
)
