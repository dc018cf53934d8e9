"""Each state of a person stops exactly what it says, from the next request on."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from members.actions.office import add_clinician
from members.actions.states import change_state
from members.facts import begin_account
from members.models import (
    Account,
    ClinicMembership,
    OfficeReason,
    Person,
    RoleHolding,
    SignedInSession,
)
from po_platform.access.actor import Anonymous, Hat, acting_as
from po_platform.kit.crypto import secret_hash
from tests.access.test_the_vault import give_grant, rows_seen
from tests.members.office_world import last_event, mails, second_administrator
from tests.personas import Persona, World, make_persona

pytestmark = pytest.mark.django_db
State = Person.State


def change(world: World, whom: Persona, state: str, reason: str = "She asked for it") -> Person:
    with acting_as(world.administrator.actor()) as actor:
        return change_state(actor=actor, person_id=whom.person.pk, state=state, reason=reason)


def listed_session(sign_in: Any, persona: Persona) -> Any:
    """A browser whose session stands in the list of sessions, as after a real sign-in."""
    browser = sign_in(persona)
    SignedInSession.objects.create(
        account=persona.account, key_hash=secret_hash(browser.session.session_key)
    )
    return browser


def test_a_paused_member_is_signed_out_and_may_sign_in_again(world: World, sign_in: Any) -> None:
    browser = listed_session(sign_in, world.ruth)
    assert browser.get("/start").status_code == 200
    change(world, world.ruth, State.PAUSED)
    assert browser.get("/start").status_code == 302
    assert sign_in(world.ruth).get("/start").status_code == 200


def test_a_paused_clinician_sees_nothing_of_others(world: World, sign_in: Any) -> None:
    give_grant(world.ruth, world.nasser, "proms")
    change(world, world.nasser, State.PAUSED)
    actor = world.nasser.actor()
    assert not actor.strong
    assert Hat.CLINICIAN not in actor.roles
    with acting_as(actor):
        assert rows_seen("members_grant") == 0
    assert sign_in(world.nasser).get("/clinic").status_code == 403
    change(world, world.nasser, State.ACTIVE)
    with acting_as(world.nasser.actor()):
        assert rows_seen("members_grant") == 1


def test_who_left_does_not_come_in_and_holds_nothing(world: World, sign_in: Any) -> None:
    browser = listed_session(sign_in, world.oduya)
    change(world, world.oduya, State.LEFT)
    assert browser.get("/start").status_code == 302
    assert sign_in(world.oduya).get("/start").status_code == 302
    assert isinstance(_actor(world.oduya), Anonymous)
    account = Account.objects.get(pk=world.oduya.account.pk)
    assert not account.is_active
    assert not RoleHolding.objects.filter(account=account, ends_at=None).exists()
    assert not ClinicMembership.objects.filter(account=account, left_at=None).exists()


def _actor(persona: Persona) -> object:
    with acting_as(Anonymous()):
        return begin_account(persona.account.pk, hat=persona.hat, strong=True, fresh=False)


def test_who_died_gets_no_mail(world: World) -> None:
    change(world, world.ruth, State.DECEASED)
    assert mails("state_changed") == []
    change(world, world.gerd, State.LEFT)
    assert len(mails("state_changed")) == 1


def test_the_change_is_on_record_with_its_reason(world: World) -> None:
    change(world, world.ruth, State.PAUSED, "Two months abroad")
    event = last_event("members.person.state_changed")
    assert event is not None
    assert event.detail == {"was": "active", "now": "paused"}
    reason = OfficeReason.objects.get()
    assert (reason.person_id, reason.reason) == (world.ruth.person.pk, "Two months abroad")


def test_the_same_state_again_changes_nothing(world: World) -> None:
    change(world, world.ruth, State.PAUSED)
    first = last_event("members.person.state_changed")
    change(world, world.ruth, State.PAUSED)
    assert last_event("members.person.state_changed") == first


def test_the_last_administrator_stays(world: World) -> None:
    with pytest.raises(PermissionDenied, match="Nobody else can run the office"):
        change(world, world.administrator, State.PAUSED)
    second_administrator(world)
    assert change(world, world.administrator, State.PAUSED).state == State.PAUSED


def test_a_paused_administrator_does_not_count_as_one(world: World) -> None:
    second = second_administrator(world)
    change(world, second, State.PAUSED)
    with pytest.raises(PermissionDenied, match="Nobody else"):
        change(world, world.administrator, State.LEFT)


@pytest.mark.parametrize("name", ["gerd", "nasser", "moderator", "desk", "researcher"])
@pytest.mark.parametrize("state", [State.PAUSED, State.LEFT, State.DECEASED])
def test_nobody_else_changes_a_state(world: World, name: str, state: str) -> None:
    with acting_as(world.people[name].actor()) as actor, pytest.raises(PermissionDenied):
        change_state(actor=actor, person_id=world.ruth.person.pk, state=state, reason="no")


def test_a_member_may_end_her_own_membership_and_nothing_more(world: World) -> None:
    with acting_as(world.ruth.actor()) as actor, pytest.raises(PermissionDenied):
        change_state(actor=actor, person_id=world.ruth.person.pk, state=State.DECEASED, reason="no")
    with acting_as(world.ruth.actor()) as actor:
        left = change_state(
            actor=actor, person_id=world.ruth.person.pk, state=State.LEFT, reason="Moving away"
        )
    assert left.state == State.LEFT


def test_who_waits_to_be_let_in_is_decided_elsewhere(world: World) -> None:
    Person.objects.filter(pk=world.ruth.person.pk).update(state=State.APPLIED)
    with pytest.raises(PermissionDenied, match="cannot be changed here"):
        change(world, world.ruth, State.ACTIVE)


def test_a_person_without_an_account_can_leave_too(world: World) -> None:
    person = Person.objects.create(display_name="On Paper")
    with acting_as(world.administrator.actor()) as actor:
        change_state(actor=actor, person_id=person.pk, state=State.DECEASED, reason="A letter")
    assert Person.objects.get(pk=person.pk).state == State.DECEASED


# ---------- Pages ----------


def test_pausing_is_asked_once_and_says_what_stops(world: World, sign_in: Any) -> None:
    office = sign_in(world.administrator)
    address = f"/office/people/{world.ruth.person.ref}/state"
    assert "No reminders" in office.get(address).content.decode()
    office.post(address, {"state": "paused", "reason": "Abroad"})
    assert Person.objects.get(pk=world.ruth.person.pk).state == State.PAUSED


def test_a_refusal_is_shown_at_the_form_with_403(world: World, sign_in: Any) -> None:
    page = sign_in(world.administrator).post(
        f"/office/people/{world.administrator.person.ref}/state",
        {"state": "paused", "reason": "A holiday"},
    )
    assert page.status_code == 403
    assert "Nobody else can run the office" in page.content.decode()
    assert "A holiday" in page.content.decode()


@pytest.mark.parametrize("state", ["", "applied", "erased", "active", "left", "deceased"])
def test_a_state_that_is_not_offered_is_refused(world: World, sign_in: Any, state: str) -> None:
    page = sign_in(world.administrator).post(
        f"/office/people/{world.ruth.person.ref}/state", {"state": state, "reason": "x"}
    )
    assert page.status_code == 422
    assert Person.objects.get(pk=world.ruth.person.pk).state == State.ACTIVE


def test_a_clinician_who_left_is_gone_from_her_clinic(world: World) -> None:
    new = make_persona("Nia New", role=Hat.CLINICIAN)
    with acting_as(world.administrator.actor()) as actor:
        add_clinician(actor=actor, clinic_id=world.clinic.pk, account_id=new.account.pk)
    change(world, new, State.LEFT)
    assert ClinicMembership.objects.get(account=new.account).left_at is not None
