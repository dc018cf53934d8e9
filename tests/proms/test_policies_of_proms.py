"""Answers, scores, lists and drafts: the room and the vault give them to the same people, each alone."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import Model
from django.db.utils import ProgrammingError
from django.utils import timezone

from members.models import Grant, RoleHolding, Ticket
from po_platform.access.actor import (
    Actor,
    Anonymous,
    Bearer,
    Hat,
    Purpose,
    System,
    acting_as,
)
from po_platform.kit.crypto import secret_hash
from proms.models import Assignment, Response, Score
from questionnaires.actions import save_draft
from questionnaires.models import Draft
from tests.database import become, connect_as
from tests.members.sharing_steps import share
from tests.personas import World
from tests.proms.path import asked_by, on_her_list, put_in, put_weekly_in_use, send, use
from tests.questionnaires.forms import choice, questionnaire

pytestmark = pytest.mark.django_db(transaction=True)
SENT: tuple[type[Model], ...] = (Assignment, Response, Score)
ALL: tuple[type[Model], ...] = (*SENT, Draft)
Seen = dict[type[Model], int]


@pytest.fixture
def answered(world: World) -> Assignment:
    """Ruth sent answers and began others; Gerd has his own, so that there is something to mix up."""
    weekly = put_weekly_in_use(world)
    send(world.ruth, on_her_list(world.ruth, weekly))
    send(world.gerd, on_her_list(world.gerd, weekly))
    begun = on_her_list(world.ruth, weekly)
    actor = world.ruth.actor()
    with acting_as(actor):
        save_draft(actor=actor, about="x", version=begun.version, answers={"q1": 1}, missing={})
    return begun


def by_the_vault(actor: Actor) -> Seen:
    """How many rows raw SQL as the web role gives this actor."""
    found: Seen = {}
    with acting_as(actor), connection.cursor() as cursor:
        for model in ALL:
            cursor.execute(f"select count(*) from {model._meta.db_table}")
            found[model] = cursor.fetchone()[0]
    return found


def by_the_room(actor: Actor) -> Seen:
    """What the policies give, asked as the tables' owner, for whom the vault stands open."""
    become("owner")
    try:
        with acting_as(actor):
            managers: list[Any] = [model._default_manager for model in ALL]
            return {m.model: m.visible_to(actor).count() for m in managers}
    finally:
        become("app")


def both(actor: Actor) -> Seen:
    """The same from both walls, or the test ends here."""
    room, vault = by_the_room(actor), by_the_vault(actor)
    assert room == vault
    return vault


def as_owner(sql: str, *values: Any) -> None:
    with connect_as("owner") as owner, owner.cursor() as cursor:
        cursor.execute(sql, values)
    owner.close()


NOTHING: Seen = dict.fromkeys(ALL, 0)
RUTHS: Seen = {Assignment: 2, Response: 1, Score: 5, Draft: 1}
SHARED: Seen = {**RUTHS, Draft: 0}
LISTED: Seen = {**NOTHING, Assignment: 2}


def test_the_person_herself_sees_her_rows_and_others_see_none(
    world: World, answered: Assignment
) -> None:
    assert both(world.ruth.actor()) == RUTHS
    assert both(Anonymous()) == NOTHING
    for name, persona in world.people.items():
        if name not in ("ruth", "gerd"):
            assert both(persona.actor()) == NOTHING, name


def _set(assignment: str) -> Callable[[Grant], None]:
    return lambda grant: as_owner(f"update members_grant set {assignment} where id = %s", grant.pk)


def _no_clinician(grant: Grant) -> None:
    RoleHolding.objects.filter(role=Hat.CLINICIAN).update(ends_at=timezone.now())


FLIPS: dict[str, Callable[[Grant], None]] = {
    "another scope": _set("scope = array['identity']"),
    "no scope": _set("scope = '{}'"),
    "ended": _set("ended_by_id = decision_id"),
    "not yet begun": _set("starts_at = now() + interval '1 minute'"),
    "run out": _set("ends_at = now() - interval '1 second'"),
    "another account": _set("grantee_id = grantee_id + 1000"),
    "for nobody": _set("grantee_kind = 'nobody', grantee_id = null"),
    "of another subject": _set(f"subject_id = '{uuid4()}'"),
    "no clinician any more": _no_clinician,
}


@pytest.mark.parametrize("flip", FLIPS)
def test_with_one_condition_missing_a_clinician_sees_nothing(
    world: World, answered: Assignment, flip: str
) -> None:
    grant = share(world.ruth, world.nasser)
    assert both(world.nasser.actor()) == SHARED
    FLIPS[flip](grant)
    assert both(world.nasser.actor()) == NOTHING


def test_without_a_second_factor_a_clinician_sees_nothing(
    world: World, answered: Assignment
) -> None:
    share(world.ruth, world.nasser)
    weak = dataclasses.replace(world.nasser.actor(), strong=False)
    assert both(weak) == NOTHING


def test_a_clinic_sees_what_is_shared_with_it(world: World, answered: Assignment) -> None:
    share(world.ruth, world.oduya, clinic_id=world.clinic.pk)
    assert both(world.oduya.actor()) == SHARED
    assert both(world.nasser.actor()) == NOTHING


