"""import_phpbb PATH [--json] [--dry-run]: take over a phpBB 3 forum (the dump of its MySQL database)."""

from __future__ import annotations

from pathlib import Path

from forums.management.moving import MovingCommand
from forums.moving.phpbb import PhpbbForum
from forums.moving.shape import OldForum


class Command(MovingCommand):
    """The same file again changes nothing; see docs/how-to/move-a-forum.md."""

    help = "Take over a phpBB 3 forum (the dump of its MySQL database)."
    source = "phpbb"

    def reader(self, path: Path) -> OldForum:
        return PhpbbForum(path)
