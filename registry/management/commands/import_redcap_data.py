"""import_redcap_data DATASET FILE [--json] [--dry-run]: data as REDCap writes it, all or nothing."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from members.management.acting import add_as, who_acts
from po_platform.access.actor import Hat, acting_as
from registry.actions.imports import MAX_BYTES, Wish, import_data
from registry.data_report import DataReport
from registry.management.commands.import_redcap_dictionary import bytes_of, found_dataset


class Command(BaseCommand):
    """Exits with 0 only when every cell of the file can be, or was, taken."""

    requires_system_checks = []
    help = "Import data of a dataset from a REDCap file; nothing is written if one cell is wrong."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("dataset", help="the short name of the dataset")
        parser.add_argument("file", help="the file, or - for standard input")
        parser.add_argument("--json", action="store_true", help="the report as one JSON object")
        parser.add_argument("--dry-run", action="store_true", help="only say what would happen")
        parser.add_argument(
            "--blank-erases", action="store_true", help="an empty cell takes a value away"
        )
        parser.add_argument(
            "--new-events", action="store_true", help="take visits the dataset does not have yet"
        )
        add_as(parser)

    def handle(self, *, dataset: str, file: str, **options: Any) -> None:
        try:
            raw = bytes_of(file, MAX_BYTES)
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        actor = who_acts(options["account"], Hat.CURATOR)
        wish = Wish(
            blank_erases=options["blank_erases"],
            new_visits=options["new_events"],
            dry_run=options["dry_run"],
            file_name=Path(file).name,
        )
        with acting_as(actor):
            report = import_data(actor=actor, dataset=found_dataset(dataset), raw=raw, wish=wish)
        self.stdout.write(json.dumps(report.to_json()) if options["json"] else in_words(report))
        if not report.usable:
            sys.exit(1)


def in_words(report: DataReport) -> str:
    """The report as lines for a terminal."""
    told = report.to_json()
    lines = [
        "{status}: {rows} rows, {new} new, {changed} changed, {unchanged} unchanged".format(**told)
    ]
    for wrong in told["errors"]:
        lines.append("  row {row}, record {record}, {field}: {message}".format(**wrong))
    lines += [f"  {name}: {words} ({count} times)" for name, words, count in report.grouped()]
    if report.batch:
        lines.append(f"batch {report.batch}")
    return "\n".join(lines).encode("utf-8", "backslashreplace").decode()
