"""Emptying tables between tests takes their owner; the web role may not."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from tests.database import connect_as


class Command(BaseCommand):
    """Truncates every table but the list of migrations."""

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--noinput", "--no-input", action="store_false", dest="interactive")
        parser.add_argument("--database", default="default")

    stealth_options = ("reset_sequences", "allow_cascade", "inhibit_post_migrate")

    def handle(self, **options: Any) -> None:
        with connect_as("owner") as owner, owner.cursor() as cursor:
            cursor.execute(
                "select string_agg(format('%I', tablename), ', ') from pg_tables "
                "where schemaname = 'public' and tablename not in "
                "('django_migrations', 'django_content_type')"
            )
            (tables,) = cursor.fetchone() or ("",)
            cursor.execute(f"truncate {tables} restart identity")
        owner.close()
