"""import_mbox PATH [--json] [--dry-run]: take over the archive of a mailing list (mbox)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from forums.management.moving import MovingCommand
from forums.moving.mbox import MboxForum
from forums.moving.shape import OldForum


class Command(MovingCommand):
    """The same file again changes nothing; see docs/how-to/move-a-forum.md."""

    help = "Take over the archive of a mailing list (mbox)."
    source = "mbox"
    of_path = "the archive, plain or packed by gzip or bzip2, or a folder of such files that are one archive"
    takes_folders = True

    def reader(self, path: Path, options: dict[str, Any]) -> OldForum:
        return MboxForum(path)
