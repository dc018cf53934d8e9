"""Somebody asked to be let in: a person decides once, with a reason for a no, and she is told."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from audit.models import Event
from members.actions.joining import decide_join_request
from members.models import JoinRequest, Person, RoleHolding
from members.queries.joining import waiting_requests
from tests.members.signing_steps import browser, is_in, mail_to, sign_in_by_mail
from tests.personas import Persona, World, make_persona

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(world: World) -> tuple[Persona, JoinRequest]:
    """Marlene waits to be let in."""
    marlene = make_persona("Marlene K.")
    RoleHolding.objects.filter(account=marlene.account).delete()
    Person.objects.filter(pk=marlene.person.pk).update(state=Person.State.APPLIED)
    return marlene, JoinRequest.objects.create(person=marlene.person)


def test_a_yes_makes_a_member_and_tells_her(
    world: World, asked: tuple[Persona, JoinRequest]
) -> None:
    marlene, request = asked
    decide_join_request(actor=world.administrator.actor(), request_id=request.pk, let_in=True)
    marlene.person.refresh_from_db()
    assert marlene.person.state == Person.State.ACTIVE
    assert RoleHolding.objects.get(account=marlene.account).role == "member"
    assert "you are a member now" in mail_to("marlene@example.org").body
    assert Event.objects.filter(verb="members.join_request.decided").count() == 1


def test_a_no_takes_a_reason_which_she_reads(
    world: World, asked: tuple[Persona, JoinRequest]
) -> None:
    marlene, request = asked
    office = world.administrator.actor()
    with pytest.raises(PermissionDenied, match="Write a reason"):
        decide_join_request(actor=office, request_id=request.pk, let_in=False, reason=" ")
    client = browser()
    sign_in_by_mail(client, marlene)
    decide_join_request(
        actor=office, request_id=request.pk, let_in=False, reason="We are for people in Wendmark."
    )
    assert "We are for people in Wendmark." in mail_to("marlene@example.org").body
    assert not is_in(client)


def test_it_is_decided_once(world: World, asked: tuple[Persona, JoinRequest]) -> None:
    _marlene, request = asked
    office = world.administrator.actor()
    decide_join_request(actor=office, request_id=request.pk, let_in=True)
    with pytest.raises(PermissionDenied, match="already"):
        decide_join_request(actor=office, request_id=request.pk, let_in=False, reason="no")
    request.refresh_from_db()
    assert request.let_in is True


@pytest.mark.parametrize("who", ["ruth", "nasser", "moderator", "researcher"])
def test_nobody_else_decides_or_sees_who_waits(
    world: World, asked: tuple[Persona, JoinRequest], who: str
) -> None:
    _marlene, request = asked
    actor = world.people[who].actor()
    assert not waiting_requests(actor=actor).exists()
    with pytest.raises(PermissionDenied):
        decide_join_request(actor=actor, request_id=request.pk, let_in=True)
    request.refresh_from_db()
    assert request.decided_at is None


def test_the_office_sees_who_waits_the_oldest_first(
    world: World, asked: tuple[Persona, JoinRequest]
) -> None:
    rows = list(waiting_requests(actor=world.administrator.actor()))
    assert [row.person.display_name for row in rows] == ["Marlene K."]
