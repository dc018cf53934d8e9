"""What tests of the office share: a second administrator, and the mail that waits to go out."""

from __future__ import annotations

from typing import Any

from audit.models import Event
from notifications.models import Outbox
from po_platform.access.actor import Hat
from tests.personas import Persona, World, make_persona


def second_administrator(world: World) -> Persona:
    """Another person who runs the office."""
    return make_persona("Berit Second", role=Hat.ADMINISTRATOR)


def mails(template: str) -> list[Any]:
    """Service mails of one template in the outbox, oldest first."""
    return list(Outbox.objects.filter(kind=f"members/mail/{template}").order_by("pk"))


def last_event(verb: str) -> Event | None:
    """The newest audit row with this verb."""
    return Event.objects.filter(verb=verb).order_by("-pk").first()
