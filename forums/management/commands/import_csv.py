"""import_csv PATH [--json] [--dry-run]: take over a forum of any program, written as a table."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from forums.management.moving import MovingCommand
from forums.moving.shape import OldForum
from forums.moving.table import TableForum


class Command(MovingCommand):
    """The same file again changes nothing; see docs/how-to/move-a-forum.md."""

    help = (
        "Take over a forum of any program, written as a table (CSV or XLSX): a line for each post."
    )
    source = "csv"
    of_path = "the table (CSV or XLSX)"

    def reader(self, path: Path, options: dict[str, Any]) -> OldForum:
        return TableForum(path)
