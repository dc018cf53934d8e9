"""A grant opens exactly what it says, to exactly whom, while it lives: the room and the vault agree."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.db.models import Model
from django.db.utils import ProgrammingError
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.models import Read
from members.actions.identity import correct_identity
from members.identity import Known
from members.models import (
    Clinic,
    ClinicMembership,
    Decision,
    Grant,
    Identity,
    PersonKey,
    RoleHolding,
    Ticket,
)
from members.policies import granted
from po_platform.access.actor import (
    Actor,
    Anonymous,
    Bearer,
    Hat,
    Purpose,
    SignedIn,
    System,
    acting_as,
)
from tests.database import connect_as
from tests.members.sharing_steps import make_code, share
from tests.personas import World

pytestmark = pytest.mark.django_db(transaction=True)


# ---------- Each wall by itself ----------


@pytest.fixture(scope="module", autouse=True)
def owner(django_db_setup: None) -> Iterator[None]:
    """A connection of the tables' owner, for whom row-level security stands open."""
    global _owner
    _owner = connect_as("owner")
    _owner.autocommit = True
    yield
    _owner.close()


_owner: Any = None


def as_owner(sql: str, *values: Any) -> list[Any]:
    """Past every rule: to put the world into a state no page would make, or to see all rows."""
    with _owner.cursor() as cursor:
        cursor.execute(sql, values)
        return [row[0] for row in cursor.fetchall()] if cursor.description else []


def by_the_vault(actor: Actor, model: type[Model], column: str) -> set[Any]:
    """What raw SQL as the web role gives this actor."""
    with acting_as(actor), connection.cursor() as cursor:
        cursor.execute(f"select {column} from {model._meta.db_table}")
        return {row[0] for row in cursor.fetchall()}


def by_the_room(actor: Actor, model: Any, column: str) -> set[Any]:
    """What the policy's own SQL gives where the vault stands open."""
    with acting_as(actor):
        rows = model.objects.visible_to(actor).values_list(column, flat=True)
        if rows.query.is_empty():
            return set()
        sql, values = rows.query.sql_with_params()
    return set(as_owner(sql, *values))


def both(actor: Actor, model: Any, column: str = "id") -> set[Any]:
    """The same answer from both walls, or the test ends here."""
    room, vault = by_the_room(actor, model, column), by_the_vault(actor, model, column)
    assert room == vault, f"{model.__name__}: policy {room}, vault {vault}"
    return vault


# ---------- One condition at a time ----------


def _set(assignment: str) -> Callable[[World, Grant], Any]:
    return lambda world, grant: as_owner(
        f"update members_grant set {assignment} where id = %s", grant.pk
    )


def _other_account(world: World, grant: Grant) -> None:
    as_owner(
        "update members_grant set grantee_id = %s where id = %s", world.gerd.account.pk, grant.pk
    )


def _ended(world: World, grant: Grant) -> None:
    as_owner("update members_grant set ended_by_id = decision_id where id = %s", grant.pk)


def _left_the_clinic(world: World, grant: Grant) -> None:
    ClinicMembership.objects.filter(account=world.oduya.account).update(left_at=timezone.now())


def _another_clinic(world: World, grant: Grant) -> None:
    as_owner("update members_grant set grantee_id = grantee_id + 1 where id = %s", grant.pk)


def _no_clinician_any_more(world: World, grant: Grant) -> None:
    RoleHolding.objects.filter(role=Hat.CLINICIAN).update(ends_at=timezone.now())


FLIPS: dict[str, Callable[[World, Grant], Any]] = {
    "another account": _other_account,
    "a clinic with the number of the account": _set("grantee_kind = 'clinic'"),
    "ended": _ended,
    "not yet begun": _set("starts_at = now() + interval '1 minute'"),
    "run out": _set("ends_at = now() - interval '1 second'"),
    "for nobody": _set("grantee_kind = 'nobody', grantee_id = null"),
    "no clinician any more": _no_clinician_any_more,
}
CLINIC_FLIPS = {
    **{name: flip for name, flip in FLIPS.items() if "account" not in name},
    "left the clinic": _left_the_clinic,
    "another clinic": _another_clinic,
    "an account with the number of the clinic": _set("grantee_kind = 'account'"),
}


def opened(actor: SignedIn, scope: str) -> set[UUID]:
    """Whose rows of one kind stand open: the same from `granted` and from visible_subjects."""
    with acting_as(actor), connection.cursor() as cursor:
        cursor.execute("select unnest(visible_subjects(%s))", [scope])
        vault = {row[0] for row in cursor.fetchall()} - {actor.subject_id}
    ground = granted(scope)(actor)
    if ground is None:
        assert vault == set()
        return vault
    rows = Decision.objects.filter(ground).values_list("subject_id", flat=True)
    sql, values = rows.query.sql_with_params()
    assert set(as_owner(sql, *values)) == vault
    return vault


