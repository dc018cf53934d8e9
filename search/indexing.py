"""A row's words in its column `search`, and the stems that stand in such columns."""

from __future__ import annotations

from django.db import connection
from django.db.models import Model

from .compiled import config_for

INDEX = """
update {table} set search =
  setweight(to_tsvector(%(config)s::regconfig, %(title)s), 'A')
  || setweight(to_tsvector(%(config)s::regconfig, %(short)s), 'B')
  || to_tsvector(%(config)s::regconfig, %(rest)s)
 where id = %(id)s
"""
STEMS = """
select word from ts_stat('select search from {table} where {shown} is not null')
 where word ~ '^[[:alpha:]]{{3,60}}$'
"""


def index_row(row: Model, language: str, *, title: str, rest: str, short: str = "") -> None:
    """Makes it findable: its title before the sentences on top before the rest."""
    words: dict[str, str | int] = {
        "config": config_for(language),
        "title": title,
        "short": short,
        "rest": rest,
        "id": row.pk,
    }
    with connection.cursor() as cursor:
        cursor.execute(INDEX.format(table=row._meta.db_table), words)


def stems_in(model: type[Model], shown: str) -> list[str]:
    """Of the rows that can be found; `shown`: the column that is filled in those."""
    with connection.cursor() as cursor:
        cursor.execute(STEMS.format(table=model._meta.db_table, shown=shown))
        return [word for (word,) in cursor.fetchall()]
