"""export_articles [--all]: every page with its sources, every programme, the glossary, as one JSON object."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from education.queries.export import everything
from po_platform.access.actor import Purpose, System, acting_as


class Command(BaseCommand):
    """On standard output. import_topics reads it back, as drafts that need their checks."""

    requires_system_checks = []
    help = "Export all health pages and programmes, their texts, checks and sources, as JSON."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="also drafts and earlier texts")

    def handle(self, *, all: bool, **options: Any) -> None:
        with acting_as(System(Purpose.OPERATE)) as actor:
            told = everything(actor=actor, history=all)
        self.stdout.write(json.dumps(told, ensure_ascii=False, indent=1, default=str))
