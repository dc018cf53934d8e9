"""The third wall by itself: Postgres gives health rows only to whom they belong."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from members.models import Decision, Grant
from po_platform.access.actor import Anonymous, acting_as
from tests.personas import Persona, World


def give_grant(giver: Persona, to: Persona, *scope: str) -> Grant:
    """A living grant, with the decision it needs."""
    with acting_as(giver.actor()):
        decision = Decision.objects.create(
            subject_id=giver.subject,
            purpose="care",
            answer="yes",
            rendered="I share this.",
            rendered_sha256="0" * 64,
            language="en",
        )
        return Grant.objects.create(
            subject_id=giver.subject,
            purpose="care",
            grantee_kind="account",
            grantee_id=to.account.pk,
            scope=list(scope),
            decision=decision,
        )


def rows_seen(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"select count(*) from {table}")
        return int(cursor.fetchone()[0])


@pytest.mark.django_db(transaction=True)
def test_without_an_actor_raw_sql_returns_no_row(world: World) -> None:
    give_grant(world.ruth, world.nasser, "proms")
    assert rows_seen("members_grant") == 0
    with acting_as(Anonymous()):
        assert rows_seen("members_decision") == 0


@pytest.mark.django_db(transaction=True)
def test_the_giver_and_the_grantee_see_a_grant_and_nobody_else(world: World) -> None:
    give_grant(world.ruth, world.nasser, "proms")
    seen = {}
    for name, persona in world.people.items():
        with acting_as(persona.actor()):
            seen[name] = rows_seen("members_grant")
    assert {name for name, count in seen.items() if count} == {"ruth", "nasser"}


@pytest.mark.django_db(transaction=True)
def test_a_grant_for_somebody_else_cannot_be_written(world: World) -> None:
    grant = give_grant(world.ruth, world.nasser, "proms")
    with pytest.raises(ProgrammingError, match="row-level security"), acting_as(world.gerd.actor()):
        Grant.objects.create(
            subject_id=world.ruth.subject,
            purpose="care",
            grantee_kind="account",
            grantee_id=world.gerd.account.pk,
            scope=["proms"],
            decision_id=grant.decision_id,
        )


@pytest.mark.django_db(transaction=True)
def test_the_setting_is_gone_after_the_transaction(world: World) -> None:
    with acting_as(world.ruth.actor()):
        pass
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select current_setting('po.account', true)")
        assert cursor.fetchone()[0] in ("", None)


@pytest.mark.django_db(transaction=True)
def test_the_web_role_cannot_read_the_link_between_person_and_subject(world: World) -> None:
    with acting_as(world.ruth.actor()):
        assert rows_seen("members_subjectlink") == 0
