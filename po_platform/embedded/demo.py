"""`./po demo`: the whole portal on this machine, filled with an example organisation."""

from __future__ import annotations

import fcntl
import http.client
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

from . import ROOT, processes, servers, tables
from .leash import leash
from .listening import NoPortFree, listen
from .manage import environment, say, var

_ANSWER_WITHIN = 60.0
HOW = """Usage: ./po demo

Runs the portal here, filled with an example organisation, until you press Ctrl-C.
What you do in it is kept in the folder PO_VAR names (var beside this file without it);
delete that folder to begin anew."""


class Stopped(BaseException):
    """Somebody asked us to stop: Ctrl-C, TERM, or a closed terminal."""


class Failed(Exception):
    """A part of the portal ended or stays silent; the message is for the person who started it."""


def main(options: Sequence[str] = ()) -> int:
    """Run until somebody stops it; 0 then, 1 with a reason when it cannot go on.

    It takes no options: asked how it is used, or told something it does not know, it starts nothing.
    """
    if options:
        print(HOW)
        return 0 if set(options) <= {"--help", "-h", "help"} else 2
    folder = var()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stopped)
    try:
        _run(folder)
    except Stopped:
        say("Stopped. Everything is kept; start again with ./po demo")
        return 0
    except (Failed, NoPortFree, servers.NotStarted, tables.NotMigrated) as error:
        say(str(error))
        return 1
    return 0


def _run(folder: Path) -> None:
    say("Starting the database …")
    with servers.running(folder) as running, _only_one(folder) as alone:
        if not alone:
            say(f"It runs already: {(folder / 'run' / 'address').read_text()}")
            return
        listeners = listen()
        port = int(listeners[0].getsockname()[1])
        address = f"http://localhost:{port}"
        (folder / "run" / "address").write_text(address)
        environ = environment(running, PO_DEMO="1", PO_BASE_URL=address)
        tables.bring_up_to_date(environ, say)
        tables.fill_first(environ, say)
        say("Starting the pages …")
        with leash() as tie, _children(folder) as children:
            children["web"] = _start_web(listeners, folder, environ)
            tie(children["web"])
            _wait_for_answer(children["web"], port, folder / "log" / "web.log")
            children["worker"] = _start_worker(folder, environ)
            tie(children["worker"])
            if tables.waits_for_the_rest(environ):
                children["seed"] = _start_seeding(folder, environ)
                tie(children["seed"])
            say(
                f"\nThe portal is ready:  {address}\n"
                f"To stop it, press Ctrl-C here. What you do in it is kept in {folder};"
                " delete that folder to begin anew.\n"
            )
            _watch(running, children, folder, environ)


@contextmanager
def _children(folder: Path) -> Iterator[dict[str, subprocess.Popen[bytes]]]:
    """A place for the started parts; at the end they are asked to finish, then made to."""
    parts: dict[str, subprocess.Popen[bytes]] = {}
    try:
        yield parts
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        say("Stopping …")
        (folder / "run" / "address").unlink(missing_ok=True)
        processes.stop(list(parts.values()), signal.SIGTERM, signal.SIGINT)


def _start_web(
    listeners: list[socket.socket], folder: Path, environ: dict[str, str]
) -> subprocess.Popen[bytes]:
    return processes.start(
        [sys.executable, "-m", "gunicorn", "po_platform.wsgi:application"]
        + ["--worker-class", "gthread", "--workers", "2", "--threads", "4"]
        + ["--graceful-timeout", "5", "--no-control-socket"]
        + [f"--bind=fd://{listener.fileno()}" for listener in listeners],
        log=folder / "log" / "web.log",
        env=environ,
        cwd=ROOT,
        keep_open=[listener.fileno() for listener in listeners],
    )


def _start_worker(folder: Path, environ: dict[str, str]) -> subprocess.Popen[bytes]:
    return processes.start(
        [sys.executable, "-m", "celery", "--app", "po_platform.celery", "worker", "--beat"]
        + ["--concurrency", "1", "--schedule", str(folder / "run" / "beat-schedule")]
        + ["--without-gossip", "--without-mingle", "--loglevel", "warning"],
        log=folder / "log" / "worker.log",
        env=environ,
        cwd=ROOT,
    )


def _start_seeding(folder: Path, environ: dict[str, str]) -> subprocess.Popen[bytes]:
    """The other members, a few at a time; broken off, it goes on at the next start."""
    return processes.start(
        ["nice", sys.executable, "manage.py", "seed_demo", "--rest"],
        log=folder / "log" / "seed.log",
        env={**environ, "PO_DB_ROLE": "owner"},
        cwd=ROOT,
    )


def _wait_for_answer(web: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + _ANSWER_WITHIN
    while web.poll() is None and time.monotonic() < deadline:
        with suppress(OSError, http.client.HTTPException):
            line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            line.request("GET", "/livez", headers={"Host": f"localhost:{port}"})
            if line.getresponse().status == 200:
                return
        time.sleep(0.05)
    raise Failed(f"The pages do not answer. The end of {log}:\n{processes.tail(log)}")


def _watch(
    running: servers.Servers,
    parts: dict[str, subprocess.Popen[bytes]],
    folder: Path,
    environ: dict[str, str],
) -> None:
    """Returns never: raises Failed when a part ends by itself."""
    while running.alive():
        for name, part in list(parts.items()):
            code = part.poll()
            if code is None:
                continue
            log = folder / "log" / f"{name}.log"
            if name != "seed":
                raise Failed(f"{name} ended by itself. The end of {log}:\n{processes.tail(log)}")
            del parts["seed"]
            if code == 0:
                tables.note_the_rest(environ)
            else:
                say(f"Not all of the example organisation could move in; see {log}")
        time.sleep(0.5)
    raise Failed(f"The database or the key-value server ended by itself; see {folder / 'log'}")


@contextmanager
def _only_one(folder: Path) -> Iterator[bool]:
    """False when another one is running; waits for one that is just starting or stopping."""
    deadline = time.monotonic() + _ANSWER_WITHIN
    with (folder / "run" / "demo.lock").open("w") as lock:
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if (folder / "run" / "address").exists():
                    yield False
                    return
            if time.monotonic() > deadline:
                raise Failed("Another ./po demo is starting or stopping here. Try again soon.")
            time.sleep(0.1)
        # Left by one that was killed; whoever comes meanwhile waits for ours.
        (folder / "run" / "address").unlink(missing_ok=True)
        yield True


def _stopped(_number: int, _frame: FrameType | None) -> None:
    raise Stopped


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
