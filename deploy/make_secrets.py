#!/usr/bin/env python3
"""Makes what is secret on a host, once: passwords, addresses with passwords in them, keys.

`python3 deploy/make_secrets.py [folder]`, or `docker compose run --rm secrets`. What is there stays
as it is. The folder is closed to others; the files in it can be read by the containers' users.
With `--new-key` it makes one more key that opens, kek-2 and so on (docs/hosting/keys.md).
"""

import secrets
import sys
from pathlib import Path

ROLES = {
    "database_url": "po_app",
    "database_owner_url": "po_owner",
    "database_erase_url": "po_erase",
    "database_backup_url": "po_backup",
}
KEYS = ("kek-1", "index-1", "audit-1")
NEW_KEY = "--new-key"
MAY_STAY_EMPTY = ("imap_url", "call_url")  # a mailbox to fetch from, a service that calls people
TO_BRING = ("smtp_password", "tls_certificate", "tls_key")


def main() -> int:
    """Write the missing files; say which of the host's own are still empty."""
    places = [one for one in sys.argv[1:] if one != NEW_KEY]
    folder = Path(places[0] if places else Path(__file__).parent / "secrets")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    (folder / "keys").mkdir(mode=0o755, exist_ok=True)
    admin = keep(folder / "postgres_password", secrets.token_hex(32))
    queue = keep(folder / "redis_password", secrets.token_hex(32))
    keep(folder / "database_admin_url", f"postgresql://postgres:{admin}@postgres:5432/postgres")
    for name, role in ROLES.items():
        keep(folder / name, f"postgresql://{role}:{secrets.token_hex(32)}@postgres:5432/po")
    keep(folder / "redis_url", f"redis://:{queue}@redis:6379/0")
    keep(folder / "secret_key", secrets.token_hex(32))
    make_keys(folder / "keys", more=NEW_KEY in sys.argv)
    for name in MAY_STAY_EMPTY:
        keep(folder / name, "")
    for name in TO_BRING:
        if not keep(folder / name, ""):
            print(f"Still empty: {folder / name}")
    print(f"Keep a copy of {folder} apart from the backups: without its keys they open for nobody.")
    return 0


def make_keys(folder: Path, *, more: bool) -> None:
    """The three there must be; `more`: and a newer one. An old kek-1 that was put away stays away."""
    endings = (path.name.removeprefix("kek-") for path in folder.glob("kek-*"))
    numbers = [int(ending) for ending in endings if ending.isdecimal()]
    for name in KEYS:
        if not (folder / name).exists() and not (name == "kek-1" and numbers):
            write(folder / name, secrets.token_bytes(32))
    if more:
        newest = folder / f"kek-{max(numbers, default=1) + 1}"
        write(newest, secrets.token_bytes(32))
        print(f"New: {newest}")


def keep(path: Path, content: str) -> str:
    """What the file holds; written first where there is none."""
    if not path.exists():
        write(path, content.encode())
    return path.read_text()


def write(path: Path, content: bytes) -> None:
    new = path.with_suffix(".new")
    new.write_bytes(content)
    new.chmod(0o444)
    new.replace(path)


if __name__ == "__main__":
    sys.exit(main())