@pytest.mark.parametrize("flip", FLIPS)
def test_with_one_condition_missing_a_clinician_sees_nothing(world: World, flip: str) -> None:
    grant = share(world.ruth, world.nasser)
    with_identity(world)
    assert both(world.nasser.actor(), Grant) == {grant.pk}
    assert len(both(world.nasser.actor(), Identity)) == 1
    assert opened(world.nasser.actor(), "proms") == {world.ruth.subject}
    FLIPS[flip](world, grant)
    assert opened(world.nasser.actor(), "proms") == set()
    assert both(world.nasser.actor(), Grant) == set()
    assert both(world.nasser.actor(), Identity) == set()
    assert both(world.nasser.actor(), PersonKey) == set()


@pytest.mark.parametrize("flip", CLINIC_FLIPS)
def test_with_one_condition_missing_a_clinic_sees_nothing(world: World, flip: str) -> None:
    grant = share(world.ruth, world.oduya, clinic_id=world.clinic.pk)
    assert both(world.oduya.actor(), Grant) == {grant.pk}
    CLINIC_FLIPS[flip](world, grant)
    assert both(world.oduya.actor(), Grant) == set()


def test_a_clinician_elsewhere_sees_nothing_of_a_clinic(world: World) -> None:
    share(world.ruth, world.oduya, clinic_id=world.clinic.pk)
    assert both(world.nasser.actor(), Grant) == set()


@pytest.mark.parametrize("purpose", ["care", "registry"])
def test_without_a_second_factor_nothing_is_open(world: World, purpose: str) -> None:
    grant = share(world.ruth, world.nasser)
    with_identity(world)
    as_owner("update members_grant set purpose = %s where id = %s", purpose, grant.pk)
    strong = world.nasser.actor()
    assert opened(strong, "proms") == {world.ruth.subject}
    weak = dataclasses.replace(strong, strong=False)
    assert opened(weak, "proms") == set()
    for model in (Grant, Identity, PersonKey):
        assert both(weak, model) == set()


@pytest.mark.parametrize("scope", [["proms"], ["identity"], []])
def test_a_grant_opens_its_scopes_and_no_others(world: World, scope: list[str]) -> None:
    grant = share(world.ruth, world.nasser)
    with_identity(world)
    as_owner("update members_grant set scope = %s where id = %s", scope, grant.pk)
    actor = world.nasser.actor()
    assert both(actor, Grant) == {grant.pk}
    assert opened(actor, "proms") == ({world.ruth.subject} if "proms" in scope else set())
    assert len(both(actor, Identity)) == len(both(actor, PersonKey)) == ("identity" in scope)


def test_before_the_grant_and_after_its_end_nothing_is_there(world: World) -> None:
    with_identity(world)
    models = (Grant, Decision, Ticket, Identity, PersonKey, Read)
    make_code(world.ruth)
    assert [both(world.nasser.actor(), model) for model in models] == [set()] * len(models)
    grant = share(world.ruth, world.nasser)
    assert both(world.nasser.actor(), Grant) == {grant.pk}
    _ended(world, grant)
    assert [both(world.nasser.actor(), model) for model in models] == [set()] * len(models)


def with_identity(world: World) -> None:
    actor = world.ruth.actor()
    with acting_as(actor):
        correct_identity(
            actor=actor, person_id=actor.person_id, known=Known(real_name="Ruth Ellison")
        )


# ---------- What a grantee may not do ----------


@pytest.mark.parametrize(
    "statement",
    [
        "update members_grant set ends_at = null",
        "update members_grant set scope = array['proms', 'identity', 'drafts']",
        "delete from members_grant",
    ],
)
def test_a_grantee_cannot_widen_or_remove_a_grant(world: World, statement: str) -> None:
    share(world.ruth, world.nasser)
    with acting_as(world.nasser.actor()), connection.cursor() as cursor:
        cursor.execute(statement)
        assert cursor.rowcount == 0


def test_decisions_only_grow(world: World) -> None:
    make_code(world.ruth)
    for statement in ("update members_decision set answer = 'no'", "delete from members_decision"):
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            acting_as(world.ruth.actor()),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


# ---------- What the holder of a code may do ----------


