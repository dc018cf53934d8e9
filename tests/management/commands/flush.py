"""Emptying tables between tests takes their owner; the web role may not."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from tests.database import connect_as

TABLES = """
select format('%I', tablename) from pg_tables where schemaname = 'public'
and tablename not in ('django_migrations', 'django_content_type')
"""


class Command(BaseCommand):
    """Empties every table but the list of migrations, and counts from 1 again.

    Only tables with rows are touched: truncating them all makes a thousand files anew each time.
    """

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--noinput", "--no-input", action="store_false", dest="interactive")
        parser.add_argument("--database", default="default")

    stealth_options = ("reset_sequences", "allow_cascade", "inhibit_post_migrate")

    def handle(self, **options: Any) -> None:
        with connect_as("owner") as owner, owner.cursor() as cursor:
            cursor.execute(TABLES)
            asked = [
                f"select '{name}' where exists (select 1 from {name})"
                for (name,) in cursor.fetchall()
            ]
            cursor.execute(" union all ".join(asked))
            filled = [name for (name,) in cursor.fetchall()]
            # Some tables refuse to forget; foreign keys are looked at once all rows are gone.
            for does in ("alter table {} disable trigger user", "delete from {}"):
                for name in filled:
                    cursor.execute(does.format(name))
            cursor.execute("set constraints all immediate")
            for name in filled:
                cursor.execute(f"alter table {name} enable trigger user")
            cursor.execute(
                "select setval(format('%I', sequencename)::regclass, 1, false)"
                " from pg_sequences where schemaname = 'public' and last_value is not null"
            )
        owner.close()
