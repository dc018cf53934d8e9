"""Brings the catalogues of translations up to date: ./po manage messages [--check]."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from po_platform.kit import catalogues


class Command(BaseCommand):
    """Finds new sentences, drops old ones, compiles; names what still has to be translated."""

    help = "Update and compile the translations; --check changes nothing and fails when behind."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing, fail when behind")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        behind = []
        for language, path in catalogues.catalogue_paths(settings.LOCALE_PATHS):
            found = catalogues.messages_in(settings.BASE_DIR)
            catalog = catalogues.refreshed(catalogues.kept(path, language), found)
            files = {
                path: catalogues.as_po(catalog),
                path.with_suffix(".mo"): catalogues.as_mo(catalog),
            }
            if not check:
                for file, content in files.items():
                    file.write_bytes(content)
            still_open = catalogues.open_messages(catalog)
            stale = any(not f.exists() or f.read_bytes() != content for f, content in files.items())
            self.stdout.write(
                f"{language}: {len(catalog)} sentences, {len(still_open)} to translate"
            )
            for words in still_open:
                self.stdout.write(f"  {words}")
            if still_open or stale:
                behind.append(language)
        if check and behind:
            raise CommandError(f"Behind: {', '.join(behind)}. Run: ./po manage messages")
