"""import_questionnaire FILE [--json] [--dry-run]: a FHIR R4 Questionnaire, with a report."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from members.management.acting import add_as, who_acts
from po_platform.access.actor import Hat, acting_as
from questionnaires.fhir import import_fhir
from questionnaires.fhir.report import Refusal, Report
from questionnaires.intake import take_in
from questionnaires.messages import Message

TOO_LARGE = 6_000_000  # bytes read at most; the importer refuses more than five million


class Command(BaseCommand):
    """Exits with 0 only when the questionnaire can be used."""

    requires_system_checks = []
    help = "Import a FHIR R4 Questionnaire and say what was run, kept, dropped or refused."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="the file, or - for standard input")
        parser.add_argument("--slug", default="", help="the name it gets here")
        parser.add_argument("--language", default="en", help="for files that name none")
        parser.add_argument(
            "--may-decline",
            action="store_true",
            help="“I would rather not say” beside each question; not where a licence wants the form"
            " word for word",
        )
        parser.add_argument("--json", action="store_true", help="the report as one JSON object")
        parser.add_argument("--dry-run", action="store_true", help="only say what would happen")
        add_as(parser)

    def handle(self, *, file: str, **options: Any) -> None:
        report, stored = self._read_in(file, options)
        if options["json"]:
            self.stdout.write(json.dumps({**report.to_json(), **stored}))
        else:
            self.stdout.write(in_words(report))
        if report.errors:
            sys.exit(1)

    def _read_in(self, file: str, options: dict[str, Any]) -> tuple[Report, dict[str, Any]]:
        actor = who_acts(options["account"], Hat.CURATOR)
        try:
            raw = _bytes_of(file)
        except OSError as error:
            words = Message(
                "%(file)s cannot be read: %(why)s.", {"file": file, "why": error.strerror}
            )
            return Report(errors=(Refusal("", words),)), {}
        if options["dry_run"]:
            return import_fhir(raw, default_language=options["language"]).report, {}
        with acting_as(actor):
            intake = take_in(
                actor=actor,
                raw=raw,
                slug=options["slug"],
                language=options["language"],
                may_decline=options["may_decline"],
            )
            return intake.result.report, intake.stored


def in_words(report: Report) -> str:
    """The report as lines for a terminal; what a terminal cannot print is written as its code."""
    lines = [f"{report.status}: {report.items} items"]
    for note, times in report.grouped():
        place = note.path or "the form"
        lines.append(
            f"  {note.level}: {note.message} ({place}{f', {times} times' if times > 1 else ''})"
        )
    lines += [f"  refused: {error.message} ({error.path or 'the file'})" for error in report.errors]
    return "\n".join(lines).encode("utf-8", "backslashreplace").decode()


def _bytes_of(file: str) -> bytes:
    if file == "-":
        return sys.stdin.buffer.read(TOO_LARGE)
    with Path(file).open("rb") as handle:
        return handle.read(TOO_LARGE)
