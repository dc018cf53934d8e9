"""`./po manage`: servers where they are needed, and a command's own words on standard output."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from po_platform.embedded import ROOT, servers


def test_help_starts_no_server(bare_environment: None, tmp_path: Path) -> None:
    done = _manage("help", "migrate", environ={**os.environ, "PO_VAR": str(tmp_path)})
    assert done.returncode == 0
    assert "usage:" in done.stdout
    assert not (tmp_path / "log" / "postgres.log").exists()


def test_a_command_on_an_empty_machine_finds_tables_and_says_only_its_own(
    environ: dict[str, str],
) -> None:
    ask = "from django.db import connection as c; k = c.cursor();"
    ask += " k.execute('select current_user, count(*) > 20 from information_schema.tables');"
    ask += " print(k.fetchone())"
    done = _manage("shell", "--no-imports", "--command", ask, environ=_unconfigured(environ))
    assert done.returncode == 0, done.stderr
    assert done.stdout == "('po_app', True)\n"
    assert "tables up to date" in done.stderr


def test_the_exit_code_is_the_commands_own(environ: dict[str, str]) -> None:
    done = _manage("shell", "--no-imports", "--command", "exit(7)", environ=_unconfigured(environ))
    assert done.returncode == 7


def test_migrations_run_as_the_owner(environ: dict[str, str]) -> None:
    done = _manage("migrate", environ=_unconfigured(environ))
    assert done.returncode == 0, done.stderr
    assert "No migrations to apply" in done.stdout


@pytest.fixture(autouse=True)
def _kept_running(running: servers.Servers) -> None:
    """The commands join the servers of this package's tests: the quickest way to a database."""


def _unconfigured(environ: dict[str, str]) -> dict[str, str]:
    """Only the folder is known; the command finds the servers in it by itself."""
    given = {"DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_ERASE_URL", "DATABASE_BACKUP_URL"}
    given |= {"REDIS_URL", "SECRET_KEY", "PO_KEYS_DIR"}
    return {name: value for name, value in environ.items() if name not in given}


def _manage(*arguments: str, environ: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "po_platform.embedded.manage", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True)
