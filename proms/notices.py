"""The note to a member that answers were entered for her, in words that say nothing of them."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from notifications.actions import queue
from notifications.kinds import Group, Kind, register
from proms.models import Response

ENTERED = "proms.entered"


def tell_entered(*, person_id: int, response: Response) -> None:
    """Once per response."""
    if response.assignment is None:
        return
    queue(
        recipient=person_id,
        kind=ENTERED,
        context={"path": reverse("proms:sent", args=[response.assignment.ref])},
        dedup=f"{ENTERED}:{response.pk}",
    )


def connect() -> None:
    """Once at start."""
    register(
        Kind(
            ENTERED,
            Group("proms", _("what is waiting for you")),
            _("Something was entered for you"),
            template="proms/mail/entered",
            keys=frozenset({"path"}),
        )
    )
