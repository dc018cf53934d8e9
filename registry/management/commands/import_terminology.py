"""import_terminology LIST FILE [--json] [--dry-run]: a list of medical terms, with a report."""

from __future__ import annotations

import json
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError, CommandParser

from po_platform.access.actor import Purpose, System, acting_as
from registry.actions.terms import TermsReport, take_in_terms
from registry.terms.systems import SYSTEMS


class Command(BaseCommand):
    """Exits with 0 only when the list can be, or was, taken in. The file is never held whole."""

    requires_system_checks = []
    help = (
        "Read in Orphadata's product 1, the HPO (obo), ICD-10-GM (ClaML), or a table of treatments you"
        " wrote yourselves."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("list", choices=list(SYSTEMS))
        parser.add_argument("file", help="the file, or - for standard input")
        parser.add_argument("--json", action="store_true", help="the report as one JSON object")
        parser.add_argument("--dry-run", action="store_true", help="only say what would happen")
        parser.add_argument(
            "--fewer", action="store_true", help="also when a fifth of the terms would be gone"
        )

    def handle(self, *, file: str, **options: Any) -> None:
        wanted = {"dry_run": options["dry_run"], "fewer": options["fewer"]}
        try:
            with _opened(file) as stream, acting_as(System(Purpose.OPERATE)) as actor:
                report = take_in_terms(actor=actor, system=options["list"], stream=stream, **wanted)
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        self.stdout.write(json.dumps(report.to_json()) if options["json"] else in_words(report))
        if report.refusal is not None:
            sys.exit(1)


def _opened(file: str) -> Any:
    stream: BinaryIO = sys.stdin.buffer
    return nullcontext(stream) if file == "-" else Path(file).open("rb")


def in_words(report: TermsReport) -> str:
    """The report as lines for a terminal."""
    told = report.to_json()
    first = "{status}: {system} {version} ({language}), {terms} terms"
    counts = "  {new} new, {changed} changed, {unchanged} unchanged, {gone} gone; {obsolete} not used any more"
    lines = [f"  {words}" for words in told["errors"]] or [counts.format(**told)]
    return "\n".join([first.format(**told), *lines])
