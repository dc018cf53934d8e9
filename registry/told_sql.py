"""Entries as a data file reads them, with what the consent answers in place of what is stored."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.backends.utils import CursorWrapper

COLUMNS = (
    "record_id, form_id, event_id, instance, repeats_event, answers, missing, cells, status,"
    " occurred_on, provenance, ref"
)
OVER = """
select m.record_id, m.form_id, m.event_id, m.instance, m.repeats_event,
  case when t.said is null then m.answers else (m.answers - t.names) || t.said end,
  case when t.said is null then m.missing else m.missing - t.names end,
  case when t.said is null then m.cells else m.cells - t.names end,
  m.status, m.occurred_on,
  case when t.said is null then m.provenance else m.provenance - t.names end, m.ref
from ({mine}) m ({columns})
left join ({told}) t on t.record_id = m.record_id and t.form_id = m.form_id
"""
BESIDE = """
select t.record_id, t.form_id, null::bigint, 0, false, t.said, '{{}}'::jsonb, '{{}}'::jsonb,
  null::smallint, '', '{{}}'::jsonb, null::uuid
from ({told}) t
where t.alone and t.said <> '{{}}'::jsonb and not exists (
  select 1 from ({mine}) m ({columns})
   where m.record_id = t.record_id and m.form_id = t.form_id)
"""
TOLD = """
select u.record_id, u.form_id, u.said::jsonb as said, u.alone,
  array(select jsonb_array_elements_text(u.names::jsonb)) as names
from unnest(%s::bigint[], %s::bigint[], %s::text[], %s::text[], %s::bool[])
  u (record_id, form_id, said, names, alone)
"""


@dataclass(frozen=True)
class Told:
    """Answers of one form of one record; None: nothing stands there, whatever is stored.

    `alone`: where nobody filled this form in, it stands in the row of the person all the same.
    """

    record_id: int
    form_id: int
    answers: Mapping[str, Any]
    alone: bool = True

    @property
    def said(self) -> dict[str, Any]:
        """Those that have an answer."""
        return {name: value for name, value in self.answers.items() if value is not None}


def columns_of(rows: Sequence[Told]) -> list[list[Any]]:
    """As five lists, for `unnest`."""
    return [
        [one.record_id for one in rows],
        [one.form_id for one in rows],
        [json.dumps(one.said) for one in rows],
        [json.dumps([*one.answers]) for one in rows],
        [one.alone for one in rows],
    ]


def with_told(cursor: CursorWrapper, mine: str, rows: Sequence[Told]) -> str:
    """SQL of entries (`COLUMNS`) with these answers laid over, and rows for forms nobody filled in."""
    told: str = cursor.mogrify(TOLD, columns_of(rows)).decode()
    names = {"mine": mine, "told": told, "columns": COLUMNS}
    return f"{OVER.format(**names)} union all {BESIDE.format(**names)}"
