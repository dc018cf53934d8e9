"""What a helper's ticks open, by the policies, by the vault and by a list of our own."""

from __future__ import annotations

from collections.abc import Iterator
from http.cookies import SimpleCookie
from itertools import combinations
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Model, Q
from django.db.utils import ProgrammingError
from django.test import Client

from education.models import Enrolment, IfThenPlan, StepState
from members.helping import KEY
from members.models import CallRequest, Decision, Grant, Identity, Ticket
from po_platform.access.actor import SignedIn, Tick, acting_as
from po_platform.access.policy import Policy
from po_platform.access.routes import all_routes
from proms.models import Assignment, OwnList, Response, Score, Visit
from proms.on_start_pages import waiting
from questionnaires.models import Draft
from tests.access.test_each_wall_alone import bytes_of, reaches_health
from tests.access.walk import address_of, client_for
from tests.access.world_members import help_with
from tests.access.world_of_ruth import ALL, DRAFTED, SENT, arguments, furnish
from tests.database import become, connect_as
from tests.members.helper_steps import acting
from tests.members.proxy_steps import proxy_for, second_office
from tests.personas import World, build_world

MODELS: dict[type[Model], frozenset[Tick]] = {
    Assignment: frozenset({Tick.ANSWER, Tick.SUMMARY}),
    Response: frozenset({Tick.SUMMARY}),
    Score: frozenset({Tick.SUMMARY}),
    Draft: frozenset({Tick.ANSWER}),
    CallRequest: frozenset({Tick.ARRANGE}),
    **dict.fromkeys((Grant, Decision, Ticket, Identity, Visit, OwnList), frozenset()),
    **dict.fromkeys((Enrolment, StepState, IfThenPlan), frozenset()),
}
SUBSETS = [frozenset(some) for size in range(1, 5) for some in combinations(Tick, size)]


def by_the_vault(actor: SignedIn, model: type[Model]) -> set[int]:
    with acting_as(actor), connection.cursor() as cursor:
        cursor.execute(f"select id from {model._meta.db_table}")
        return {row[0] for row in cursor.fetchall()}


def by_the_policy(actor: SignedIn, model: type[Model], owner: Any) -> set[int]:
    """The policy's own filter, compiled, run where row-level security stands open."""
    with acting_as(actor):
        rows = model._default_manager.visible_to(actor)  # type: ignore[attr-defined]  # protected
        try:
            sql, values = rows.values("pk").query.sql_with_params()
        except Exception:  # a filter that matches nothing has no SQL
            return set()
    with owner.cursor() as cursor:
        cursor.execute(sql, values)
        return {row[0] for row in cursor.fetchall()}


@pytest.fixture
def owner(db: None) -> Iterator[Any]:
    connected = connect_as("owner")
    connected.autocommit = True
    yield connected
    connected.close()


def ruths_rows(owner: Any, world: World) -> dict[type[Model], set[int]]:
    """Every row about Ruth, past every rule."""
    found: dict[type[Model], set[int]] = {}
    for model in MODELS:
        names = {field.name for field in model._meta.fields}
        column = "subject_id" if "subject_id" in names else "person_id"
        value = str(world.ruth.subject) if column == "subject_id" else world.ruth.person.pk
        with owner.cursor() as cursor:
            cursor.execute(f"select id from {model._meta.db_table} where {column} = %s", [value])
            found[model] = {row[0] for row in cursor.fetchall()}
    return found


@pytest.mark.django_db(transaction=True)
def test_policy_vault_and_list_agree_for_every_set_of_ticks(world: World, owner: Any) -> None:
    furnish(world)
    everything = ruths_rows(owner, world)
    assert all(everything.values())
    grant = help_with(world, *Tick)
    for ticks in SUBSETS:
        with owner.cursor() as cursor:
            scope = [tick.value for tick in ticks]
            cursor.execute("update members_grant set scope = %s where id = %s", [scope, grant.pk])
        actor = acting(world.helper, grant)
        assert actor is not None
        for model, opening in MODELS.items():
            expected = everything[model] if opening & ticks else set()
            assert by_the_vault(actor, model) == expected, (model.__name__, ticks)
            assert by_the_policy(actor, model, owner) == expected, (model.__name__, ticks)


