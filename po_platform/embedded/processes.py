"""Child processes that never outlive their parent, however it dies."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NoReturn

_LINUX = sys.platform == "linux"
_libc = ctypes.CDLL(None, use_errno=True)
_PR_SET_PDEATHSIG = 1
_CLONE_NEWUSER = 0x10000000
_NOBODY = 65534
_GRACE = 5.0

Become = Callable[[], None]


def start(
    argv: Sequence[str],
    *,
    log: Path,
    env: Mapping[str, str],
    cwd: Path | None = None,
    stdin: int = subprocess.DEVNULL,
    keep_open: Collection[int] = (),
    end_with: signal.Signals = signal.SIGTERM,
    become: Become | None = None,
) -> subprocess.Popen[bytes]:
    """Start a server that gets the signal `end_with` when this process is gone (Linux).

    Call it from the main thread: the kernel ties the child to the thread that forked it. The child
    leads a session of its own, so that Ctrl-C in the terminal cannot stop it out of turn.
    """
    with log.open("wb") as output:
        return subprocess.Popen(
            argv,
            stdin=stdin,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=dict(env),
            cwd=cwd,
            start_new_session=True,
            pass_fds=keep_open,
            preexec_fn=_prepared(end_with, become),
        )


def run_in_front(argv: Sequence[str], env: Mapping[str, str]) -> int:
    """Run a command with our own terminal and streams; hand signals on; return its exit code."""
    child = subprocess.Popen(
        argv,
        env=dict(env),
        preexec_fn=_prepared(signal.SIGTERM, None),
    )
    before = {
        # The terminal sends Ctrl-C to both of us: the command decides what it means.
        signal.SIGINT: signal.signal(signal.SIGINT, lambda *_: None),
        signal.SIGTERM: signal.signal(signal.SIGTERM, lambda *_: child.terminate()),
    }
    try:
        code = child.wait()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    return code if code >= 0 else 128 - code


def stop(
    children: Sequence[subprocess.Popen[bytes]], *signals: signal.Signals, patience: float = 10.0
) -> None:
    """Send all of them one signal after the other, each with so many seconds to act; then kill."""
    for number in signals:
        deadline = time.monotonic() + patience
        for child in children:
            child.send_signal(number)  # does nothing where it has ended
        for child in children:
            with suppress(subprocess.TimeoutExpired):
                child.wait(max(0.0, deadline - time.monotonic()))
    for child in children:
        _signal(child.pid, signal.SIGKILL)  # whatever it may have left behind in its session
        child.wait()


@contextmanager
def leash() -> Iterator[Callable[[subprocess.Popen[bytes]], None]]:
    """Yields a function that puts a started child on the leash.

    A second process holds it: should we die without having stopped our children (kill -9), it ends
    each with everything in its session. Being forked from us, it also keeps our locks until then,
    so that the servers outlive those who use them.
    """
    reader, writer = os.pipe()
    holder = os.fork()
    if holder == 0:
        os.close(writer)
        _hold(reader)
    os.close(reader)
    try:
        yield lambda child: _tell(writer, child.pid)
    finally:
        os.close(writer)
        os.waitpid(holder, 0)


def tail(log: Path, lines: int = 15) -> str:
    """The last lines of a log, for a message; empty when there is none."""
    with suppress(OSError):
        return "\n".join(log.read_text("utf-8", "replace").splitlines()[-lines:])
    return ""


def enter_user_namespace() -> None:
    """Be an ordinary user inside and root outside: Postgres refuses root, files stay root's."""
    if _libc.unshare(_CLONE_NEWUSER):
        raise OSError(ctypes.get_errno(), "unshare(CLONE_NEWUSER)")
    for name, text in (("uid_map", "1000 0 1\n"), ("setgroups", "deny"), ("gid_map", "1000 0 1\n")):
        Path("/proc/self", name).write_text(text)


def become_nobody() -> None:
    """Drop root for good."""
    os.setgroups([])
    os.setgid(_NOBODY)
    os.setuid(_NOBODY)


def give_to_nobody(path: Path) -> None:
    """Make `path` belong to the user `become_nobody` turns into."""
    os.chown(path, _NOBODY, _NOBODY)


def user_namespace_allowed() -> bool:
    """Whether this machine lets us have a private user namespace; many containers forbid it."""
    if not _LINUX:
        return False
    try:
        subprocess.run([sys.executable, "-c", ""], preexec_fn=enter_user_namespace, check=True)
    except (subprocess.SubprocessError, OSError):
        return False
    return True


def _tell(writer: int, session: int) -> None:
    os.write(writer, f"{session}\n".encode())


def _hold(reader: int) -> NoReturn:
    os.setsid()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    with os.fdopen(reader) as told:
        sessions = [int(line) for line in told]  # until nobody can tell us more
    for number in (signal.SIGTERM, signal.SIGKILL):
        deadline = time.monotonic() + _GRACE
        for session in sessions:
            _signal(session, number)
        while any(_signal(session, 0) for session in sessions) and time.monotonic() < deadline:
            time.sleep(0.05)
    os._exit(0)


def _signal(session: int, number: int) -> bool:
    """Whether somebody was there to be told."""
    try:
        os.killpg(session, number)
    except (ProcessLookupError, PermissionError):
        return False
    return True


def _prepared(end_with: signal.Signals, become: Become | None) -> Callable[[], None]:
    parent = os.getpid()

    def prepare() -> None:
        if become:
            become()
        if _LINUX:
            # After `become`: a change of user clears it.
            _libc.prctl(_PR_SET_PDEATHSIG, int(end_with))
            if os.getppid() != parent:
                os._exit(1)

    return prepare
