"""What illness somebody has is hers alone: said, corrected with its history, taken off, put back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.utils import ProgrammingError
from django.http import Http404
from django.utils import timezone

from audit.retention import clear_outlived
from members.actions.conditions import (
    correct_condition,
    put_back_condition,
    say_condition,
    take_off_condition,
)
from members.models import Condition, MemberCondition
from members.part_dates import in_words, is_later
from members.queries.conditions import my_conditions
from members.queries.own import own_rows
from po_platform.access.actor import acting_as
from tests.access.test_the_vault import rows_seen
from tests.database import connect_as
from tests.personas import Persona, World

pytestmark = pytest.mark.django_db


def illness(name: str = "Stiff joints") -> Condition:
    return Condition.objects.create(name={"en": name})


def says(
    persona: Persona, condition: Condition, status: str = "suspected", since: str = "2019"
) -> MemberCondition:
    with acting_as(persona.actor()) as actor:
        return say_condition(actor=actor, condition_id=condition.pk, status=status, since=since)


def test_a_member_says_it_and_nobody_else_reads_it(world: World, sign_in: Any) -> None:
    condition = illness()
    ruth = sign_in(world.ruth)
    given = {"condition": condition.pk, "status": "suspected", "since_year": "2019"}
    page = ruth.post("/me/conditions/new", given, follow=True).content.decode()
    assert "Stiff joints" in page
    assert "Suspected" in page
    seen = set()
    for name, persona in world.people.items():
        with acting_as(persona.actor()):
            if rows_seen("members_membercondition"):
                seen.add(name)
    assert seen == {"ruth"}


def test_a_correction_keeps_what_stood_there_before(world: World, sign_in: Any) -> None:
    said = says(world.ruth, illness())
    page = sign_in(world.ruth).post(
        f"/me/conditions/{said.ref}",
        {"status": "confirmed", "since_month": "3", "since_year": "2020"},
        follow=True,
    ).content.decode()  # fmt: skip
    assert "March 2020" in page
    with acting_as(world.ruth.actor()) as actor:
        (now,) = my_conditions(actor=actor)
    assert (now.status, now.since) == ("confirmed", "2020-03")
    assert [(old.status, old.since) for old in now.before] == [("suspected", "2019")]


def test_the_same_again_is_no_correction_and_said_twice_is_one(world: World) -> None:
    condition = illness()
    first = says(world.ruth, condition)
    assert says(world.ruth, condition).pk == first.pk
    second = says(world.ruth, condition, "confirmed")
    assert second.ref == first.ref
    with acting_as(world.ruth.actor()) as actor:
        assert len(my_conditions(actor=actor)) == 1


def test_what_was_said_cannot_be_rewritten_past_the_code(world: World) -> None:
    said = says(world.ruth, illness())
    with (
        pytest.raises(ProgrammingError),
        acting_as(world.ruth.actor()) as actor,
        transaction.atomic(),
    ):
        own_rows(MemberCondition, actor).filter(pk=said.pk).update(status="confirmed")


def test_taking_off_can_be_undone_and_somebody_elses_is_not_there(
    world: World, sign_in: Any
) -> None:
    said = says(world.ruth, illness())
    gerd, ruth = sign_in(world.gerd), sign_in(world.ruth)
    for what in ("", "/off", "/back"):
        assert gerd.post(f"/me/conditions/{said.ref}{what}").status_code == 404
    page = ruth.post(f"/me/conditions/{said.ref}/off", follow=True).content.decode()
    assert "Nothing stands here." in page
    assert "Undo" in page
    page = ruth.post(f"/me/conditions/{said.ref}/back", follow=True).content.decode()
    assert "Nothing stands here." not in page


def test_said_again_in_the_meantime_the_newer_one_stands(world: World) -> None:
    condition = illness()
    old = says(world.ruth, condition)
    with acting_as(world.ruth.actor()) as actor:
        take_off_condition(actor=actor, ref=old.ref)
        new = say_condition(actor=actor, condition_id=condition.pk, status="confirmed", since="")
        put_back_condition(actor=actor, ref=old.ref)
        (now,) = my_conditions(actor=actor)
    assert now.ref == new.ref


def test_what_the_office_no_longer_offers_is_kept_by_who_chose_it(world: World) -> None:
    condition = illness()
    said = says(world.ruth, condition)
    Condition.objects.update(retired_at=timezone.now())
    with acting_as(world.gerd.actor()), pytest.raises(Http404):
        says(world.gerd, condition)
    with acting_as(world.ruth.actor()) as actor:
        correct_condition(actor=actor, ref=said.ref, status="confirmed", since="")
        assert len(my_conditions(actor=actor)) == 1


@pytest.mark.django_db(transaction=True)
def test_thirty_days_after_taking_it_off_all_of_it_is_deleted(world: World) -> None:
    said = says(world.ruth, illness())
    with acting_as(world.ruth.actor()) as actor:
        correct_condition(actor=actor, ref=said.ref, status="confirmed", since="")
        take_off_condition(actor=actor, ref=said.ref)
    with connect_as("owner") as owner, owner.cursor() as cursor:
        cursor.execute(
            "update members_membercondition set removed_at = removed_at - %s", [timedelta(days=31)]
        )
    owner.close()
    assert clear_outlived()["members_membercondition"] == 2


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"since_month": "3"}, "Write the year."),
        ({"since_day": "3", "since_year": "2020"}, "Write the month too"),
        ({"since_year": "2999"}, "not in the future"),
        ({"since_year": "1800"}, "not before 1900"),
        ({"since_year": "20"}, "Write the year with 4 figures"),
        ({"since_day": "31", "since_month": "2", "since_year": "2020"}, "not in the calendar"),
    ],
)
def test_a_date_that_is_none_is_put_right(
    world: World, sign_in: Any, given: dict[str, str], words: str
) -> None:
    condition = illness()
    answer = sign_in(world.ruth).post(
        "/me/conditions/new", {"condition": condition.pk, "status": "confirmed", **given}
    )
    assert answer.status_code == 422
    assert words in answer.content.decode()


@pytest.mark.parametrize(
    ("value", "words"),
    [("2019", "2019"), ("2019-03", "March 2019"), ("2019-03-14", "14 March 2019"), ("", "")],
)
def test_a_date_is_said_as_far_as_it_is_known(value: str, words: str) -> None:
    assert in_words(value) == words


def test_the_same_month_is_not_later_than_a_day_in_it() -> None:
    assert not is_later("2026-03", date(2026, 3, 1))
    assert is_later("2026-04", date(2026, 3, 31))


def test_the_office_keeps_the_list_and_sees_no_number(world: World, sign_in: Any) -> None:
    office = sign_in(world.administrator)
    given = {"name_en": "Stiff joints", "code_system": "ICD-10-GM", "code": "M06.9", "kept": "on"}
    page = office.post("/office/conditions/new", given, follow=True).content.decode()
    assert "ICD-10-GM M06.9" in page
    row = Condition.objects.get()
    says(world.ruth, row)
    page = office.post(
        f"/office/conditions/{row.pk}", {"name_en": "Stiff joints"}, follow=True
    ).content.decode()
    assert "not offered any more" in page
    assert office.post("/office/conditions/new", {}).status_code == 422
    assert office.get("/office/conditions/999999").status_code == 404
