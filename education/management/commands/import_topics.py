"""import_topics PATH [--json] [--dry-run]: pages and sources from a file, folder or ZIP, as drafts."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from education.actions.taking_in import link_later, take_file
from education.reading_in.files import files_in, is_ours, read_file
from education.reading_in.incoming import Unreadable, tidy
from education.reading_in.report import Report
from members.management.acting import add_as, who_acts
from po_platform.access.actor import Actor, Hat, acting_as


class Command(BaseCommand):
    """Exits with 0 unless nothing at all could be used. Each file is taken in whole or not at all."""

    requires_system_checks = []
    help = "Import pages, programmes and sources (Word, XML topics, Markdown, our JSON, RIS, BibTeX) as drafts."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", help="a file, or a folder or ZIP with such files")
        parser.add_argument("--json", action="store_true", help="the report as one JSON object")
        parser.add_argument("--dry-run", action="store_true", help="only say what would happen")
        add_as(parser)

    def handle(self, *, path: str, **options: Any) -> None:
        report = Report()
        read_in(
            who_acts(options["account"], Hat.EDITOR), Path(path), report, dry_run=options["dry_run"]
        )
        if options["json"]:
            self.stdout.write(json.dumps(report.to_json()))
        else:
            self.stdout.write(in_words(report))
        if report.status == "refused":
            sys.exit(1)


def read_in(actor: Actor, path: Path, report: Report, *, dry_run: bool) -> None:
    """One file after the other; what is wrong with one does not keep the next from being read."""
    is_folder = path.is_dir()
    for file in files_in(path):
        name = tidy(file.relative_to(path) if is_folder else file.name, 200)
        if is_folder and not is_ours(file.name):
            report.note(name, "Passed over: no kind of file this command reads.", "dropped")
            continue
        try:
            take_file(actor=actor, raw=read_file(file), name=name, report=report, dry_run=dry_run)
        except Unreadable as error:
            report.counts["files"] += 1
            report.refuse(name, error)
        except OSError as error:
            report.counts["files"] += 1
            report.refuse(name, f"{name} cannot be read: {error.strerror}.")
    if report.unlinked and not dry_run:
        with acting_as(actor):
            link_later(actor=actor, report=report)
    if not report.counts["files"]:
        report.refuse(tidy(path, 200), "There is no file in it that this command reads.")


def in_words(report: Report) -> str:
    """The report as lines for a terminal; what a terminal cannot print is written as its code."""
    told = report.to_json()
    counts = ", ".join(f"{name} {number}" for name, number in told["counts"].items())
    lines = [f"{told['status']}: {counts}"]
    lines += [f"  {one['level']}: {one['message']} ({one['path']})" for one in told["notes"]]
    lines += [f"  refused: {one['message']} ({one['path']})" for one in told["errors"]]
    return "\n".join(lines).encode("utf-8", "backslashreplace").decode()
