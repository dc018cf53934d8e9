"""`./po check`: everything that can be known without running the portal, side by side."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from . import ROOT, credentials

_BIN = Path(sys.executable).parent
_NOWHERE = "127.0.0.1:1"  # nobody listens: a check that reaches for a server fails


class Check(NamedTuple):
    """One tool: what it looks at, its command, and whether it needs Django's settings."""

    name: str
    command: list[str]
    settings: str | None = None


class Outcome(NamedTuple):
    """What one tool found and how long it took."""

    check: Check
    passed: bool
    seconds: float
    said: str


def checks() -> list[Check]:
    """All checks, the slowest first."""
    manage = [sys.executable, "manage.py"]
    found = [
        Check("types", [str(_BIN / "mypy"), "."], "test"),
        Check("templates", [str(_BIN / "djlint"), "templates", "--lint", "--quiet"]),
        Check("imports", [str(_BIN / "lint-imports"), "--no-cache"], "test"),
        Check("lint", [str(_BIN / "ruff"), "check", "--quiet", "--output-format=concise", "."]),
        Check("format", [str(_BIN / "ruff"), "format", "--check", "--output-format=concise", "."]),
        Check(
            "deploy",
            [*manage, "check", "--deploy", "--fail-level", "WARNING"],
            "production",
        ),
        Check("wording", [*manage, "messages", "--check"], "test"),
        Check("migrations", [*manage, "makemigrations", "--check", "--dry-run"], "test"),
    ]
    return found if (ROOT / "templates").exists() else [c for c in found if c.name != "templates"]


def main() -> int:
    """Run all; say what failed and why; 0 when nothing did."""
    with tempfile.TemporaryDirectory() as var, ThreadPoolExecutor(os.cpu_count() or 2) as pool:
        outcomes = list(pool.map(lambda check: _run(check, Path(var)), checks()))
    for outcome in outcomes:
        if not outcome.passed:
            print(f"--- {outcome.check.name}: {' '.join(outcome.check.command)}\n{outcome.said}\n")
    for outcome in outcomes:
        print(
            f"{'ok' if outcome.passed else 'FAILED':<8}{outcome.check.name:<12}{outcome.seconds:5.1f} s"
        )
    return 0 if all(outcome.passed for outcome in outcomes) else 1


def _run(check: Check, var: Path) -> Outcome:
    began = time.monotonic()
    done = subprocess.run(
        check.command,
        cwd=ROOT,
        env={**os.environ, **(_pretend(check.settings, var) if check.settings else {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    return Outcome(check, done.returncode == 0, time.monotonic() - began, done.stdout.strip())


def _pretend(settings: str, var: Path) -> dict[str, str]:
    """The environment of a host who gave everything, with nothing behind it."""
    return {
        "DJANGO_SETTINGS_MODULE": f"po_platform.settings.{settings}",
        "DATABASE_URL": f"postgresql://po_app:x@{_NOWHERE}/po",
        "DATABASE_OWNER_URL": f"postgresql://po_owner:x@{_NOWHERE}/po",
        "DATABASE_ERASE_URL": f"postgresql://po_erase:x@{_NOWHERE}/po",
        "DATABASE_BACKUP_URL": f"postgresql://po_backup:x@{_NOWHERE}/po",
        "REDIS_URL": f"redis://{_NOWHERE}/0",
        "SECRET_KEY": credentials.passwords(var)["secret_key"],
        "PO_KEYS_DIR": str(credentials.keys(var)),
        "PO_VAR": str(var),
        "PO_BASE_URL": "https://portal.example.org",
    }


if __name__ == "__main__":
    sys.exit(main())
