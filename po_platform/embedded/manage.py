"""`./po manage …`: any management command, with the servers it needs and no more."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from . import ROOT, processes, servers, tables

_NEED_NO_DATABASE = {
    "check",
    "collectstatic",
    "compilemessages",
    "data_register",
    "diffsettings",
    "evaluate_expression",
    "findstatic",
    "help",
    "makemessages",
    "messages",
    "score",
    "startapp",
    "verify_backup",
    "version",
}
_RUN_AS_OWNER = {
    "createcachetable",
    "flush",
    "makemigrations",
    "migrate",
    "pgtrigger",
    "seed_demo",
    "showmigrations",
    "sqlmigrate",
    "squashmigrations",
}
_NEED_NO_TABLES = _RUN_AS_OWNER - {"flush", "seed_demo"} | {
    "dbshell",
    "inspectdb",
    "restore",
    "runserver",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command in front; its exit code is ours, and so is standard output."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    command = next((word for word in given if not word.startswith("-")), "help")
    asks_only = bool({"-h", "--help", "--version"} & set(given))
    argv = [sys.executable, str(ROOT / "manage.py"), *given]
    if asks_only or command in _NEED_NO_DATABASE:
        return processes.run_in_front(argv, environment(servers.without(var())))
    try:
        with servers.running(var()) as running:
            environ = environment(running)
            if running.postgres_port and command not in _NEED_NO_TABLES:
                tables.bring_up_to_date(environ, say)
            if command in _RUN_AS_OWNER:
                environ.setdefault("PO_DB_ROLE", "owner")
            return processes.run_in_front(argv, environ)
    except (servers.NotStarted, tables.NotMigrated) as error:
        say(str(error))
        return 1


def environment(running: servers.Servers, **more: str) -> dict[str, str]:
    """Our own environment, the servers', and the developer's settings unless others are set."""
    defaults = {"DJANGO_SETTINGS_MODULE": "po_platform.settings.dev", "PYTHONUNBUFFERED": "1"}
    address = running.var / "run" / "address"
    if address.exists():
        defaults["PO_BASE_URL"] = address.read_text().strip()
    return {**defaults, **os.environ, **running.environ(), **more}


def var() -> Path:
    """The folder everything of this machine's own is kept in."""
    return Path(os.environ.get("PO_VAR") or ROOT / "var").absolute()


def say(text: str) -> None:
    """To the person at the terminal, never into a command's output."""
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
