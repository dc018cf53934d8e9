"""Passwords and keys of the embedded servers: random, made once, readable by their owner alone."""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path

from .roles import LOGINS

_NAMES = ("postgres", *LOGINS, "valkey", "secret_key")
_KEYS = ("kek-1", "index-1", "audit-1")


def passwords(var: Path) -> dict[str, str]:
    """One password for each name: postgres, the roles that sign in, valkey and secret_key.

    Written to var/secrets.json at first use. The caller holds the gate, so two cannot race.
    """
    path = var / "secrets.json"
    known: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    missing = [name for name in _NAMES if name not in known]
    if missing:
        known |= {name: secrets.token_hex(32) for name in missing}
        _write(path, json.dumps(known, indent=2).encode())
    return known


def keys(var: Path) -> Path:
    """The folder with the application's keys, 32 random bytes each; made at first use."""
    folder = var / "keys"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in _KEYS:
        # Where a newer key is, the first one may have been put away: no other takes its name.
        if not (folder / name).exists() and not (name == "kek-1" and any(folder.glob("kek-*"))):
            _write(folder / name, secrets.token_bytes(32))
    return folder


def _write(path: Path, content: bytes) -> None:
    # Whole or not at all: half a key would lock people out of their own data.
    new = path.with_suffix(".new")
    with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    new.replace(path)