# ---------- From a granted world, one condition broken at a time ----------

BROKEN = {
    "ended": "update members_grant set ended_by_id = decision_id where id = %(grant)s",
    "to somebody else": "update members_grant set grantee_id = 0 where id = %(grant)s",
    "to a clinic": "update members_grant set grantee_kind = 'clinic' where id = %(grant)s",
    "for another purpose": "update members_grant set purpose = 'care' where id = %(grant)s",
    "begins later": "update members_grant set starts_at = now() + interval '1 day' where id = %(grant)s",
    "over": "update members_grant set ends_at = now() - interval '1 second' where id = %(grant)s",
    "she left": "update members_person set state = 'left' where id = %(ruth)s",
    "she died": "update members_person set state = 'deceased' where id = %(ruth)s",
    "the helper left": "update members_person set state = 'left' where id = %(helper)s",
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("broken", BROKEN)
def test_one_condition_less_and_nothing_opens(world: World, owner: Any, broken: str) -> None:
    furnish(world)
    grant = help_with(world, *Tick)
    actor = acting(world.helper, grant)
    assert actor is not None
    assert by_the_vault(actor, Response)
    with owner.cursor() as cursor:
        cursor.execute(
            BROKEN[broken],
            {"grant": grant.pk, "ruth": world.ruth.person.pk, "helper": world.helper.person.pk},
        )
    if broken != "the helper left":  # who left does not even come in
        assert acting(world.helper, grant) is None
    for model in MODELS:
        assert by_the_vault(actor, model) == set(), model.__name__


@pytest.mark.django_db(transaction=True)
def test_a_stranger_who_names_the_grant_acts_for_nobody(world: World) -> None:
    furnish(world)
    grant = help_with(world, *Tick)
    assert acting(world.gerd, grant) is None


WRITES = {
    "a score for Ruth": (
        "insert into proms_score (response_id, subject_id, spec_id, scale, value, state,"
        " n_answered, n_items, authored_at) select response_id, subject_id, spec_id, 'x', 1, 'ok',"
        " 1, 1, now() from proms_score limit 1"
    ),
    "a grant of Ruth's": (
        "insert into members_grant (subject_id, purpose, grantee_kind, grantee_id, scope,"
        " decision_id) values (%(ruth)s, 'care', 'account', 1, '{proms}', 1)"
    ),
    "a decision of Ruth's": (
        "insert into members_decision (subject_id, purpose, answer, rendered, rendered_sha256,"
        " language, way, consequence, hat) values (%(ruth)s, 'care', 'yes', '', '', 'en',"
        " 'screen', '', '')"
    ),
    "something on Ruth's list": (
        "insert into proms_assignment (ref, subject_id, instrument_id, version_id, state,"
        " asked_by, round_key) select gen_random_uuid(), subject_id, instrument_id, version_id,"
        " 'open', 'organisation', 'x' from proms_assignment limit 1"
    ),
    "answers as if Ruth gave them": (
        "insert into proms_response (ref, subject_id, client_ref, assignment_id, instrument_id,"
        " version_id, translation_id, answers, missing, given_by, way, n_asked, n_answered)"
        " select gen_random_uuid(), a.subject_id, gen_random_uuid(), a.id, a.instrument_id,"
        " a.version_id, t.id, '{}', '{}', 'self', 'screen', 1, 1 from proms_assignment a"
        " join questionnaires_translation t on t.version_id = a.version_id limit 1"
    ),
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("what", WRITES)
def test_with_every_tick_the_vault_still_refuses(world: World, what: str) -> None:
    furnish(world)
    actor = acting(world.helper, help_with(world, *Tick))
    assert actor is not None
    values = {"ruth": str(world.ruth.subject)}
    with (
        pytest.raises(ProgrammingError, match="row-level security"),
        acting_as(actor),
        connection.cursor() as cursor,
    ):
        cursor.execute(WRITES[what], values)


@pytest.mark.django_db(transaction=True)
def test_taking_back_what_ruth_sent_moves_no_row_of_a_helper_who_only_answers(
    world: World,
) -> None:
    furnish(world)
    actor = acting(world.helper, help_with(world, Tick.ANSWER))
    assert actor is not None
    with acting_as(actor), connection.cursor() as cursor:
        cursor.execute("update proms_response set withdrawn_at = now()")
        assert cursor.rowcount == 0


# ---------- Every health route, each wall alone, with a helper at work ----------

MAY_RECEIVE = {
    frozenset({Tick.REMIND}): (),
    frozenset({Tick.ANSWER}): (DRAFTED,),
    frozenset({Tick.SUMMARY, Tick.ARRANGE}): (SENT,),
}


def leaks(world: World, ticks: frozenset[Tick], grant: Grant | None = None) -> list[str]:
    own = arguments(world)
    grant = grant or help_with(world, *ticks)
    assert acting(world.helper, grant) is not None, "a walk that acts for nobody finds nothing"
    client = _acting_client(world, grant)
    signed_in = client.cookies.output(header="")
    found = []
    for route in [route for route in all_routes() if reaches_health(route)]:
        for method in ("get", "post"):
            undo = transaction.savepoint()
            client.cookies = SimpleCookie(signed_in)
            try:
                response = getattr(client, method)(address_of(route, own))
                body = bytes_of(response)
                assert response.status_code < 500, f"{method} {route.path}"
                found += [
                    f"{method} {route.path}: {canary}"
                    for canary in ALL
                    if canary.encode() in body and canary not in MAY_RECEIVE.get(ticks, ())
                ]
            finally:
                transaction.savepoint_rollback(undo)
    return found


def _acting_client(world: World, grant: Grant) -> Client:
    client = client_for(world.helper, fresh=True)
    session = client.session
    session[KEY] = grant.pk
    session.save()
    return client


@pytest.mark.django_db
@pytest.mark.parametrize("ticks", MAY_RECEIVE)
def test_the_vault_alone_keeps_a_helper_to_her_ticks(
    world: World, monkeypatch: pytest.MonkeyPatch, ticks: frozenset[Tick]
) -> None:
    furnish(world)
    own = arguments(world)
    monkeypatch.setattr(Policy, "rows", lambda self, actor: Q())
    monkeypatch.setattr("tests.access.test_helpers_and_walls.arguments", lambda world: own)
    assert leaks(world, ticks) == []


def _by_law(world: World) -> Grant:
    """The helper acts by law for a child of hers, who is not Ruth."""
    return Grant(pk=proxy_for(world, world.helper, second_office()))


@pytest.mark.django_db
def test_the_vault_alone_keeps_who_acts_by_law_to_her_child(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    furnish(world)
    own, grant = arguments(world), _by_law(world)
    monkeypatch.setattr(Policy, "rows", lambda self, actor: Q())
    monkeypatch.setattr("tests.access.test_helpers_and_walls.arguments", lambda world: own)
    assert leaks(world, frozenset(), grant) == []


@pytest.fixture
def vault_open(django_db_setup: None, request: pytest.FixtureRequest) -> Iterator[None]:
    become("owner")
    request.getfixturevalue("db")
    yield
    become("app")


@pytest.mark.parametrize("ticks", MAY_RECEIVE)
def test_the_policies_alone_keep_a_helper_to_her_ticks(
    vault_open: None, ticks: frozenset[Tick]
) -> None:
    world = build_world()
    furnish(world)
    assert leaks(world, ticks) == []


def test_the_pages_alone_tell_a_helper_nobody_who_reads_the_answers(vault_open: None) -> None:
    world = build_world()
    furnish(world)
    helping = acting(world.helper, help_with(world, Tick.ANSWER))
    assert helping is not None
    with acting_as(helping):
        found = waiting(helping, {"quiet": None, "readers": ["Dr Somebody"]})
    assert found and all(one.who_sees == "" for one in found)


def test_the_policies_alone_keep_who_acts_by_law_to_her_child(vault_open: None) -> None:
    world = build_world()
    furnish(world)
    assert leaks(world, frozenset(), _by_law(world)) == []
