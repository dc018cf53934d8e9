"""Owns both servers for as long as somebody uses them: `python -m po_platform.embedded.keeper`.

Every user holds a shared lock on run/users.lock, which the kernel frees however the user dies. The
keeper tries that lock exclusively: when it gets it, nobody is left and the servers stop. If the
keeper itself is killed, the servers are its children and stop with it.
"""

from __future__ import annotations

import argparse
import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import NamedTuple

from . import credentials, postgres, processes, valkey

_LOOK_EVERY = 0.5
_START_WITHIN = 30.0


class Running(NamedTuple):
    """One started server, and the signals that end it."""

    process: subprocess.Popen[bytes]
    ends: tuple[signal.Signals, ...]


class Asked(Exception):
    """Somebody asked the keeper to stop."""


class DoesNotStart(Exception):
    """A server that ended or stayed silent; the message holds the end of its log."""


def main() -> int:
    """Start the servers, say their ports on standard output as JSON, and keep them."""
    options = argparse.ArgumentParser()
    options.add_argument("var", type=Path)
    options.add_argument("services", nargs="+", choices=["postgres", "valkey"])
    options.add_argument(
        "--fast", action="store_true", help="for tests: what is written may be lost"
    )
    given = options.parse_args()
    signal.signal(signal.SIGTERM, _asked)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    running: list[Running] = []
    with (given.var / "run" / "keeper.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            ports = _start_all(given.var, given.services, not given.fast, running)
            _announce(given.var, ports)
            _keep(given.var, running)
        except Asked:
            pass
        except (DoesNotStart, OSError, subprocess.CalledProcessError) as error:
            print(error, file=sys.stderr)
            return 1
        finally:
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            (given.var / "run" / "servers.json").unlink(missing_ok=True)
            for server in reversed(running):
                processes.stop([server.process], *server.ends)
    return 0


def _start_all(
    var: Path, services: list[str], durable: bool, running: list[Running]
) -> dict[str, int]:
    secrets = credentials.passwords(var)
    ports = {}
    if "postgres" in services:
        password = secrets["postgres"]
        place = postgres.ground(var)
        ports["postgres"] = _start(
            var / "log" / "postgres.log",
            lambda port: postgres.start(place, var, port, password, durable=durable),
            lambda port: postgres.answers(port, password),
            (signal.SIGINT, signal.SIGQUIT) if durable else (signal.SIGQUIT,),
            running,
        )
        postgres.prepare(ports["postgres"], secrets)
    if "valkey" in services:
        password = secrets["valkey"]
        ports["valkey"] = _start(
            var / "log" / "valkey.log",
            lambda port: valkey.start(var, port, password, durable=durable),
            lambda port: valkey.answers(port, password),
            (signal.SIGTERM,),
            running,
        )
    return ports


def _start(
    log: Path,
    launch: Callable[[int], subprocess.Popen[bytes]],
    answers: Callable[[int], bool],
    ends: tuple[signal.Signals, ...],
    running: list[Running],
) -> int:
    """Start on a free port and return it; again on another when it ends at once.

    That happens when somebody took the port in between, or when a server whose keeper was killed
    has not finished stopping.
    """
    deadline = time.monotonic() + _START_WITHIN
    while time.monotonic() < deadline:
        port = _free_port()
        server = Running(launch(port), ends)
        running.append(server)
        while server.process.poll() is None and time.monotonic() < deadline:
            if answers(port):
                return port
            time.sleep(0.02)
        running.remove(server)
        processes.stop([server.process], *ends)
        time.sleep(0.3)
        if _hopeless(log):
            break
    raise DoesNotStart(f"{log.stem} does not start. It says:\n{processes.tail(log)}")


def _hopeless(log: Path) -> bool:
    said = processes.tail(log)
    passing = ("Address already in use", "postmaster.pid", "shared memory block")
    return not any(words in said for words in passing)


def _announce(var: Path, ports: dict[str, int]) -> None:
    state = json.dumps({"pid": os.getpid(), **ports})
    new = var / "run" / "servers.json.new"
    new.write_text(state)
    new.replace(var / "run" / "servers.json")
    print(state, flush=True)
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _keep(var: Path, running: list[Running]) -> None:
    with (var / "run" / "users.lock").open("a") as users:
        while all(server.process.poll() is None for server in running):
            time.sleep(_LOOK_EVERY)
            with suppress(BlockingIOError):
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _asked(_number: int, _frame: FrameType | None) -> None:
    raise Asked


if __name__ == "__main__":
    sys.exit(main())
