"""Every table is declared, and what is declared health or identity stands in the vault."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models

from audit.inventory import Undeclared, holds_of, register
from po_platform.access.policy import policy_of
from po_platform.access.protected import ProtectedQuerySet

SUBJECT_COLUMNS = {"subject_id", "person_id"}


def vaulted_tables() -> set[str]:
    return {entry.table for entry in register() if entry.holds.vaulted}


def test_every_model_says_what_it_holds() -> None:
    assert len(register()) > 20


def test_a_model_that_says_nothing_is_reported() -> None:
    class Silent(models.Model):
        class Meta:
            app_label = "tests"
            managed = False

    try:
        with pytest.raises(Undeclared):
            holds_of(Silent)
    finally:
        del apps.all_models["tests"]["silent"]
        apps.clear_cache()


@pytest.mark.django_db
def test_the_tables_under_row_level_security_are_exactly_those_declared() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select relname from pg_class where relkind in ('r', 'p') and relrowsecurity"
            " and relforcerowsecurity and relnamespace = 'public'::regnamespace"
        )
        forced = {row[0] for row in cursor.fetchall()}
    assert forced == vaulted_tables()


@pytest.mark.django_db
def test_each_protected_table_decides_all_four_commands_once() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select tablename, cmd, count(*) from pg_policies"
            " where roles = '{po_app}' and permissive = 'PERMISSIVE' group by 1, 2"
        )
        found = {(table, command): count for table, command, count in cursor.fetchall()}
    wanted = {
        (table, command): 1
        for table in vaulted_tables()
        for command in ("SELECT", "INSERT", "UPDATE", "DELETE")
    }
    assert found == wanted


@pytest.mark.django_db
def test_every_policy_names_its_role_and_no_role_bypasses_the_vault() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select tablename from pg_policies where 'public' = any(roles)")
        assert cursor.fetchall() == []
        cursor.execute(
            "select rolname from pg_roles where rolname like 'po\\_%' and (rolsuper or rolbypassrls)"
        )
        assert cursor.fetchall() == []


@pytest.mark.django_db
def test_policies_ask_once_and_use_arrays() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select tablename, qual from pg_policies where roles = '{po_app}'")
        conditions = [(table, qual or "") for table, qual in cursor.fetchall()]
    bad = [
        table
        for table, qual in conditions
        if "EXISTS" in qual or "CASE" in qual or "now()" in qual.lower()
    ]
    assert bad == []


@pytest.mark.django_db
def test_definer_functions_fix_their_search_path_and_nobody_else_may_run_them() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select proname from pg_proc where pronamespace = 'public'::regnamespace"
            " and prosecdef and not exists"
            " (select 1 from unnest(proconfig) c where c like 'search_path=%')"
        )
        assert cursor.fetchall() == []
        cursor.execute(
            "select proname from pg_proc p where pronamespace = 'public'::regnamespace"
            " and prosecdef and has_function_privilege('public', p.oid, 'execute')"
        )
        assert cursor.fetchall() == []


@pytest.mark.django_db
def test_the_web_role_owns_nothing() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select current_user")
        assert cursor.fetchone() == ("po_app",)
        cursor.execute(
            "select count(*) from pg_tables where tableowner <> 'po_owner'"
            " and schemaname = 'public'"
        )
        assert cursor.fetchone() == (0,)


def test_protected_models_have_a_closed_manager_and_a_policy() -> None:
    for entry in register():
        if not entry.holds.vaulted or hasattr(entry.model, "pgh_tracked_model"):
            continue
        assert isinstance(entry.model._default_manager.all(), ProtectedQuerySet), entry.label
        assert policy_of(entry.model).model is entry.model


def test_a_health_row_carries_a_subject_or_a_person_and_never_an_account() -> None:
    for entry in register():
        if entry.holds.vaulted:
            columns = {field.column for field in entry.model._meta.concrete_fields}
            assert columns & SUBJECT_COLUMNS, entry.label


def _foreign_keys() -> list[tuple[str, Any]]:
    return [
        (f"{entry.label}.{field.name}", field)
        for entry in register()
        for field in entry.model._meta.concrete_fields
        if isinstance(field, models.ForeignKey)
    ]


def test_foreign_keys_to_health_rows_protect_them() -> None:
    vaulted = {entry.model for entry in register() if entry.holds.vaulted}
    loose = [
        name
        for name, field in _foreign_keys()
        if field.remote_field.model in vaulted
        and field.remote_field.on_delete is not models.PROTECT
        and not hasattr(field.model, "pgh_tracked_model")
    ]
    assert loose == []
