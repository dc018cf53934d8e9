"""export_articles [--all] [--page SLUG …] [--without-files]: every page with its sources and files, every
programme, the glossary, as one JSON object."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from education.queries.export import everything
from education.reading_in import files as reading
from po_platform.access.actor import Purpose, System, acting_as

TOO_LARGE = (
    "Larger than import_topics reads (%s MB): export again with --page, or with --without-files."
)


class Command(BaseCommand):
    """On standard output. import_topics reads it back, as drafts that need their checks."""

    requires_system_checks = []
    help = "Export all health pages and programmes, their texts, checks and sources, as JSON."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="also drafts and earlier texts")
        parser.add_argument(
            "--page", action="append", metavar="SLUG", help="of this page alone; may be repeated"
        )
        parser.add_argument(
            "--without-files", action="store_true", help="leave the files of pages out"
        )

    def handle(
        self, *, all: bool, page: list[str] | None, without_files: bool, **options: Any
    ) -> None:
        slugs = set(page or ())
        with acting_as(System(Purpose.OPERATE)) as actor:
            told = everything(actor=actor, history=all, files=not without_files, slugs=slugs)
        found = {one["slug"] for one in (*told["articles"], *told["texts_of_columns"])}
        if slugs - found:
            raise CommandError(f"No page of this name: {', '.join(sorted(slugs - found))}")
        text = json.dumps(told, ensure_ascii=False, indent=1, default=str)
        self.stdout.write(text)
        if len(text.encode()) >= reading.MOST_LARGE:  # a line end follows
            self.stderr.write(TOO_LARGE % (reading.MOST_LARGE // 1_000_000))
