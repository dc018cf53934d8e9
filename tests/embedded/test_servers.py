"""The embedded servers are shared while somebody uses them and gone when nobody does."""

from __future__ import annotations

import os
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg2
import pytest

from po_platform.embedded import ROOT, credentials, servers, valkey

# One command of the portal, as seen from here: it says the port and works until it is told to end.
USER = """
import sys
from pathlib import Path
from po_platform.embedded import servers
with servers.running(Path(sys.argv[1]), durable=False) as running:
    print(running.postgres_port, flush=True)
    sys.stdin.read()
"""


def test_a_second_command_joins_the_servers_of_the_first(running: servers.Servers) -> None:
    with servers.running(running.var, durable=False) as joined:
        assert joined == running
    assert _answers(running.postgres_port), (
        "the second command has stopped the servers of the first"
    )


def test_both_servers_want_a_password(running: servers.Servers) -> None:
    with pytest.raises(psycopg2.OperationalError):
        psycopg2.connect(f"postgresql://po_app@127.0.0.1:{running.postgres_port}/po")
    assert running.valkey_port
    assert not valkey.answers(running.valkey_port, "guessed")
    assert valkey.answers(running.valkey_port, credentials.passwords(running.var)["valkey"])


def test_secrets_can_be_read_by_their_owner_alone(running: servers.Servers) -> None:
    files = [running.var / "secrets.json", *(running.var / "keys").iterdir()]
    assert {path.name for path in files} == {"secrets.json", "kek-1", "index-1", "audit-1"}
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert stat.S_IMODE(running.var.stat().st_mode) == 0o700
    assert all(len(path.read_bytes()) == 32 for path in files[1:])


def test_what_the_environment_names_is_not_started(
    bare_environment: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://somewhere/else")
    monkeypatch.setenv("REDIS_URL_FILE", "/run/secrets/redis_url")
    with servers.running(tmp_path) as running:
        assert (running.postgres_port, running.valkey_port) == (None, None)
        assert {"DATABASE_URL", "REDIS_URL"}.isdisjoint(running.environ())
    assert not list(tmp_path.glob("postgres-*"))


def test_the_servers_end_with_the_last_command(bare_environment: None, tmp_path: Path) -> None:
    with _user(tmp_path) as first, _user(tmp_path) as second:
        port = _port_of(first)
        assert _port_of(second) == port
        first.communicate("")
        assert _answers(port), "the first command took the servers from the second"
        second.communicate("")
        assert not _answers(port)


@pytest.mark.parametrize("whom", ["command", "keeper"])
def test_nothing_stays_behind_when_somebody_is_killed(
    bare_environment: None, tmp_path: Path, whom: str
) -> None:
    with _user(tmp_path) as command:
        port = _port_of(command)
        victims = {"command": lambda: command.pid, "keeper": lambda: _keeper_of(tmp_path)}
        os.kill(victims[whom](), signal.SIGKILL)
        _within(10, lambda: not _answers(port))
        _within(10, lambda: not _processes_naming(tmp_path, "bin/postgres", ".keeper"))
        command.kill()


def test_a_killed_command_takes_its_children_and_theirs_along(tmp_path: Path) -> None:
    family = f"""
import sys, time
from pathlib import Path
from po_platform.embedded import processes
from po_platform.embedded.leash import leash
with leash() as tie:
    tie(processes.start(["sh", "-c", "sleep 987 & wait"], log=Path({str(tmp_path / "log")!r}),
        env={{"PATH": "/usr/bin:/bin", "MARK": {str(tmp_path)!r}}}))
    time.sleep(987)
"""
    command = [sys.executable, "-c", family]
    with subprocess.Popen(command, cwd=ROOT) as parent:
        try:
            _within(10, lambda: len(_marked(tmp_path)) == 2)
        finally:
            parent.kill()
    _within(10, lambda: not _marked(tmp_path))


def _user(var: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", USER, str(var)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _port_of(user: subprocess.Popen[str]) -> int:
    assert user.stdout
    return int(user.stdout.readline())


def _answers(port: int | None) -> bool:
    with socket.socket() as line:
        return line.connect_ex(("127.0.0.1", port or 0)) == 0


def _keeper_of(var: Path) -> int:
    (pid,) = _processes_naming(var, ".keeper")
    return pid


def _processes_naming(var: Path, *words: str) -> list[int]:
    """The processes whose command line has the folder and one of the words."""
    return [
        pid
        for pid, line in _read_all("cmdline").items()
        if str(var) in line and any(word in line for word in words)
    ]


def _marked(mark: Path) -> list[int]:
    return [pid for pid, text in _read_all("environ").items() if f"MARK={mark}" in text]


def _read_all(name: str) -> dict[int, str]:
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            found[int(folder.name)] = (folder / name).read_text("utf-8", "replace")
        except OSError:
            continue  # it has ended, or is somebody else's
    return found


def _within(seconds: float, holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it does not come true"
        time.sleep(0.05)
