"""The office finds people by exact marks, and opens who they are only with a reason they can read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit.models import Read
from members.actions.identity import correct_identity
from members.actions.office import open_identity
from members.facts import record_person_read
from members.identity import Known, marks
from members.models import Account
from members.queries.people_office import find_people
from po_platform.access.actor import Hat, acting_as
from tests.members.office_world import last_event
from tests.personas import Persona, World, make_persona

pytestmark = pytest.mark.django_db

RUTH = Known("Ruth Ellison", "3 Quay Street", "01632 960 777", date(1952, 3, 4))


@pytest.fixture
def ruth(world: World) -> Persona:
    """Ruth, who told us who she is."""
    with acting_as(world.ruth.actor()) as actor:
        correct_identity(actor=actor, person_id=world.ruth.person.pk, known=RUTH)
    return world.ruth


def found(world: World, mark: str) -> list[int]:
    with acting_as(world.administrator.actor()) as actor:
        return [person.pk for person in find_people(actor=actor, mark=mark)]


@pytest.mark.parametrize(
    "mark",
    [
        "Ruth Ellison",
        "  ruth   ELLISON ",
        "01632 960 777",
        "01632-960777",
        "Ruth E.",
        "ruth@example.org",
        "RUTH@Example.org ",
    ],
)
def test_a_person_is_found_by_an_exact_mark(world: World, ruth: Persona, mark: str) -> None:
    assert found(world, mark) == [ruth.person.pk]


def test_a_person_is_found_by_her_number(world: World, ruth: Persona) -> None:
    assert found(world, ruth.person.number) == [ruth.person.pk]


@pytest.mark.parametrize(
    "mark",
    [
        "Ruth",
        "Ellison",
        "%",
        "ruth@",
        "9" * 40,
        "'; --",
        "\ud800".encode("utf-8", "replace").decode(),
        " ",
    ],
)
def test_half_a_name_finds_nobody(world: World, ruth: Persona, mark: str) -> None:
    assert found(world, mark) == []


def test_two_people_with_one_mailbox_are_both_found(world: World, ruth: Persona) -> None:
    husband = make_persona("Emil E.", email="ruth@example.org")
    assert found(world, "ruth@example.org") == [ruth.person.pk, husband.person.pk]


@pytest.mark.parametrize("name", ["ruth", "nasser", "moderator", "desk"])
def test_nobody_else_finds_people(world: World, ruth: Persona, name: str) -> None:
    with acting_as(world.people[name].actor()) as actor, pytest.raises(PermissionDenied):
        find_people(actor=actor, mark="Ruth Ellison")


def test_the_vault_itself_answers_no_other_role(world: World, ruth: Persona) -> None:
    mark = marks(RUTH)["name_index"]
    seen = {}
    for name, persona in world.people.items():
        with acting_as(persona.actor()), connection.cursor() as cursor:
            cursor.execute("select count(*) from find_people('name', %s)", [mark])
            seen[name] = cursor.fetchone()[0]
    assert {name for name, count in seen.items() if count} == {"administrator"}


# ---------- Pages ----------


def test_looking_for_somebody_puts_no_name_into_the_address(
    world: World, ruth: Persona, sign_in: Any
) -> None:
    answer = sign_in(world.administrator).post("/office/people", {"mark": "Ruth Ellison"})
    assert answer.status_code == 302
    assert answer["Location"] == f"/office/people/{ruth.person.ref}"


def test_several_people_are_listed(world: World, ruth: Persona, sign_in: Any) -> None:
    make_persona("Emil E.", email="ruth@example.org")
    page = sign_in(world.administrator).post("/office/people", {"mark": "ruth@example.org"})
    text = page.content.decode()
    assert "Emil E." in text
    assert "Ruth E." in text


def test_nobody_found_is_said_with_what_to_try(world: World, sign_in: Any) -> None:
    page = sign_in(world.administrator).post("/office/people", {"mark": "Nobody Here"})
    assert page.status_code == 200
    assert "We found nobody" in page.content.decode()


def test_a_longer_list_costs_no_more_queries(world: World, ruth: Persona, sign_in: Any) -> None:
    office = sign_in(world.administrator)
    make_persona("Emil E.", email="ruth@example.org")

    def queries() -> int:
        with CaptureQueriesContext(connection) as counted:
            assert office.post("/office/people", {"mark": "ruth@example.org"}).status_code == 200
        return len(counted)

    queries()  # the session notes its first use
    two = queries()
    make_persona("Ida E.", email="ruth@example.org")
    make_persona("Ole E.", email="ruth@example.org")
    assert queries() == two


def test_a_persons_page_shows_no_real_name(world: World, ruth: Persona, sign_in: Any) -> None:
    page = sign_in(world.administrator).get(f"/office/people/{ruth.person.ref}")
    text = page.content.decode()
    assert page.status_code == 200
    assert "ruth@example.org" in text
    for secret in ("Ellison", "Quay", "960 777", "1952"):
        assert secret not in text


@pytest.mark.parametrize(
    "page",
    ["", "/state", "/roles", "/identity", "/sign-in", "/address", "/sessions", "/second-factor"],
)
def test_only_the_office_reaches_a_persons_pages(world: World, sign_in: Any, page: str) -> None:
    address = f"/office/people/{world.ruth.person.ref}{page}"
    for name, persona in world.people.items():
        status = sign_in(persona, fresh=True).get(address).status_code
        assert status == (200 if persona.hat is Hat.ADMINISTRATOR else 403), name


def test_a_person_who_is_not_there_is_not_found(world: World, sign_in: Any) -> None:
    address = "/office/people/00000000-0000-4000-8000-000000000000"
    assert sign_in(world.administrator).get(address).status_code == 404


# ---------- Name and address ----------


def test_name_and_address_open_only_after_a_reason(
    world: World, ruth: Persona, sign_in: Any
) -> None:
    office = sign_in(world.administrator)
    address = f"/office/people/{ruth.person.ref}/identity"
    assert "Ellison" not in office.get(address).content.decode()
    assert "Ellison" not in office.post(address, {"reason": " "}).content.decode()
    page = office.post(address, {"reason": "You called about a letter"}).content.decode()
    for shown in ("Ruth Ellison", "3 Quay Street", "01632 960 777"):
        assert shown in page


def test_the_person_reads_who_looked_and_why(world: World, ruth: Persona, sign_in: Any) -> None:
    sign_in(world.administrator).post(
        f"/office/people/{ruth.person.ref}/identity", {"reason": "You called about a letter"}
    )
    page = sign_in(ruth).get("/me/looks").content.decode()
    assert "Administrator Person" in page
    assert "You called about a letter" in page


def test_without_a_reason_nothing_is_recorded_and_nothing_opened(
    world: World, ruth: Persona, sign_in: Any
) -> None:
    office = sign_in(world.administrator)
    assert (
        office.post(f"/office/people/{ruth.person.ref}/identity", {"reason": ""}).status_code == 422
    )
    with acting_as(ruth.actor()) as actor:
        assert not Read.objects.visible_to(actor).exists()


def test_opening_leaves_a_look_and_an_audit_row_without_values(world: World, ruth: Persona) -> None:
    with acting_as(world.administrator.actor()) as actor:
        known = open_identity(actor=actor, person_id=ruth.person.pk, reason="You called")
    assert known.real_name == "Ruth Ellison"
    with acting_as(ruth.actor()) as herself:
        look = Read.objects.visible_to(herself).get()
    assert (look.what, look.object_ref, look.hat) == (
        "members.identity",
        "You called",
        "administrator",
    )
    assert look.account_id == world.administrator.account.pk
    event = last_event("members.identity.opened")
    assert event is not None
    assert "Ellison" not in str(event.detail)


@pytest.mark.parametrize("name", ["ruth", "gerd", "nasser", "desk", "moderator"])
def test_nobody_else_opens_a_name(world: World, ruth: Persona, name: str) -> None:
    with acting_as(world.people[name].actor()) as actor, pytest.raises(PermissionDenied):
        open_identity(actor=actor, person_id=ruth.person.pk, reason="I am curious")


def test_the_office_does_not_open_its_own_name_here(world: World) -> None:
    me = world.administrator
    with acting_as(me.actor()) as actor, pytest.raises(PermissionDenied, match="own page"):
        open_identity(actor=actor, person_id=me.person.pk, reason="It is me")


def test_a_person_who_is_not_there_cannot_be_opened(world: World) -> None:
    with acting_as(world.administrator.actor()) as actor, pytest.raises(Http404):
        open_identity(actor=actor, person_id=10**9, reason="You called")


@pytest.mark.parametrize("name", ["gerd", "nasser", "desk", "moderator"])
def test_the_vault_notes_no_look_for_others(world: World, name: str) -> None:
    looking = replace(world.people[name].actor(), looks_at=world.ruth.person.pk)
    with acting_as(looking):
        assert record_person_read(world.ruth.person.pk, "I am curious") is False


def test_the_vault_notes_a_look_only_at_the_person_before_the_office(world: World) -> None:
    looking = replace(world.administrator.actor(), looks_at=world.ruth.person.pk)
    with acting_as(looking):
        assert record_person_read(world.gerd.person.pk, "Somebody else") is False
        assert record_person_read(world.ruth.person.pk, "You called") is True


def test_a_mailbox_that_refused_us_is_tried_again(world: World, sign_in: Any) -> None:
    Account.objects.filter(pk=world.ruth.account.pk).update(mail_paused_at=timezone.now())
    office = sign_in(world.administrator)
    assert "refuses what we send" in office.get("/office").content.decode()
    office.post(f"/office/people/{world.ruth.person.ref}/mail")
    assert Account.objects.get(pk=world.ruth.account.pk).mail_paused_at is None
    assert last_event("members.mail.resumed") is not None
