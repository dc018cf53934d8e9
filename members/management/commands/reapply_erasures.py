"""reapply_erasures: after a restore, whoever was erased since that copy is erased again."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from members import erasure_list
from members.actions.erase_again import reapply_erasures
from members.erasure_list import ListBroken
from po_platform.access.actor import Purpose, System
from po_platform.access.eraser import EraserMissing


class Command(BaseCommand):
    """reapply_erasures [--list FILE …]: beside this installation's own list."""

    help = "Erases again whoever stands in the erasure list. Run it before a restored portal opens."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--list", action="append", type=Path, default=[], dest="lists")

    def handle(self, *args: Any, **options: Any) -> None:
        missing = [str(path) for path in options["lists"] if not path.exists()]
        if missing:
            raise CommandError(f"There is no file {', '.join(missing)}.")
        try:
            erasures = erasure_list.read([erasure_list.place(), *options["lists"]])
            again = reapply_erasures(actor=System(Purpose.OPERATE), erasures=erasures)
        except (ListBroken, EraserMissing) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{len(erasures)} on the list, {again} erased again.")
