"""On the page of a call: a questionnaire answered together, for the desk."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from members.on_call import OnCall
from po_platform.access.actor import Actor, Hat, SignedIn


def _address(ref: UUID) -> str:
    return reverse("proms:ask_on_call", args=[ref])


def _offered(actor: Actor) -> bool:
    return isinstance(actor, SignedIn) and actor.holds(Hat.DESK)


ON_CALL = OnCall(_("Answer a questionnaire together"), _address, _offered)
