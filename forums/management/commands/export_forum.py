"""export_forum FILE [--json]: all boards, topics and posts that are shown, as one JSON object."""

from __future__ import annotations

import json
import os
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError

from forums.actions.taking_along import take_along
from members.management.acting import account_acting, add_as
from po_platform.access.actor import Actor, Hat, acting_as


class Command(BaseCommand):
    """FILE may be -, for standard output."""

    requires_system_checks = []
    help = "Write the whole forum to a JSON file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="where to; - is standard output")
        parser.add_argument("--json", action="store_true", help="say what was written as JSON")
        add_as(parser)

    def handle(self, *, file: str, **options: Any) -> None:
        actor = account_acting(options["account"], Hat.MODERATOR)
        try:
            with acting_as(actor):
                counts = self._write(actor, file)
        except PermissionDenied as refused:
            raise CommandError(str(refused)) from refused
        except OSError as error:
            raise CommandError(f"{file} cannot be written: {error.strerror}.") from error
        if file != "-":
            words = ", ".join(f"{number} {name}" for name, number in counts.items())
            told = {"status": "written", **counts}
            self.stdout.write(json.dumps(told) if options["json"] else f"written: {words}")

    def _write(self, actor: Actor, file: str) -> dict[str, int]:
        if file == "-":
            return take_along(actor=actor, out=sys.stdout)
        target = Path(file)
        partly = target.with_name(f"{target.name}.partly")
        with open(partly, "w", encoding="utf-8", opener=_for_owner) as out:
            counts = take_along(actor=actor, out=out)
        partly.replace(target)
        return counts


def _for_owner(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
