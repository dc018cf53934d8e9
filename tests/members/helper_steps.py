"""Steps on the way from naming a helper to acting for the person who did."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

from django.test import Client

from members.actions.helpers import become_helper, name_helper
from members.facts import begin_helping
from members.help_words import naming
from members.models import Grant
from po_platform.access.actor import Anonymous, SignedIn, Tick, acting_as
from tests.members.sharing_steps import hidden_fields
from tests.personas import Persona


def make_help_code(giver: Persona, *ticks: Tick, meant_for: str = "my daughter") -> str:
    """A code as the giver's page makes it."""
    actor = giver.actor(fresh=True)
    with acting_as(actor):
        code, _ticket = name_helper(
            actor=actor,
            meant_for=meant_for,
            ticks=ticks,
            rendered=naming(meant_for, ticks, "en"),
            attempt=uuid4(),
        )
    return code


def say_yes(helper: Persona, code: str) -> Grant:
    actor = helper.actor()
    with acting_as(actor):
        return become_helper(actor=actor, code=code)


def help_of(giver: Persona, helper: Persona, *ticks: Tick) -> Grant:
    """A living help, made the way people make it."""
    return say_yes(helper, make_help_code(giver, *ticks))


def acting(helper: Persona, grant: Grant) -> SignedIn | None:
    """The helper as the middleware makes her once she acts; None when there is no such help."""
    actor = helper.actor()
    with acting_as(Anonymous()), acting_as(actor):
        return begin_helping(actor, grant.pk)


def name_in_browser(client: Client, *ticks: str, email: str = "") -> Any:
    """Fills in the form, reads the words, says yes; the response is the sheet."""
    given = {"meant_for": "Anna", "email": email, "ticks": list(ticks)}
    page = client.post("/helpers/name", given)
    fields: dict[str, Any] = dict(hidden_fields(page.content.decode()))
    fields.pop("csrfmiddlewaretoken", None)
    return client.post("/helpers/name", {**fields, "ticks": list(ticks)})


def code_on(sheet: Any) -> str:
    found = re.search(r'class="code-big">([^<]+)<', sheet.content.decode())
    assert found, "the sheet shows no code"
    return found.group(1).replace(" ", "")
