"""What the commands that take over a forum share: their options, and how they tell what happened."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_slug

from forums.actions.bringing import Wish, bring_in
from forums.models import Board
from forums.moving.shape import OldForum, Report, Unreadable, web_address
from members.management.acting import account_acting, add_as
from po_platform.access.actor import Hat


class MovingCommand(BaseCommand):
    """A command takes a path and says with which reader. Exits with 0 unless nothing could be used."""

    requires_system_checks = []
    source = ""
    of_path = "the file"  # what its path names, for --help
    takes_folders = False
    has_pages = False  # whether its program gives each account a page of its own

    def reader(self, path: Path, options: dict[str, Any]) -> OldForum:
        """Reads what stands there; raises Unreadable and OSError."""
        raise NotImplementedError

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", help=self.of_path)
        parser.add_argument("--json", action="store_true", help="the report as one JSON object")
        parser.add_argument("--dry-run", action="store_true", help="only say what would happen")
        parser.add_argument(
            "--source", default=self.source,
            help="a short name of the old forum; the same one in every run, another for another forum",
        )  # fmt: skip
        parser.add_argument(
            "--into", action="append", default=[], metavar="[OLD=]BOARD",
            help="the board here (its id in the address) for an old one, or for all without OLD=",
        )  # fmt: skip
        parser.add_argument(
            "--findable-after", type=int, default=365, metavar="DAYS",
            help="until searches find posts whose authors have not come back (default 365)",
        )  # fmt: skip
        if self.has_pages:
            parser.add_argument(
                "--site", default="", metavar="ADDRESS",
                help="where the old forum is still to be seen (https://…), for words in profiles",
            )  # fmt: skip
        add_as(parser)

    def handle(self, *, path: str, **options: Any) -> None:
        report = self._run(Path(path), options)
        self.stdout.write(json.dumps(report.to_json()) if options["json"] else report.in_words())
        if report.status == "refused":
            sys.exit(1)

    def _run(self, path: Path, options: dict[str, Any]) -> Report:
        wish, notes = _wish(options), list[str]()
        try:
            if path.is_dir() and not self.takes_folders:
                raise Unreadable("This is a folder. Name the one file.")
            return bring_in(
                actor=account_acting(options["account"], Hat.MODERATOR),
                forum=self.reader(path, options),
                wish=wish,
            )
        except Unreadable as error:
            why, notes = str(error), error.places
        except PermissionDenied as refused:
            why = str(refused)
        except OSError as error:
            why = f"{path} cannot be read: {error.strerror}."
        return Report(wish.source, wish.dry_run, refusal=why, notes=notes)


def _wish(options: dict[str, Any]) -> Wish:
    try:
        validate_slug(options["source"])
        into = dict(_place(words) for words in options["into"])
    except ValueError as error:
        raise CommandError(
            "--into takes the id of a board, as it stands in its address."
        ) from error
    except ValidationError as error:
        raise CommandError("--source takes letters, figures, - and _ only.") from error
    missing = [ref for ref in into.values() if not Board.objects.filter(ref=ref).exists()]
    if missing:
        raise CommandError(f"There is no board {missing[0]}.")
    if not 0 <= options["findable_after"] <= 36_500:
        raise CommandError("--findable-after takes a number of days, 0 to 36500.")
    return Wish(options["source"], into, options["findable_after"], options["dry_run"])


def site_of(options: dict[str, Any]) -> str:
    """Without what stands behind the last part, such as index.php; '' when none was named."""
    given = str(options["site"]).strip()
    site = web_address(given.removesuffix("index.php").rstrip("/"))
    if given and (not site or "?" in site or "#" in site):
        raise CommandError(
            "--site takes the address of the old forum, as https://forum.example.org."
        )
    return site


def _place(words: str) -> tuple[str, UUID]:
    old, _, ref = words.rpartition("=")
    return old, UUID(ref)