def holder(world: World) -> tuple[Bearer, Ticket]:
    """Somebody with Ruth's second code in her hand."""
    share(world.ruth, world.nasser)
    make_code(world.ruth)
    _code, ticket = make_code(world.ruth)
    return Bearer(ticket.pk, "care", world.ruth.subject, ticket.object_ref), ticket


def test_a_code_shows_its_own_ticket_and_nothing_else(world: World) -> None:
    bearer, ticket = holder(world)
    with_identity(world)
    assert both(bearer, Ticket) == {ticket.pk}
    for model in (Grant, Decision, Identity, PersonKey, Read):
        assert both(bearer, model) == set()


TICKET_FLIPS = {
    "used": "used_at = now()",
    "taken back": "withdrawn_at = now()",
    "too old": "expires_at = now()",
}


@pytest.mark.parametrize("flip", TICKET_FLIPS)
def test_a_code_that_does_not_live_shows_nothing(world: World, flip: str) -> None:
    bearer, ticket = holder(world)
    as_owner(f"update members_ticket set {TICKET_FLIPS[flip]} where id = %s", ticket.pk)
    assert both(bearer, Ticket) == set()
    with connection.cursor() as cursor:
        cursor.execute("select id from find_ticket(%s)", [bytes(ticket.secret_hash)])
        assert cursor.fetchone() is None


def grant_row(world: World, bearer: Bearer, **fields: Any) -> Grant:
    return Grant(
        **{
            "subject_id": world.ruth.subject,
            "purpose": "care",
            "grantee_kind": "account",
            "grantee_id": world.oduya.account.pk,
            "scope": ["proms"],
            "decision_id": int(bearer.object_ref),
        }
        | fields
    )


def test_a_code_makes_the_grant_its_decision_speaks_of_and_no_other(world: World) -> None:
    bearer, _ticket = holder(world)
    with acting_as(bearer):
        grant_row(world, bearer).save()
    other = int(bearer.object_ref) - 1
    for wrong in ({"decision_id": other}, {"subject_id": world.gerd.subject}):
        with pytest.raises(ProgrammingError, match="row-level security"), acting_as(bearer):
            grant_row(world, bearer, **wrong).save()


def test_a_code_neither_decides_nor_changes_nor_makes_codes(world: World) -> None:
    bearer, ticket = holder(world)
    with acting_as(bearer), connection.cursor() as cursor:
        cursor.execute("update members_grant set scope = array['proms', 'drafts']")
        assert cursor.rowcount == 0
    with pytest.raises(ProgrammingError, match="row-level security"), acting_as(bearer):
        Decision.objects.create(
            subject_id=world.ruth.subject,
            purpose="care",
            answer="yes",
            rendered="x",
            rendered_sha256="0" * 64,
            language="en",
        )
    with pytest.raises(ProgrammingError, match="row-level security"), acting_as(bearer):
        Ticket.objects.create(
            secret_hash=b"x",
            about="care",
            subject_id=world.ruth.subject,
            expires_at=ticket.expires_at,
        )


# ---------- The policy, the vault and plain Python agree about any world ----------

GRANTEES = ["nasser", "oduya", "gerd", "clinic", "clinic with the number of nasser", "nobody"]


def mostly(usual: Any, *rare: Any) -> Any:
    """Worlds in which something is shared are the interesting ones."""
    return st.sampled_from([usual] * 4 + list(rare))


@st.composite
def grants(draw: Any) -> dict[str, Any]:
    return {
        "giver": draw(st.sampled_from(["ruth", "gerd"])),
        "to": draw(st.sampled_from(GRANTEES)),
        "purpose": draw(st.sampled_from(["care", "registry"])),
        "scope": draw(mostly(["proms", "identity"], ["proms"], ["identity"], [])),
        "starts": draw(mostly(-3, 1)),  # hours from now
        "ends": draw(mostly(2, None, -2)),
        "ended": draw(mostly(False, True)),
    }


@st.composite
def worlds(draw: Any) -> dict[str, Any]:
    return {
        "grants": draw(st.lists(grants(), max_size=5)),
        "oduya_left": draw(mostly(False, True)),
        "role_ended": draw(mostly(None, "nasser", "oduya")),
        "strong": draw(mostly(True, False)),
    }


def lives(spec: dict[str, Any]) -> bool:
    return spec["starts"] < 0 and (spec["ends"] is None or spec["ends"] > 0) and not spec["ended"]


def opens_to(name: str, spec: dict[str, Any], made: dict[str, Any]) -> bool:
    """The oracle: what the rule says, in loops and ifs."""
    if name not in ("nasser", "oduya") or not made["strong"] or not lives(spec):
        return False
    if spec["purpose"] == "care" and made["role_ended"] == name:
        return False
    if spec["to"] == "clinic":
        return name == "oduya" and not made["oduya_left"]
    return bool(spec["to"] == name)


