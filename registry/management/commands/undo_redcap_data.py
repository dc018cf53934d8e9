"""undo_redcap_data BATCH [--json]: a file of data taken back, as if it had never come."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError, CommandParser

from po_platform.access.actor import Purpose, System, acting_as
from registry.actions.undo_import import undo_import
from registry.models import Batch


class Command(BaseCommand):
    """Says how many rows went, how many are as before, and how many somebody changed since."""

    requires_system_checks = []
    help = "Take one imported file of data back."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("batch", type=UUID, help="the id the import printed")
        parser.add_argument("--json", action="store_true", help="the counts as one JSON object")

    def handle(self, *, batch: UUID, **options: Any) -> None:
        actor = System(Purpose.OPERATE)
        with acting_as(actor):
            found = Batch.objects.select_related("dataset").filter(ref=batch).first()
            if found is None:
                raise CommandError(f"There is no batch {batch}.")
            try:
                undone = undo_import(actor=actor, batch=found)
            except PermissionDenied as error:
                raise CommandError(str(error)) from error
        told = asdict(undone)
        words = "{removed} removed, {restored} as before, {changed_since} changed since and kept"
        self.stdout.write(json.dumps(told) if options["json"] else words.format(**told))
        if undone.closed and not options["json"]:
            numbers = ", ".join(undone.closed)
            self.stdout.write(
                f"as the file wrote it, since nothing may be changed: record {numbers}"
            )
        saved = ["visit " + title for title in undone.visits]
        saved += ["form " + name for name in undone.forms]
        if saved and not options["json"]:
            self.stdout.write("saved on a page since and kept: " + ", ".join(saved))
