"""Mails around registries: that something waits or is kept, never what it is about."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from notifications.kinds import Group, Kind, register

JOINED = "registry.joined"
ASKED, ANSWERED = "registry.asked", "registry.answered"
NAMED = "registry.named"


def connect() -> None:
    """Once at start."""
    mine = Group("registry", _("data you give, and questions about it"))
    work = Group("registry_work", _("work in a registry"))
    keys = frozenset({"path"})
    register(
        Kind(
            JOINED, mine, _("A copy of what you decided"),
            template="registry/mail/joined", keys=keys, digestible=False,
        )
    )  # fmt: skip
    register(Kind(ASKED, mine, _("Somebody has a question for you"), keys=keys))
    register(Kind(ANSWERED, work, _("An answer came"), keys=keys))
    register(Kind(NAMED, work, _("Your name stands on a page of ours"), keys=keys))
