"""Roles are given with a reason, count from the next request on, and the office never stands empty."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from members.actions.roles import end_role, give_role
from members.models import ClinicMembership, OfficeReason, Person, RoleHolding
from po_platform.access.actor import Hat, acting_as
from tests.members.office_world import last_event, mails, second_administrator
from tests.personas import Persona, World

pytestmark = pytest.mark.django_db


def give(world: World, whom: Persona, role: Hat, **more: Any) -> RoleHolding:
    with acting_as(world.administrator.actor()) as actor:
        return give_role(
            actor=actor, person_id=whom.person.pk, role=role, reason="She offered", **more
        )


def end(world: World, holding: RoleHolding) -> RoleHolding:
    with acting_as(world.administrator.actor()) as actor:
        return end_role(actor=actor, holding_id=holding.pk, reason="Enough done")


def holding_of(persona: Persona, role: Hat) -> RoleHolding:
    return RoleHolding.objects.get(account=persona.account, role=role)


def test_a_role_counts_from_the_next_request_on(world: World, sign_in: Any) -> None:
    browser = sign_in(world.ruth, strong=True)
    assert browser.get("/clinic").status_code == 403
    give(world, world.ruth, Hat.CLINICIAN)
    assert browser.get("/clinic").status_code == 200


def test_a_role_that_sees_others_needs_a_second_factor(world: World, sign_in: Any) -> None:
    give(world, world.ruth, Hat.CLINICIAN)
    answer = sign_in(world.ruth).get("/clinic")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/second-factor")


def test_the_form_says_which_roles_need_one(world: World, sign_in: Any) -> None:
    office = sign_in(world.administrator, fresh=True)
    page = office.get(f"/office/people/{world.ruth.person.ref}/roles").content.decode()
    assert "Needs a second factor" in page
    assert 'value="member"' not in page, "held already"


def test_giving_a_role_is_on_record_and_the_person_is_told(world: World) -> None:
    row = give(world, world.ruth, Hat.MODERATOR)
    assert (row.reason, row.given_by) == ("She offered", world.administrator.account.pk)
    event = last_event("members.role.given")
    assert event is not None
    assert event.detail == {"role": "moderator", "person": world.ruth.person.pk}
    assert [mail.account_id for mail in mails("roles_changed")] == [world.ruth.account.pk]


def test_a_role_with_a_last_day_ends_by_itself(world: World) -> None:
    today = timezone.localdate()
    row = give(world, world.ruth, Hat.MODERATOR, last_day=today)
    assert Hat.MODERATOR in world.ruth.actor().roles
    assert row.ends_at is not None
    assert row.ends_at > timezone.now()
    assert row.ends_at - timezone.now() <= timedelta(days=1, hours=1)
    RoleHolding.objects.filter(pk=row.pk).update(ends_at=timezone.now())
    assert Hat.MODERATOR not in world.ruth.actor().roles


def test_an_ended_role_opens_nothing_on_the_next_request(world: World, sign_in: Any) -> None:
    browser = sign_in(world.oduya)
    assert browser.get("/clinic").status_code == 200
    end(world, holding_of(world.oduya, Hat.CLINICIAN))
    assert browser.get("/clinic").status_code == 403
    assert ClinicMembership.objects.get(account=world.oduya.account).left_at is not None
    assert OfficeReason.objects.get().reason == "Enough done"
    assert last_event("members.role.ended") is not None


def test_the_last_administrator_keeps_the_role(world: World) -> None:
    mine = holding_of(world.administrator, Hat.ADMINISTRATOR)
    with pytest.raises(PermissionDenied, match="Nobody else can run the office"):
        end(world, mine)
    second_administrator(world)
    assert end(world, mine).pk == mine.pk
    assert Hat.ADMINISTRATOR not in world.administrator.actor().roles


def test_an_administrator_whose_role_begins_later_does_not_count(world: World) -> None:
    second = second_administrator(world)
    RoleHolding.objects.filter(account=second.account).update(
        starts_at=timezone.now() + timedelta(days=1)
    )
    with pytest.raises(PermissionDenied, match="Nobody else"):
        end(world, holding_of(world.administrator, Hat.ADMINISTRATOR))


def test_an_ended_role_is_not_ended_again(world: World) -> None:
    row = holding_of(world.moderator, Hat.MODERATOR)
    end(world, row)
    with pytest.raises(PermissionDenied, match="ended already"):
        end(world, row)


def test_a_role_is_held_once(world: World) -> None:
    with pytest.raises(PermissionDenied, match="held already"):
        give(world, world.moderator, Hat.MODERATOR)
    end(world, holding_of(world.moderator, Hat.MODERATOR))
    assert give(world, world.moderator, Hat.MODERATOR).pk


@pytest.mark.parametrize("role", [Hat.HELPER, Hat.PROXY])
def test_helpers_and_proxies_are_not_appointed_by_the_office(world: World, role: Hat) -> None:
    with pytest.raises(PermissionDenied, match="not given in the office"):
        give(world, world.ruth, role)


@pytest.mark.parametrize("state", ["applied", "invited", "paused", "left", "deceased"])
def test_only_somebody_active_gets_a_role(world: World, state: str) -> None:
    Person.objects.filter(pk=world.ruth.person.pk).update(state=state)
    with pytest.raises(PermissionDenied, match="Only somebody active"):
        give(world, world.ruth, Hat.EDITOR)


@pytest.mark.parametrize("name", ["ruth", "nasser", "moderator", "desk", "curator"])
def test_nobody_else_gives_or_ends_roles(world: World, name: str) -> None:
    with acting_as(world.people[name].actor()) as actor:
        with pytest.raises(PermissionDenied):
            give_role(
                actor=actor,
                person_id=world.people[name].person.pk,
                role=Hat.ADMINISTRATOR,
                reason="I would like to",
            )
        with pytest.raises(PermissionDenied):
            end_role(
                actor=actor,
                holding_id=holding_of(world.administrator, Hat.ADMINISTRATOR).pk,
                reason="I would like to",
            )


# ---------- Pages ----------


def test_giving_asks_for_fresh_proof(world: World, sign_in: Any) -> None:
    address = f"/office/people/{world.ruth.person.ref}/roles"
    answer = sign_in(world.administrator).get(address)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/confirm")


def test_a_role_is_given_and_ended_on_the_page(world: World, sign_in: Any) -> None:
    office = sign_in(world.administrator, fresh=True)
    base = f"/office/people/{world.ruth.person.ref}"
    given = {"role": "editor", "reason": "Writes well"}
    assert office.post(f"{base}/roles", given).status_code == 302
    row = holding_of(world.ruth, Hat.EDITOR)
    assert "Editor" in office.get(base).content.decode()
    assert office.post(f"{base}/roles/{row.pk}", {"reason": "Moved away"}).status_code == 302
    row.refresh_from_db()
    assert row.ends_at is not None


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"role": "king"}, "Choose one of the answers"),
        ({"role": ""}, "Choose an answer"),
        ({"reason": ""}, "Fill in “Why?”"),
        ({"last_day_day": "1", "last_day_month": "1", "last_day_year": "2001"}, "or later"),
        ({"last_day_day": "31", "last_day_month": "12", "last_day_year": "9999"}, "Check the year"),
        (
            {"last_day_day": "31", "last_day_month": "2", "last_day_year": "2099"},
            "not in the calendar",
        ),
    ],
)
def test_what_is_wrong_with_the_form_is_said(
    world: World, sign_in: Any, change: dict[str, str], words: str
) -> None:
    office = sign_in(world.administrator, fresh=True)
    page = office.post(
        f"/office/people/{world.ruth.person.ref}/roles",
        {"role": "editor", "reason": "Writes well"} | change,
    )
    assert page.status_code == 422
    assert words in page.content.decode()
    assert not RoleHolding.objects.filter(account=world.ruth.account, role="editor").exists()


def test_somebody_elses_role_is_not_ended_through_this_person(world: World, sign_in: Any) -> None:
    row = holding_of(world.moderator, Hat.MODERATOR)
    answer = sign_in(world.administrator).post(
        f"/office/people/{world.ruth.person.ref}/roles/{row.pk}", {"reason": "x"}
    )
    assert answer.status_code == 404
    row.refresh_from_db()
    assert row.ends_at is None