@settings(
    max_examples=100,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(made=worlds())
def test_policy_vault_and_oracle_agree(world: World, made: dict[str, Any]) -> None:
    for persona in (world.ruth, world.gerd):
        with acting_as(persona.actor()):
            correct_identity(
                actor=persona.actor(),
                person_id=persona.person.pk,
                known=Known(real_name=persona.name),
            )
    as_owner("truncate members_grant, members_grantevent, members_decision cascade")
    twins(world)
    at_work = ClinicMembership.objects.filter(account=world.oduya.account, clinic=world.clinic)
    at_work.update(left_at=timezone.now() if made["oduya_left"] else None)
    RoleHolding.objects.filter(role=Hat.CLINICIAN).update(ends_at=None)
    if made["role_ended"]:
        ended = world.people[made["role_ended"]].account
        RoleHolding.objects.filter(account=ended).update(ends_at=timezone.now())
    rows = [(put(world, spec), spec) for spec in made["grants"]]
    for name in ("ruth", "gerd", "nasser", "oduya", "administrator"):
        persona = world.people[name]
        actor = dataclasses.replace(
            persona.actor(), strong=made["strong"] and name in ("nasser", "oduya")
        )
        seen = {pk for pk, spec in rows if spec["giver"] == name or opens_to(name, spec, made)}
        known = {persona.person.pk} & {world.ruth.person.pk, world.gerd.person.pk} | {
            world.people[spec["giver"]].person.pk
            for _pk, spec in rows
            if opens_to(name, spec, made) and "identity" in spec["scope"]
        }
        assert both(actor, Grant) == seen
        assert opened(actor, "proms") - {actor.subject_id} == {
            world.people[spec["giver"]].subject
            for _pk, spec in rows
            if opens_to(name, spec, made) and "proms" in spec["scope"]
        }
        assert both(actor, Identity, "person_id") == known


def twins(world: World) -> None:
    """Clinics that carry the numbers of accounts: one where nobody works, one of oduya's."""
    Clinic.objects.get_or_create(pk=world.nasser.account.pk, defaults={"name": "Empty"})
    other, _made = Clinic.objects.get_or_create(pk=world.gerd.account.pk, defaults={"name": "Two"})
    ClinicMembership.objects.get_or_create(clinic=other, account=world.oduya.account)


def put(world: World, spec: dict[str, Any]) -> int:
    """One grant as drawn, written past every rule."""
    kind, grantee = {
        "clinic": ("clinic", world.clinic.pk),
        "clinic with the number of nasser": ("clinic", world.nasser.account.pk),
        "nobody": ("nobody", None),
    }.get(spec["to"], ("account", world.people.get(spec["to"], world.gerd).account.pk))
    now = timezone.now()

    def at(hours: int | None) -> datetime | None:
        return None if hours is None else now + timedelta(hours=hours)

    subject: UUID = world.people[spec["giver"]].subject
    (decision,) = as_owner(
        "insert into members_decision (subject_id, purpose, answer, rendered, rendered_sha256,"
        " language, way, consequence, hat)"
        " values (%s, 'care', 'yes', '', '', 'en', 'screen', '', '') returning id",
        subject,
    )
    (pk,) = as_owner(
        "insert into members_grant (subject_id, purpose, grantee_kind, grantee_id, scope,"
        " starts_at, ends_at, decision_id, ended_by_id)"
        " values (%s, %s, %s, %s, %s::varchar[], %s, %s, %s, %s) returning id",
        subject,
        spec["purpose"],
        kind,
        grantee,
        spec["scope"],
        at(spec["starts"]),
        at(spec["ends"]),
        decision,
        decision if spec["ended"] else None,
    )
    return int(pk)


def test_nobody_and_the_system_without_a_subject_see_nothing(world: World) -> None:
    share(world.ruth, world.nasser)
    with_identity(world)
    for actor in (Anonymous(), System(Purpose.OPERATE), System(Purpose.REMIND)):
        for model in (Grant, Decision, Ticket, Identity, PersonKey, Read):
            assert both(actor, model) == set()


def test_an_export_sees_everything_of_its_one_person(world: World) -> None:
    grant = share(world.ruth, world.nasser)
    share(world.gerd, world.nasser)
    actor = System(Purpose.EXPORT, subject_id=world.ruth.subject, person_id=world.ruth.person.pk)
    assert both(actor, Grant) == {grant.pk}
    assert len(both(actor, Decision)) == 1
    assert len(both(actor, Ticket)) == 1
