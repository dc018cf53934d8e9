"""On the page of a call, for the desk: a questionnaire together, what they say of it, a page by post."""

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


def _plans(ref: UUID) -> str:
    return reverse("proms:plans_on_call", args=[ref])


def _page(ref: UUID) -> str:
    return reverse("proms:page_on_call", args=[ref])


ON_CALL = (
    OnCall(_("Answer a questionnaire together"), _address, _offered),
    OnCall(_("What they say about what they are asked"), _plans, _offered),
    OnCall(_("Send their page for the doctor by post"), _page, _offered),
)
