"""import_discourse PATH [--json] [--dry-run]: take over topics of Discourse (JSON files with a post_stream)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from forums.management.moving import MovingCommand, site_of
from forums.moving.discourse import DiscourseForum
from forums.moving.shape import OldForum


class Command(MovingCommand):
    """The same file again changes nothing; see docs/how-to/move-a-forum.md."""

    help = "Take over topics of Discourse (JSON files with a post_stream)."
    source = "discourse"
    of_path = "a JSON file, or a folder of such files"
    takes_folders = True
    has_pages = True

    def reader(self, path: Path, options: dict[str, Any]) -> OldForum:
        return DiscourseForum(path, site_of(options))
