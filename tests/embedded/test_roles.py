"""The five roles: strong enough for their work, and no stronger."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import psycopg2
import pytest
from django.conf import settings

from po_platform.embedded import ROOT, credentials, postgres, roles, servers


@pytest.fixture
def host(running: servers.Servers, environ: dict[str, str]) -> Iterator[dict[str, str]]:
    """The environment of a host who prepares the database `host` on a server of her own."""
    url = _admin_url(running)
    _ask(url, "alter role po_owner nocreatedb")  # only tests need to create databases
    for name in roles.URLS.values():
        environ[name] = f"{environ[name].rpartition('/')[0]}/host"
    yield {**environ, "DATABASE_ADMIN_URL": url}
    _ask(url, "alter role po_owner createdb")


def test_no_role_is_stronger_than_its_work(running: servers.Servers) -> None:
    weak = _ask(
        _admin_url(running),
        "select rolname from pg_roles where rolname like 'po@_%' escape '@'"
        " and not (rolsuper or rolbypassrls or rolcreaterole or rolreplication)",
    )
    assert {name for (name,) in weak} == set(roles.ALL)


@pytest.mark.parametrize("role", roles.LOGINS)
def test_only_the_owner_creates_tables(running: servers.Servers, role: str) -> None:
    url = running.environ()[roles.URLS[role]]
    asked = "select current_user, has_schema_privilege('public', 'usage'),"
    asked += " has_schema_privilege('public', 'create')"
    assert _ask(url, asked) == [(role, True, role == "po_owner")]


@pytest.mark.parametrize("role", roles.LOGINS)
def test_each_role_plans_for_data_that_lie_in_memory(running: servers.Servers, role: str) -> None:
    asked = "select current_setting('random_page_cost')"
    assert _ask(running.environ()[roles.URLS[role]], asked) == [("1.1",)]


def test_connections_ask_for_nothing_a_pooler_in_front_would_refuse() -> None:
    assert "options" not in settings.DATABASES["default"]["OPTIONS"]


def test_the_web_role_is_a_researcher_for_one_transaction_only(running: servers.Servers) -> None:
    url = running.environ()["DATABASE_URL"]
    asked = "select pg_has_role('po_research', 'usage'), pg_has_role('po_research', 'member')"
    assert _ask(url, asked) == [(False, True)]
    step = "begin; set local role po_research; select current_user"
    assert _ask(url, step) == [("po_research",)]
    assert _ask(url, f"{step}; commit; select current_user") == [("po_app",)]


def test_nobody_signs_in_as_researcher(running: servers.Servers) -> None:
    asked = "select rolcanlogin from pg_roles where rolname = 'po_research'"
    assert _ask(_admin_url(running), asked) == [(False,)]


def test_a_test_database_has_the_same_extensions_and_schema(running: servers.Servers) -> None:
    _ask(running.environ()["DATABASE_OWNER_URL"], "create database from_template")
    url = running.environ()["DATABASE_URL"].rpartition("/")[0] + "/from_template"
    assert {name for (name,) in _ask(url, "select extname from pg_extension")} > {*roles.EXTENSIONS}
    asked = "select nspowner::regrole::text, has_schema_privilege('public', 'create')"
    asked += " from pg_namespace where nspname = 'public'"
    assert _ask(url, asked) == [("po_owner", False)]


def test_a_host_prepares_a_server_with_one_command_as_often_as_she_likes(
    host: dict[str, str],
) -> None:
    for _ in range(2):
        done = _prepare(host)
        assert done.returncode == 0, done.stderr
    _ask(host["DATABASE_OWNER_URL"], "create table of_the_owner ()")


def test_a_role_that_bypasses_the_policies_is_refused(host: dict[str, str]) -> None:
    _ask(host["DATABASE_ADMIN_URL"], "alter role po_backup bypassrls")
    done = _prepare(host)
    _ask(host["DATABASE_ADMIN_URL"], "alter role po_backup nobypassrls")
    assert done.returncode == 1
    assert done.stderr.startswith("roles: po_backup may do more")


def test_an_address_that_is_missing_is_named(host: dict[str, str]) -> None:
    del host["DATABASE_ERASE_URL"]
    done = _prepare(host)
    assert done.returncode == 1
    assert "Set DATABASE_ERASE_URL" in done.stderr


def _prepare(environ: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "po_platform.embedded.roles"]
    return subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True)


def _ask(url: str, statement: str) -> list[tuple[Any, ...]]:
    with closing(psycopg2.connect(url)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []


def _admin_url(running: servers.Servers) -> str:
    assert running.postgres_port
    password = credentials.passwords(running.var)["postgres"]
    return postgres.url(running.postgres_port, "postgres", password, "postgres")
