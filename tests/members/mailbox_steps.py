"""Two people at one mailbox, cards and PINs: the steps tests take."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.utils import timezone

from members.actions.cards import make_card
from members.card_codes import card_groups
from members.models import Account, CodeCard
from members.pins import pin_hash
from po_platform.access.actor import acting_as
from tests.members.signing_steps import browser, code_in, enter, mail_to
from tests.notifications.mailbox import deliver
from tests.personas import Persona, World, make_persona

PIN = "417902"
SHARED = "ruth@example.org"


def anton_at_ruths(name: str = "Anton Ellison") -> Persona:
    """Her husband, with the same mailbox."""
    return make_persona(name, email=SHARED.upper())


def give_pin(persona: Persona, pin: str = PIN) -> None:
    kept = pin_hash(persona.account.pk, pin)
    Account.objects.filter(pk=persona.account.pk).update(pin=kept, pin_set_at=timezone.now())


def give_card(world: World, persona: Persona) -> list[str]:
    """The codes of a new card, as the office prints them; the mail about it is out."""
    living = CodeCard.objects.filter(account=persona.account, ended_at=None).first()
    with acting_as(world.administrator.actor(fresh=True)) as actor:
        codes = make_card(
            actor=actor,
            person_id=persona.person.pk,
            sure="called",
            reason="Called back",
            instead_of=living.pk if living else 0,
        )
    deliver()
    return [card_groups(code) for code in codes]


def chosen(persona: Persona, address: str = SHARED) -> Client:
    """A browser that opened the mail and chose this name."""
    client = browser()
    client.post("/sign-in", {"email": address})
    response = enter(client, code_in(mail_to(address)))
    assert response["Location"] == "/sign-in/who"
    response = client.post("/sign-in/who", {"who": str(persona.person.ref)})
    assert response["Location"] == "/sign-in/who/answer"
    return client


def answer(client: Client, way: str, **given: str) -> Any:
    return client.post("/sign-in/who/answer", {"way": way, **given})


def by_number(client: Client, persona: Persona, code: str) -> Any:
    return client.post("/sign-in/card", {"number": persona.person.number, "code": code})


def misread(code: str) -> str:
    """The code with its last figure misread."""
    return f"{code[:-1]}{(int(code[-1]) + 1) % 10}"


def signed_in_as(client: Client) -> str:
    """The account id of this session, '' for nobody's."""
    return str(client.session.get("_auth_user_id", ""))


def without_address(persona: Persona) -> None:
    Account.objects.filter(pk=persona.account.pk).update(email="")
    persona.account.email = ""
