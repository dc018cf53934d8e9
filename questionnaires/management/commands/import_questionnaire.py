"""import_questionnaire FILE [--json] [--dry-run]: a FHIR R4 Questionnaire, with a report."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, ClassVar

from django.core.management.base import BaseCommand, CommandError, CommandParser

from po_platform.access.actor import Purpose, System, acting_as
from questionnaires.fhir import import_fhir
from questionnaires.fhir.report import Report
from questionnaires.intake import take_in

TOO_LARGE = 6 * 1024 * 1024


class Command(BaseCommand):
    """Exits with 0 only when the questionnaire can be used."""

    requires_system_checks: ClassVar[list[str]] = []
    help = "Import a FHIR R4 Questionnaire and say what was run, kept, dropped or refused."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="the file, or - for standard input")
        parser.add_argument("--slug", default="", help="the name it gets here")
        parser.add_argument("--language", default="en", help="for files that name none")
        parser.add_argument("--json", action="store_true", help="the report as JSON")
        parser.add_argument("--dry-run", action="store_true", help="only say what would happen")

    def handle(self, *, file: str, **options: Any) -> None:
        raw = _read(file)
        if options["dry_run"]:
            report = import_fhir(raw, default_language=options["language"]).report
            told = report.to_json()
        else:
            with acting_as(System(Purpose.OPERATE)) as actor:
                intake = take_in(
                    actor=actor, raw=raw, slug=options["slug"], language=options["language"]
                )
            report, told = intake.result.report, intake.to_json()
        self.stdout.write(json.dumps(told, ensure_ascii=False) if options["json"] else _said(report))
        if report.errors:
            sys.exit(1)


def _read(file: str) -> bytes:
    try:
        if file == "-":
            return sys.stdin.buffer.read(TOO_LARGE)
        with Path(file).open("rb") as handle:
            return handle.read(TOO_LARGE)
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.") from error


def _said(report: Report) -> str:
    lines = [f"{report.status}: {report.items} items"]
    lines += [
        f"  {note.level}: {note.message} ({note.path or 'the form'}{f', {n} times' if n > 1 else ''})"
        for note, n in report.grouped()
    ]
    lines += [f"  refused: {error.message} ({error.path or 'the file'})" for error in report.errors]
    return "\n".join(lines)
