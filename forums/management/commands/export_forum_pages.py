"""export_forum_pages FOLDER [--archive] [--json]: the forum as pages, read without a server."""

from __future__ import annotations

import json
import shutil
from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError

from forums.actions.still_pages import write_pages
from members.management.acting import account_acting, add_as
from po_platform.access.actor import Hat, acting_as


class Command(BaseCommand):
    """The folder appears when it is whole; whatever goes wrong, nothing is left half-written."""

    requires_system_checks = []
    help = "Write the whole forum as pages into a new folder."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", help="where to; it must not be there yet")
        parser.add_argument(
            "--archive", action="store_true",
            help="for the shelf of the organisation: groups and posts that wait too",
        )  # fmt: skip
        parser.add_argument("--json", action="store_true", help="say what was written as JSON")
        add_as(parser)

    def handle(self, *, folder: str, archive: bool, **options: Any) -> None:
        actor = account_acting(options["account"], Hat.MODERATOR)
        target = Path(folder)
        if target.exists():
            raise CommandError(f"{folder} is there already. Name a folder that is not.")
        partly = target.with_name(f"{target.name}.{uuid4().hex}.partly")
        try:
            partly.mkdir(mode=0o700)
            with acting_as(actor):
                counts = write_pages(actor=actor, folder=partly, archive=archive)
                partly.rename(target)
        except PermissionDenied as refused:
            raise CommandError(str(refused)) from refused
        except OSError as error:
            raise CommandError(f"{folder} cannot be written: {error.strerror}.") from error
        finally:
            shutil.rmtree(partly, ignore_errors=True)
        words = ", ".join(f"{number} {name}" for name, number in counts.items())
        told = {"status": "written", **counts}
        self.stdout.write(json.dumps(told) if options["json"] else f"written: {words}")