@pytest.mark.parametrize(
    ("purpose", "seen"),
    [
        (Purpose.ASSIGN, LISTED),
        (Purpose.REMIND, LISTED),
        (Purpose.EXPORT, RUTHS),
        (Purpose.DELIVER, NOTHING),
        (Purpose.OPERATE, NOTHING),
    ],
)
def test_a_purpose_opens_only_what_it_is_for(
    world: World, answered: Assignment, purpose: Purpose, seen: Seen
) -> None:
    actor = System(purpose, world.ruth.subject)
    room = by_the_room(actor)
    assert room == seen
    # The vault opens kinds of rows, the policy says which of them: never less than the room.
    assert all(by_the_vault(actor)[model] >= count for model, count in room.items())
    assert by_the_vault(System(purpose)) == NOTHING


def ticket(world: World, about: str, ref: str = "") -> Bearer:
    actor = world.ruth.actor()
    with acting_as(actor):
        made = Ticket.objects.create(
            secret_hash=secret_hash(f"{about} {ref}"),
            about=about,
            subject_id=actor.subject_id,
            object_ref=ref,
            expires_at=timezone.now() + timedelta(days=1),
        )
    return Bearer(made.pk, about, actor.subject_id, ref)


def test_only_a_ticket_for_answering_opens_the_one_form_it_names(
    world: World, answered: Assignment
) -> None:
    assert both(ticket(world, "answer", str(answered.pk))) == NOTHING | {Assignment: 1}
    assert both(ticket(world, "answer")) == NOTHING
    assert both(ticket(world, "care", str(answered.pk))) == NOTHING
    assert both(ticket(world, "other", str(answered.pk))) == NOTHING


def test_a_ticket_opens_no_form_of_somebody_else(world: World, answered: Assignment) -> None:
    gerds = on_her_list(world.gerd, answered.instrument)
    assert both(ticket(world, "answer", str(gerds.pk))) == NOTHING


@pytest.mark.parametrize("over", ["used_at", "withdrawn_at", "expires_at"])
def test_a_ticket_that_is_over_opens_nothing(world: World, answered: Assignment, over: str) -> None:
    bearer = ticket(world, "answer", str(answered.pk))
    before = timezone.now() - timedelta(seconds=1)
    as_owner(f"update members_ticket set {over} = %s where id = %s", before, bearer.ticket_id)
    with acting_as(bearer):
        assert by_the_vault(bearer) == NOTHING


# ---------- What nobody may write ----------


def test_a_clinician_adds_to_a_list_and_changes_nothing_on_it(
    world: World, answered: Assignment
) -> None:
    share(world.ruth, world.nasser)
    another = use(world, put_in(world, questionnaire(choice("a", "x"), title="Another")))
    asked = asked_by(world.nasser, world.ruth, another)
    with acting_as(world.nasser.actor()), connection.cursor() as cursor:
        cursor.execute("update proms_assignment set state = 'withdrawn'")
        assert cursor.rowcount == 0
    assert asked.state == "open"


def test_without_a_grant_nothing_is_put_on_somebodys_list(
    world: World, answered: Assignment
) -> None:
    row = Assignment(
        subject_id=world.ruth.subject,
        instrument=answered.instrument,
        version=answered.version,
        asked_by="clinician",
    )
    with (
        pytest.raises(ProgrammingError, match="row-level security"),
        acting_as(world.nasser.actor()),
    ):
        row.save()


@pytest.mark.parametrize(
    "statement",
    [
        "update proms_response set answers = '{}'",
        "update proms_response set authored_at = now()",
        "update proms_score set value = 0",
        "delete from proms_score",
    ],
)
def test_what_was_sent_cannot_be_changed_even_by_its_person(
    world: World, answered: Assignment, statement: str
) -> None:
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        acting_as(world.ruth.actor()),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.parametrize("table", ["proms_response", "proms_assignment"])
def test_rows_do_not_disappear(world: World, answered: Assignment, table: str) -> None:
    with acting_as(world.ruth.actor()), connection.cursor() as cursor:
        cursor.execute(f"delete from {table}")
        assert cursor.rowcount == 0


def test_a_grantee_takes_nothing_back(world: World, answered: Assignment) -> None:
    share(world.ruth, world.nasser)
    with acting_as(world.nasser.actor()), connection.cursor() as cursor:
        cursor.execute("update proms_response set withdrawn_at = now()")
        assert cursor.rowcount == 0


def test_nobody_sends_in_somebody_elses_name(world: World, answered: Assignment) -> None:
    actor = world.ruth.actor()
    with acting_as(actor):
        row = Response.objects.visible_to(actor).get()
    row.pk, row.ref, row.client_ref = None, uuid4(), uuid4()
    share(world.ruth, world.nasser)
    for persona in (world.gerd, world.nasser):
        with (
            pytest.raises(ProgrammingError, match="row-level security"),
            acting_as(persona.actor()),
        ):
            row.save(force_insert=True)
