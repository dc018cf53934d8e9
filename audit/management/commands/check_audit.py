"""check_audit: whether deeds and looks are as they were when their days got their roots."""

from __future__ import annotations

import re
from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from audit.checking import check_record
from po_platform.access.actor import Purpose, System, acting_as

KNOWN = re.compile(r"(\d{4}-\d{2}-\d{2})=([0-9a-f]{16,64})")


def known_root(text: str) -> tuple[date, str]:
    """ "2026-11-21=0a1b…", with or without gaps, at least 16 signs of it."""
    found = KNOWN.fullmatch("".join(text.lower().split()))
    try:
        return date.fromisoformat(found[1] if found else ""), found[2] if found else ""
    except ValueError as error:
        raise ArgumentTypeError("Write it like 2026-11-21=0a1b2c3d4e5f6071…") from error


class Command(BaseCommand):
    """Runs as the owner of the tables: PO_DB_ROLE=owner ./po manage check_audit [--known DAY=ROOT]."""

    help = "Checks each day of the record against its root, and says which day differs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--known",
            action="append",
            type=known_root,
            default=[],
            metavar="DAY=ROOT",
            help="a root from an e-mail or a sheet of paper; may be given several times",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not _owns_the_record():
            raise CommandError(
                "Only the owner sees every look: set PO_DB_ROLE=owner and try again."
            )
        with acting_as(System(Purpose.OPERATE)):
            checked = check_record(dict(options["known"]))
        if not checked.days and not checked.differs:
            self.stdout.write("There is no root yet: the first is written when a day is over.")
            return
        self.stdout.write(
            f"{checked.days} days have a root, {checked.first} to {checked.last}. Of {checked.gone}"
            " of them the looks are gone, as promised, and only their root is left."
            f" {checked.erased} later looks left a hash only: they went with erased people."
        )
        for one in checked.differs:
            self.stdout.write(f"{one.day}: {one.what}")
        if checked.differs:
            raise CommandError("The record is NOT as it was.")
        if not options["known"]:
            self.stdout.write(
                "The record fits its roots. Whoever owns the database could have written both anew:"
                " compare with a root kept elsewhere (--known)."
            )
        else:
            self.stdout.write("The record fits its roots, and those you have.")


def _owns_the_record() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_has_role(tableowner, 'usage') from pg_tables"
            " where schemaname = current_schema() and tablename = 'audit_read'"
        )
        row = cursor.fetchone()
    return bool(row and row[0])
