"""`running(var)`: the servers under var/, started or joined, and stopped by whoever leaves last."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

from . import ROOT, credentials, postgres, processes, roles, valkey


class NotStarted(Exception):
    """The servers did not start; the message holds the end of their logs."""


@dataclass(frozen=True)
class Servers:
    """Where the servers are. A port is None for a server the environment names itself."""

    var: Path
    postgres_port: int | None = None
    valkey_port: int | None = None

    def environ(self) -> dict[str, str]:
        """What a child process needs besides our own environment, which wins where it is set."""
        secrets = credentials.passwords(self.var)
        found = {
            "SECRET_KEY": secrets["secret_key"],
            "PO_KEYS_DIR": str(credentials.keys(self.var)),
        }
        if self.postgres_port:
            found |= {
                name: postgres.url(self.postgres_port, role, secrets[role])
                for role, name in roles.URLS.items()
            }
        if self.valkey_port:
            found["REDIS_URL"] = valkey.url(self.valkey_port, secrets["valkey"])
        wanted = {name: value for name, value in found.items() if not given(name)}
        return wanted | {"PO_VAR": str(self.var)}

    def alive(self) -> bool:
        """Whether the servers we started or joined are still kept."""
        return not (self.postgres_port or self.valkey_port) or _kept(self.var / "run")


def given(name: str) -> bool:
    """Whether the environment gives NAME or NAME_FILE."""
    return bool(os.environ.get(name) or os.environ.get(f"{name}_FILE"))


@contextmanager
def running(var: Path, *, durable: bool = True) -> Iterator[Servers]:
    """The servers under `var`, for the length of the block.

    Starts those that neither run there nor are named by DATABASE_URL and REDIS_URL. Not `durable`
    is for tests: quicker, and what was written may be lost. Raises NotStarted.
    """
    var = var.absolute()
    run = _folders(var)
    services = [
        name
        for name, variable in (("postgres", "DATABASE_URL"), ("valkey", "REDIS_URL"))
        if not given(variable)
    ]
    with (run / "users.lock").open("a") as users:
        with _gate(run):
            fcntl.flock(users, fcntl.LOCK_SH)  # waits while a keeper is just stopping
            credentials.passwords(var)
            credentials.keys(var)
            state, keeper = _join_or_start(var, services, durable)
        try:
            yield Servers(var, state.get("postgres"), state.get("valkey"))
        finally:
            _leave(run, users, state)
            if keeper:
                # Its user may go while others stay: it is then nobody's child, and that is fine.
                keeper.returncode = keeper.poll() or 0


def without(var: Path) -> Servers:
    """Keys and passwords only, for commands that need no server."""
    with _gate(_folders(var.absolute())):
        credentials.passwords(var.absolute())
        credentials.keys(var.absolute())
    return Servers(var.absolute())


def _folders(var: Path) -> Path:
    var.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in ("run", "log", "static"):
        (var / name).mkdir(mode=0o700, exist_ok=True)
    return var / "run"


@contextmanager
def _gate(run: Path) -> Iterator[None]:
    """One at a time starts something."""
    with (run / "gate.lock").open("w") as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)
        yield


def _join_or_start(
    var: Path, services: list[str], durable: bool
) -> tuple[dict[str, Any], subprocess.Popen[bytes] | None]:
    if not services:
        return {}, None
    while _kept(var / "run"):
        with suppress(FileNotFoundError):
            state: dict[str, Any] = json.loads((var / "run" / "servers.json").read_text())
            if missing := [name for name in services if name not in state]:
                raise NotStarted(
                    f"Another command runs here with a {' and '.join(missing)} of its own choice."
                    " Stop it first, or set PO_VAR to another folder."
                )
            return state, None
        time.sleep(0.05)  # it is stopping, because a server ended by itself
    return _start_keeper(var, services, durable)


def _start_keeper(
    var: Path, services: list[str], durable: bool
) -> tuple[dict[str, Any], subprocess.Popen[bytes]]:
    log = var / "log" / "keeper.log"
    with log.open("wb") as errors:
        keeper = subprocess.Popen(
            [sys.executable, "-m", f"{__package__}.keeper", str(var), *services]
            + ([] if durable else ["--fast"]),
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            start_new_session=True,
        )
    with cast("IO[bytes]", keeper.stdout) as said:
        line = said.readline()
    if not line:
        keeper.wait()
        raise NotStarted(processes.tail(log) or "The servers did not start.")
    state: dict[str, Any] = json.loads(line)
    return state, keeper


def _kept(run: Path) -> bool:
    """Whether a keeper lives: it holds its lock for life."""
    with (run / "keeper.lock").open("a") as lock:
        try:
            # Shared, so that two who ask at once do not take each other for a keeper.
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _leave(run: Path, users: IO[str], state: dict[str, Any]) -> None:
    """Stop the servers and wait for it, if nobody else uses them."""
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return
    if not state or not _kept(run):
        return
    with suppress(ProcessLookupError):
        os.kill(state["pid"], signal.SIGTERM)
    deadline = time.monotonic() + 30
    while _kept(run) and time.monotonic() < deadline:
        time.sleep(0.02)
