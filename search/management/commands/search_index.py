"""search_index: makes the index of everything that can be searched anew, and learns its words."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from search.actions import learn_stems
from search.providers import providers


class Command(BaseCommand):
    """Nothing is missing from the search meanwhile."""

    requires_system_checks = []
    help = "Make the search index of posts and pages anew, and learn its words."

    def handle(self, **options: Any) -> None:
        for provider in providers():
            self.stdout.write(f"{provider.name}: {provider.index_again()}")
        self.stdout.write(f"words: {learn_stems()}")
