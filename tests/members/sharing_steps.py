"""Steps tests take on the way from a member's yes to a clinician's list."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID, uuid4

from django.test import Client

from members.actions.consent_texts import ensure_texts
from members.actions.sharing import accept_invitation, invite_clinician
from members.lengths import Length
from members.models import Grant, Ticket
from members.offers import Offer
from members.purposes import CARE
from members.queries.consent import text_in
from members.wording import Rendered, render
from po_platform.access.actor import acting_as
from tests.personas import Persona

GIVEN = {"meant_for": "Dr Nasser", "reach": "person", "length": "quarter"}


def words_of(offer: Offer) -> Rendered:
    ensure_texts()
    return render(
        text_in("care", "en"),
        who=offer.meant_for,
        what=CARE.chosen_labels(offer.scope),
        clinic=offer.for_clinics,
        until=offer.length,
    )


def make_code(
    giver: Persona,
    *,
    length: Length = Length.QUARTER,
    for_clinics: bool = False,
    attempt: UUID | None = None,
) -> tuple[str, Ticket]:
    """A code as the giver's page makes it."""
    offer = Offer(("proms", "identity"), length, for_clinics, "Dr Nasser")
    actor = giver.actor()
    with acting_as(actor):
        return invite_clinician(
            actor=actor, offer=offer, rendered=words_of(offer), attempt=attempt or uuid4()
        )


def accept(clinician: Persona, code: str, clinic_id: int | None = None) -> Grant:
    actor = clinician.actor()
    with acting_as(actor):
        return accept_invitation(actor=actor, code=code, clinic_id=clinic_id)


def share(giver: Persona, to: Persona, **offer: Any) -> Grant:
    """A living share, made the way people make it."""
    clinic_id = offer.pop("clinic_id", None)
    code, _ticket = make_code(giver, for_clinics=clinic_id is not None, **offer)
    return accept(to, code, clinic_id)


def hidden_fields(page: str) -> dict[str, str]:
    """The hidden inputs of a page, as the browser would send them back."""
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))


def confirm_in_browser(client: Client, **given: str) -> Any:
    """Fills in the offer, reads the words, says yes; the response is the sheet."""
    page = client.post("/sharing/invite", GIVEN | given)
    fields = hidden_fields(page.content.decode())
    fields.pop("csrfmiddlewaretoken", None)
    return client.post("/sharing/confirm", fields)


def code_on(sheet: Any) -> str:
    """The code printed on the sheet."""
    found = re.search(r'class="code-big">([^<]+)<', sheet.content.decode())
    assert found, "the sheet shows no code"
    return found.group(1)
