"""The people tests speak of, one sentence each; nobody here is real."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection
from django.test import Client
from django.utils import timezone

from members.facts import begin_account
from members.models import Account, Clinic, ClinicMembership, Organisation, Person, RoleHolding
from po_platform.access.actor import NEEDS_SECOND_FACTOR, Anonymous, Hat, SignedIn, acting_as
from proms.intended_purpose import mark


@dataclass(frozen=True)
class Persona:
    """An account with its person, the hat it wears and whether it showed a second factor."""

    name: str
    account: Account
    person: Person
    hat: Hat
    strong: bool = False

    def actor(self, *, fresh: bool = False) -> SignedIn:
        """The actor as the middleware would make it."""
        with acting_as(Anonymous()):
            actor = begin_account(self.account.pk, hat=self.hat, strong=self.strong, fresh=fresh)
        assert isinstance(actor, SignedIn)
        return actor

    @property
    def subject(self) -> UUID:
        found = self.actor().subject_id
        assert found is not None
        return found


@dataclass
class World:
    """Ruth shares with Dr Nasser; Gerd shares with nobody; staff hold one role each."""

    organisation: Organisation
    clinic: Clinic
    people: dict[str, Persona] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Persona:
        try:
            return self.people[name]
        except KeyError:
            raise AttributeError(name) from None


def make_persona(name: str, *, role: Hat = Hat.MEMBER, email: str = "") -> Persona:
    """A person with an account; roles that see others' data come with a second factor shown."""
    (made,) = _make_personas([(name, role)], email=email)
    return made


def _make_personas(wanted: list[tuple[str, Hat]], *, email: str = "") -> list[Persona]:
    """All of them in a few queries: nearly every test begins with them."""
    accounts = [
        Account(email=email or f"{name.split()[0].lower()}@example.org") for name, _role in wanted
    ]
    for account in accounts:
        account.set_unusable_password()
    Account.objects.bulk_create(accounts)
    people = Person.objects.bulk_create(
        Person(account=account, display_name=name)
        for account, (name, _role) in zip(accounts, wanted, strict=True)
    )
    with connection.cursor() as cursor:
        cursor.execute("select link_person(one) from unnest(%s) one", [[row.pk for row in people]])
    RoleHolding.objects.bulk_create(
        RoleHolding(account=account, role=role, reason="test")
        for account, (_name, role) in zip(accounts, wanted, strict=True)
    )
    return [
        Persona(name, account, person, role, strong=role in NEEDS_SECOND_FACTOR)
        for (name, role), account, person in zip(wanted, accounts, people, strict=True)
    ]


def build_world() -> World:
    """See World; grants are made by the tests that need them."""
    organisation = Organisation.objects.create(
        name="Morning Hands",
        tagline={"en": "People living with stiff joints", "de": "Menschen mit steifen Gelenken"},
        phone="01632 960 118",
        hours={"en": "Monday to Friday, 9 to 4", "de": "Montag bis Freitag, 9 bis 16 Uhr"},
        joining="open",
        purpose_accepted=mark(),
        purpose_accepted_on=timezone.localdate(),
    )
    clinic = Clinic.objects.create(name="Harrow Clinic")
    world = World(organisation, clinic)
    wanted = {
        "ruth": ("Ruth E.", Hat.MEMBER),
        "gerd": ("Gerd A.", Hat.MEMBER),
        "nasser": ("Farida Nasser", Hat.CLINICIAN),
        "oduya": ("Sam Oduya", Hat.CLINICIAN),
        **{
            hat.value: (f"{hat.value.capitalize()} Person", hat)
            for hat in Hat
            if hat not in (Hat.MEMBER, Hat.CLINICIAN)
        },
    }
    made = _make_personas(list(wanted.values()))
    world.people = dict(zip(wanted, made, strict=True))
    ClinicMembership.objects.create(clinic=clinic, account=world.oduya.account)
    return world


def sign_in(
    client: Client, persona: Persona, *, strong: bool | None = None, fresh: bool = False
) -> None:
    """Puts a session into the client as a finished sign-in would have left it."""
    session: Any = client.session
    session[SESSION_KEY] = str(persona.account.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = persona.account.get_session_auth_hash()
    session["hat"] = persona.hat.value
    records = [{"method": "code", "at": time.time()}]
    if persona.strong if strong is None else strong:
        records.append({"method": "mfa", "at": time.time(), "type": "totp"})
    session[AUTHENTICATION_METHODS_SESSION_KEY] = records
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(persona.account.pk)
    if fresh:
        session["fresh_proof_at"] = int(time.time())
    session.save()
    client.cookies["sessionid"] = session.session_key
