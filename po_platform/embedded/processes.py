"""Child processes that never outlive their parent, however it dies."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

_LINUX = sys.platform == "linux"
_libc = ctypes.CDLL(None, use_errno=True)
_PR_SET_PDEATHSIG = 1

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
        signal_session(child.pid, signal.SIGKILL)  # whatever it may have left behind in its session
        child.wait()


def signal_session(session: int, number: int) -> bool:
    """Signal everything in a child's session; False when nobody is left in it."""
    try:
        os.killpg(session, number)
    except (ProcessLookupError, PermissionError):
        return False
    return True


def tail(log: Path, lines: int = 15) -> str:
    """The last lines of a log, for a message; empty when there is none."""
    with suppress(OSError):
        return "\n".join(log.read_text("utf-8", "replace").splitlines()[-lines:])
    return ""


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
