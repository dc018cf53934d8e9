"""Who wants to join is decided about by a person, oldest first, and told why when it is a no."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit.actions import record
from audit.models import Event
from members.actions import office as actions
from members.actions.office import add_clinician
from members.models import Clinic, JoinInvitation, JoinRequest, Person, RoleHolding
from po_platform.access.actor import Hat, acting_as
from tests.access.test_the_vault import give_grant
from tests.members.office_world import last_event, mails, second_administrator
from tests.personas import Persona, World, make_persona

pytestmark = pytest.mark.django_db


def joiner(name: str, *, days_ago: int = 0) -> JoinRequest:
    persona = make_persona(name)
    RoleHolding.objects.filter(account=persona.account).delete()
    Person.objects.filter(pk=persona.person.pk).update(state=Person.State.APPLIED)
    request = JoinRequest.objects.create(person=persona.person, words="Stiff hands since May")
    at = timezone.now() - timedelta(days=days_ago)
    JoinRequest.objects.filter(pk=request.pk).update(at=at)
    return request


@pytest.fixture
def office(world: World, sign_in: Any) -> Client:
    client: Client = sign_in(world.administrator)
    return client


def test_the_oldest_stands_first_and_only_it_is_marked(office: Client) -> None:
    joiner("Nadia New")
    joiner("Olga Old", days_ago=3)
    page = office.get("/office").content.decode()
    assert page.index("Olga Old") < page.index("Nadia New")
    assert page.count('<tr class="first">') == 1
    assert "2 things need the office" in page


def test_nothing_waiting_is_said(office: Client) -> None:
    assert "Nothing is waiting for the office" in office.get("/office").content.decode()
    assert "Nobody is waiting to be let in" in office.get("/office/joiners").content.decode()


def test_somebody_is_let_in(office: Client) -> None:
    request = joiner("Nadia New")
    page = office.get(f"/office/joiners/{request.pk}").content.decode()
    assert "Stiff hands since May" in page
    assert "nadia@example.org" in page
    answer = office.post(f"/office/joiners/{request.pk}", {"let_in": "yes", "reason": ""})
    assert answer.status_code == 302
    request.person.refresh_from_db()
    assert request.person.state == Person.State.ACTIVE
    assert len(mails("let_in")) == 1


def test_a_no_needs_a_reason(office: Client) -> None:
    request = joiner("Nadia New")
    page = office.post(f"/office/joiners/{request.pk}", {"let_in": "no", "reason": " "})
    assert page.status_code == 422
    assert "Write why" in page.content.decode()
    request.refresh_from_db()
    assert request.decided_at is None
    office.post(f"/office/joiners/{request.pk}", {"let_in": "no", "reason": "Not a patient"})
    request.refresh_from_db()
    assert (request.let_in, request.reason) == (False, "Not a patient")


def test_a_no_can_be_taken_back_on_the_persons_page(office: Client) -> None:
    request = joiner("Nadia New")
    office.post(f"/office/joiners/{request.pk}", {"let_in": "no", "reason": "A mistake"})
    office.post(
        f"/office/people/{request.person.ref}/state",
        {"state": "active", "reason": "It was the wrong Nadia"},
    )
    request.person.refresh_from_db()
    assert request.person.state == Person.State.ACTIVE
    assert request.person.account is not None
    assert request.person.account.is_active


def test_who_comes_second_is_told_that_it_is_decided(
    world: World, office: Client, sign_in: Any
) -> None:
    request = joiner("Nadia New")
    other = sign_in(second_administrator(world))
    office.post(f"/office/joiners/{request.pk}", {"let_in": "yes"})
    answer = other.post(
        f"/office/joiners/{request.pk}", {"let_in": "no", "reason": "No"}, follow=True
    )
    assert "decided about this request already" in answer.content.decode()
    request.refresh_from_db()
    assert request.let_in is True


@pytest.mark.parametrize(
    "page",
    [
        "/office",
        "/office/joiners",
        "/office/invite",
        "/office/log",
        "/office/log/proof",
        "/office/people",
        "/office/clinics",
        "/office/clinics/new",
    ],
)
def test_only_the_office_comes_in(world: World, sign_in: Any, page: str) -> None:
    for name, persona in world.people.items():
        status = sign_in(persona).get(page).status_code
        opened = persona.hat is Hat.ADMINISTRATOR
        assert status == (200 if opened else 403), name
    assert Client().get(page).status_code == 302


def test_only_the_office_sees_a_joiner(world: World, sign_in: Any) -> None:
    request = joiner("Nadia New")
    for name in ("ruth", "nasser", "moderator", "desk", "researcher"):
        answer = sign_in(world.people[name]).get(f"/office/joiners/{request.pk}")
        assert answer.status_code == 403
        assert b"Nadia" not in answer.content


def test_more_people_cost_no_more_queries(office: Client) -> None:
    def queries(page: str) -> int:
        with CaptureQueriesContext(connection) as counted:
            assert office.get(page).status_code == 200
        return len(counted)

    joiner("Nadia New")
    queries("/office")
    one = [queries(page) for page in ("/office", "/office/joiners")]
    joiner("Olga Old")
    joiner("Pia Patient")
    assert [queries(page) for page in ("/office", "/office/joiners")] == one


def test_a_long_list_goes_on_by_key(office: Client) -> None:
    made = [joiner(f"Name{number} N") for number in range(30)]
    first = office.get("/office/joiners").content.decode()
    assert first.count("Would like to join") == 25
    second = office.get(f"/office/joiners?after={made[24].pk}").content.decode()
    assert second.count("Would like to join") == 5
    assert "Everybody who waits to be let in" in office.get("/office").content.decode()


@pytest.mark.parametrize("key", ["x", "-1", "9" * 40, "1' or 1=1", "²"])
def test_a_forged_key_is_no_error(office: Client, key: str) -> None:
    assert office.get("/office/joiners", {"after": key}).status_code == 200
    assert office.get("/office/log", {"before": key, "after": key, "who": key}).status_code == 200


def test_the_figures_of_the_year(office: Client, world: World) -> None:
    Person.objects.filter(pk=world.gerd.person.pk).update(
        state=Person.State.LEFT, state_since=timezone.now()
    )
    joiner("Nadia New")
    page = " ".join(office.get("/office").content.decode().split())
    active = len(world.people) - 1
    assert f'<span class="k">Active</span><span>{active}' in page
    assert f"New in {timezone.localdate().year}</span><span>{active + 1}</span>" in page
    assert f"Gone in {timezone.localdate().year}</span><span>1</span>" in page


# ---------- Invitations ----------


def test_an_invitation_goes_out_by_mail(office: Client) -> None:
    office.post("/office/invite", {"email": "bea@example.org", "role": "member"})
    row = JoinInvitation.objects.get()
    assert (row.email, row.role) == ("bea@example.org", "")
    assert len(mails("invitation")) == 1


def test_without_an_address_the_code_is_shown_once(office: Client) -> None:
    page = office.post("/office/invite", {"email": "", "role": "editor"}).content.decode()
    assert 'class="code-big"' in page
    assert JoinInvitation.objects.get().role == "editor"
    assert mails("invitation") == []


def test_a_clinician_is_invited_to_a_clinic(office: Client, world: World) -> None:
    given = {"email": "dr@example.org", "role": "clinician", "clinic": str(world.clinic.pk)}
    assert office.post("/office/invite", given).status_code == 302
    assert JoinInvitation.objects.get().clinic_id == world.clinic.pk


def test_a_clinic_is_for_clinicians(office: Client, world: World) -> None:
    given = {"email": "m@example.org", "role": "moderator", "clinic": str(world.clinic.pk)}
    assert office.post("/office/invite", given).status_code == 422
    assert not JoinInvitation.objects.exists()


# ---------- Who did what ----------


def test_the_log_says_who_did_what_in_words(office: Client, world: World) -> None:
    office.post(
        f"/office/people/{world.ruth.person.ref}/state", {"state": "paused", "reason": "Abroad"}
    )
    page = office.get("/office/log").content.decode()
    assert "Administrator Person changed the state of Ruth E." in page
    assert "members.person.state_changed</" not in page


def test_what_members_do_themselves_is_not_in_the_log(office: Client, world: World) -> None:
    give_grant(world.ruth, world.nasser, "proms")
    with acting_as(world.ruth.actor()) as actor:
        record(actor=actor, verb="members.grant.given", subject=world.ruth.subject)
        record(actor=actor, verb="proms.response.submitted", subject=world.ruth.subject)
    assert last_event("proms.response.submitted") is not None
    assert "Ruth" not in office.get("/office/log").content.decode()
    assert office.get("/office/log", {"what": "proms.response.submitted"}).status_code == 404
    who = office.get("/office/log", {"who": world.ruth.account.pk}).content.decode()
    assert "Nothing of this kind" in who


def test_the_log_is_narrowed_and_paged(office: Client, world: World) -> None:
    second = second_administrator(world)
    for number in range(60):
        Event.objects.create(
            actor_kind="account",
            account_id=(second if number % 2 else world.administrator).account.pk,
            verb="members.clinic.created" if number % 3 else "members.clinic.changed",
        )
    first = office.get("/office/log").content.decode()
    assert first.count('<span class="k">') == 25
    hers = office.get("/office/log", {"who": second.account.pk}).content.decode()
    assert hers.count("Berit Second added") + hers.count("Berit Second changed") == 25
    older = Event.objects.order_by("-pk")[24].pk
    next_page = office.get("/office/log", {"before": older}).content.decode()
    assert next_page.count('<span class="k">') == 25
    newest = Event.objects.order_by("-pk")[25].pk
    back = office.get("/office/log", {"after": newest}).content.decode()
    assert back.count('<span class="k">') == 25
    changed = office.get("/office/log", {"what": "members.clinic.changed"}).content.decode()
    assert changed.count('<span class="k">') == 20


def test_the_log_costs_the_same_however_long(office: Client, world: World) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as counted:
            office.get("/office/log")
        return len(counted)

    def change(persona: Persona, state: str) -> None:
        office.post(f"/office/people/{persona.person.ref}/state", {"state": state, "reason": "x"})

    change(world.ruth, "paused")
    queries()
    one = queries()
    change(world.gerd, "paused")
    change(world.moderator, "paused")
    assert queries() == one


# ---------- Clinics ----------


def test_a_clinic_is_added_with_its_people(office: Client, world: World) -> None:
    answer = office.post("/office/clinics/new", {"name": "Quay Practice", "phone": ""})
    assert answer.status_code == 302
    page = answer["Location"]
    office.post(page, {"account": world.nasser.account.pk})
    assert "Farida Nasser" in office.get(page).content.decode()
    assert last_event("members.clinic.joined") is not None
    membership = world.nasser.account.clinics.get()
    assert office.post(f"{page}/people/{membership.pk}").status_code == 302
    membership.refresh_from_db()
    assert membership.left_at is not None
    assert "Who worked here" in office.get(page).content.decode()
    assert last_event("members.clinic.left") is not None


def test_only_clinicians_belong_to_a_clinic(office: Client, world: World) -> None:
    page = f"/office/clinics/{world.clinic.pk}"
    for name in ("ruth", "moderator", "oduya"):
        answer = office.post(page, {"account": world.people[name].account.pk})
        assert answer.status_code == 422, name


def test_the_action_refuses_who_is_no_clinician_or_there_already(world: World) -> None:
    for name, words in (("ruth", "clinician’s role"), ("oduya", "already")):
        with (
            acting_as(world.administrator.actor()) as actor,
            pytest.raises(PermissionDenied, match=words),
        ):
            add_clinician(
                actor=actor,
                clinic_id=world.clinic.pk,
                account_id=world.people[name].account.pk,
            )


@pytest.mark.parametrize("name", ["ruth", "nasser", "oduya", "moderator"])
def test_nobody_else_changes_a_clinic(world: World, name: str) -> None:
    membership = world.oduya.account.clinics.get()
    with acting_as(world.people[name].actor()) as actor:
        with pytest.raises(PermissionDenied):
            actions.create_clinic(actor=actor, name="Mine", phone="")
        with pytest.raises(PermissionDenied):
            actions.change_clinic(actor=actor, clinic_id=world.clinic.pk, name="Mine", phone="")
        with pytest.raises(PermissionDenied):
            actions.add_clinician(
                actor=actor, clinic_id=world.clinic.pk, account_id=world.nasser.account.pk
            )
        with pytest.raises(PermissionDenied):
            actions.remove_clinician(actor=actor, membership_id=membership.pk)


def test_a_membership_of_another_clinic_is_not_found_here(office: Client, world: World) -> None:
    office.post("/office/clinics/new", {"name": "Quay Practice", "phone": ""})
    other = Clinic.objects.get(name="Quay Practice")
    membership = world.oduya.account.clinics.get()
    answer = office.post(f"/office/clinics/{other.pk}/people/{membership.pk}")
    assert answer.status_code == 404
    membership.refresh_from_db()
    assert membership.left_at is None
