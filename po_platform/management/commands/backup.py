"""backup: a checked copy of database, keys and files; old ones go."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import psycopg2
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from po_platform.backup import BackupFailed
from po_platform.backup.manifest import read
from po_platform.backup.taking import forget_old, take_backup
from po_platform.settings import env


class Command(BaseCommand):
    """backup [--to FOLDER] [--json]; needs DATABASE_BACKUP_URL."""

    help = "Copies database, keys and files into a new folder, counts every row, and tidies up."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--to", type=Path, default=settings.BACKUPS_DIR)
        parser.add_argument("--json", action="store_true", help="one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            folder = take_backup(options["to"], env.text("DATABASE_BACKUP_URL"))
        except (BackupFailed, env.SettingMissing, OSError, psycopg2.Error) as error:
            raise CommandError(f"There is NO new backup. {error}") from error
        gone = forget_old(options["to"])
        rows = sum(read(folder).rows.values())
        if options["json"]:
            self.stdout.write(json.dumps({"folder": str(folder), "rows": rows, "gone": gone}))
            return
        self.stdout.write(f"{folder}: {rows} rows, counted and compared.")
        for name in gone:
            self.stdout.write(f"Too old, and gone: {name}")
