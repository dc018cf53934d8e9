"""rotate_keys: after a new key file kek-N was added, everything under an older one moves to it."""

from __future__ import annotations

from argparse import ArgumentParser
from collections import defaultdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from audit.resealing import SealedAgain, keys_in_use, seal_again
from members.actions.identity import Rewrapped, rewrap_keys
from members.queries.key_use import person_keys_in_use
from po_platform.access.actor import Purpose, System, acting_as
from po_platform.kit.crypto import key_files, newest_wrapping_key

MOST_NAMED = 20  # of what does not open, in one message


class Command(BaseCommand):
    """Runs as the owner of the tables: PO_DB_ROLE=owner ./po manage rotate_keys [--look]."""

    help = (
        "Wraps every person's data key with the newest key file, seals again with it what the"
        " portal sealed, and says which older files are needed still. May be broken off and begun"
        " again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--look", action="store_true", help="change nothing, only count")

    def handle(self, *args: Any, **options: Any) -> None:
        if not _owns_the_keys():
            raise CommandError("Only the owner sees all keys: set PO_DB_ROLE=owner and try again.")
        actor = System(Purpose.OPERATE)
        wrapped, again = Rewrapped(0, ()), SealedAgain()
        if not options["look"]:
            wrapped = rewrap_keys(actor=actor)
            newest = newest_wrapping_key()
            self.stdout.write(f"{wrapped.done} keys are now wrapped with {newest}.")
            again = seal_again(actor=actor)
            self.stdout.write(f"{again.done} texts are now sealed with {newest}.")
        self._say_what_is_needed(actor)
        _complain(wrapped, again)

    def _say_what_is_needed(self, actor: System) -> None:
        with acting_as(actor):
            counts = keys_in_use() + person_keys_in_use()
        needed: defaultdict[str, list[str]] = defaultdict(list)
        for (key, where), count in sorted(counts.items()):
            needed[key].append(f"{where} {count}")
        there = set(key_files(Path(settings.KEYS_DIR)))
        for key in sorted(there | needed.keys(), key=lambda name: int(name.removeprefix("kek-"))):
            told = ", ".join(needed[key]) or "nothing in the database needs it"
            gone = "" if key in there else " (the file is NOT there)"
            self.stdout.write(f"{key}{gone}: {told}")


def _complain(wrapped: Rewrapped, again: SealedAgain) -> None:
    said = []
    if wrapped.broken:
        people = ", ".join(str(person) for person in wrapped.broken)
        said.append(f"These persons' keys do not open; keep the older files: {people}")
    if again.broken:
        first = ", ".join(again.broken[:MOST_NAMED])
        said.append(f"{len(again.broken)} texts do not open; keep the older files: {first}")
    if said:
        raise CommandError("\n".join(said))


def _owns_the_keys() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_has_role(tableowner, 'usage') from pg_tables"
            " where schemaname = current_schema() and tablename = 'members_personkey'"
        )
        row = cursor.fetchone()
    return bool(row and row[0])
