"""import_value_sets SLUG FILE --source: further value sets of EQ-5D-5L for a questionnaire here."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from members.management.acting import add_as, who_acts
from po_platform.access.actor import Hat, acting_as
from proms.actions.value_sets import add_value_sets
from proms.models import Instrument
from proms.value_sets import ValueSetRefused


class Command(BaseCommand):
    """Exits with 0 only when they are there."""

    requires_system_checks = []
    help = "Read further EQ-5D-5L value sets (CSV, a row per term, a column per set)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="of the questionnaire, as `instruments` lists it")
        parser.add_argument("file", type=Path, help="the table")
        parser.add_argument("--source", required=True, help="where it was published")
        add_as(parser)

    def handle(self, *, slug: str, file: Path, source: str, account: str, **options: Any) -> None:
        try:
            table = file.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{file}: {error}") from error
        with acting_as(who_acts(account, Hat.CURATOR)) as actor:
            instrument = Instrument.objects.filter(slug=slug).first()
            if instrument is None:
                raise CommandError(f"There is no questionnaire {slug} here.")
            try:
                names = add_value_sets(
                    actor=actor, instrument=instrument, table=table, source=source
                )
            except ValueSetRefused as error:
                raise CommandError(str(error)) from error
        self.stdout.write(f"{len(names)} added: {', '.join(names)}")
