"""Servers that refuse to run as root, run by root: without accounts, copies or changed modes."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from pathlib import Path

_libc = ctypes.CDLL(None, use_errno=True)
_CLONE_NEWUSER = 0x10000000
_NOBODY = 65534


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
    if sys.platform != "linux":
        return False
    try:
        subprocess.run([sys.executable, "-c", ""], preexec_fn=enter_user_namespace, check=True)
    except (subprocess.SubprocessError, OSError):
        return False
    return True
