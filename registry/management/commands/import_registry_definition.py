"""import_registry_definition FILE [--slug NEW] [--dry-run] [--json]: a new registry from its file."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from members.management.acting import add_as, who_acts
from po_platform.access.actor import Actor, Hat, SignedIn, acting_as
from questionnaires.fhir.report import Note, Refusal, Report
from questionnaires.messages import Message
from registry.actions.definition_file import make_from_file
from registry.forms.definition_file import MOST_BYTES, Read, read_definition
from registry.management.commands.import_redcap_dictionary import bytes_of

NOBODY = "Nobody looks after it: say with --as whose registry it is."


class Command(BaseCommand):
    """Exits with 0 only when the file can be used."""

    requires_system_checks = []
    help = "Make a registry from a file of its definition; datasets and consent begin as drafts."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="the file, or - for standard input")
        parser.add_argument("--slug", default="", help="another short name for it")
        parser.add_argument("--json", action="store_true", help="the report as one JSON object")
        parser.add_argument("--dry-run", action="store_true", help="only say what would be made")
        add_as(parser)

    def handle(self, *, file: str, **options: Any) -> None:
        actor = who_acts(options["account"], Hat.CURATOR)
        read = _read(actor, file, options["slug"], dry_run=options["dry_run"])
        told = json.dumps(read.to_json()) if options["json"] else in_words(read)
        self.stdout.write(told)
        if read.report.errors:
            sys.exit(1)


def _read(actor: Actor, file: str, slug: str, *, dry_run: bool) -> Read:
    try:
        raw = bytes_of(file, MOST_BYTES)
    except OSError as error:
        told = {"file": file, "why": error.strerror}
        words = Message("%(file)s cannot be read: %(why)s.", told)
        return Read(Report(errors=(Refusal("", words),)))
    with acting_as(actor):
        read = read_definition(raw, slug=slug)
        if read.plan is not None and not isinstance(actor, SignedIn):
            read = _with_note(read, NOBODY)
        if read.plan is not None and not dry_run:
            make_from_file(actor=actor, plan=read.plan)
    return read


def _with_note(read: Read, words: str) -> Read:
    note = Note("registry", Message(words), "kept")
    return replace(read, report=replace(read.report, notes=(*read.report.notes, note)))


def in_words(read: Read) -> str:
    """The report as lines for a terminal; what a terminal cannot print is written as its code."""
    told, report = read.to_json(), read.report
    lines = [f"{told['status']}: {told['datasets']} datasets, {told['forms']} forms"]
    for note, times in report.grouped():
        more = f", {times} times" if times > 1 else ""
        lines.append(f"  {note.level}: {note.message} ({note.path or 'the file'}{more})")
    lines += [f"  refused: {error.message} ({error.path or 'the file'})" for error in report.errors]
    if read.plan is not None:
        lines.append(f"registry {read.slug}; datasets and consent are drafts")
    return "\n".join(lines).encode("utf-8", "backslashreplace").decode()
