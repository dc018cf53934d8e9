"""import_phpbb PATH [--files FOLDER] [--json] [--dry-run]: take over a phpBB 3 forum (its dump and uploads)."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from forums.management.moving import MovingCommand, site_of
from forums.moving.phpbb import PhpbbForum
from forums.moving.shape import OldForum


class Command(MovingCommand):
    """The same file again changes nothing; see docs/how-to/move-a-forum.md."""

    help = "Take over a phpBB 3 forum (the dump of its MySQL database, and its folder of uploads)."
    source = "phpbb"
    of_path = "the dump (.sql), plain or packed by gzip, bzip2 or ZIP"
    has_pages = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--files", type=Path, metavar="FOLDER",
            help="a copy of the folder of the forum, with files/ in it: what was attached to posts",
        )  # fmt: skip

    def reader(self, path: Path, options: dict[str, Any]) -> OldForum:
        return PhpbbForum(path, options["files"], site_of(options))
