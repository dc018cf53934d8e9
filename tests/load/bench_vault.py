"""What row-level security costs, and what the shapes cost that we do not use.

Beside the real tables stands a synthetic one of registry entries, because the shapes that were
turned down exist nowhere else. Times are Postgres' own execution times, the smallest of five.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import connection, transaction

from po_platform.access.actor import SignedIn, acting_as

PER_SUBJECT, REGISTRIES = 4, 20
REPEATS = 5
AsApp = Callable[[Callable[[], "Timing"]], "Timing"]
OWN = "select count(*) from (select * from bench_entry) own"
REGISTRY = "select count(*) from bench_entry where registry_id = 1"
COHORT = f"{REGISTRY} and sex = 1 and born between 1950 and 1970 and stage >= 2"

ARRAYS = (
    "subject_id = any((select bench_subjects())::uuid[])"
    " or registry_id = any((select bench_registries())::int[])"
)
CASE = (
    "case when registry_id = any((select bench_registries())::int[]) then true"
    " else subject_id = any((select bench_subjects())::uuid[]) end"
)
EXISTS = (
    "subject_id = any((select bench_subjects())::uuid[]) or exists (select 1 from bench_curator c"
    " where c.registry_id = bench_entry.registry_id"
    " and c.account_id = nullif(current_setting('bench.account', true), '')::int)"
)
RESEARCH = (
    "registry_id = nullif(current_setting('bench.registry', true), '')::int"
    " and exists (select 1 from bench_grant g"
    " where g.subject_id = bench_entry.subject_id and g.ended_at is null)"
)
TABLES = """
create table bench_entry (
  id bigint primary key, subject_id uuid not null, registry_id int not null,
  sex int not null, born int not null, stage int not null);
create table bench_grant (
  subject_id uuid primary key, nth int not null, ended_at timestamptz);
create table bench_curator (account_id int, registry_id int, primary key (account_id, registry_id));
insert into bench_entry
  select n, ('00000000-0000-4000-8000-' || lpad(to_hex(n / {per_subject}), 12, '0'))::uuid,
         1 + n % {registries}, (n / 20) % 2, 1930 + (n / 40) % 75, (n / 3000) % 5
    from generate_series(1, {rows}) n;
insert into bench_grant
  select subject_id, row_number() over (), null from (select distinct subject_id from bench_entry) s;
insert into bench_curator values (1, 1);
create index bench_entry_subject on bench_entry (subject_id);
create index bench_entry_registry on bench_entry (registry_id);
create index bench_grant_nth on bench_grant (nth);
-- The actor's two arrays, as the vault's own functions give them.
create function bench_subjects() returns uuid[]
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  return coalesce((select array_agg(subject_id) from bench_grant
    where nth <= nullif(current_setting('bench.subjects', true), '')::int), '{{}}');
end $$;
create function bench_registries() returns int[]
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  return coalesce((select array_agg(registry_id) from bench_curator
    where account_id = nullif(current_setting('bench.account', true), '')::int), '{{}}');
end $$;
alter table bench_entry enable row level security;
alter table bench_entry force row level security;
create policy owner_all on bench_entry to po_owner using (true) with check (true);
create policy research on bench_entry for select to po_research using ({research});
grant select on bench_entry, bench_grant, bench_curator to po_app, po_research;
"""


@dataclass(frozen=True)
class Timing:
    """One way to one answer; `most_ms` None where it is only shown what we do without."""

    what: str
    milliseconds: float
    rows: int
    most_ms: float | None


def prepare(rows: int) -> None:
    """The synthetic entries, four of each subject, in twenty registries; made once. As owner."""
    with connection.cursor() as cursor:
        cursor.execute("select to_regclass('bench_entry')")
        if cursor.fetchone()[0] is not None:
            return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            TABLES.format(
                rows=rows, per_subject=PER_SUBJECT, registries=REGISTRIES, research=RESEARCH
            )
        )
    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze bench_entry, bench_grant, bench_curator")


@dataclass(frozen=True)
class Question:
    """A statement on the real tables, who asks, and how long it may take."""

    what: str
    actor: SignedIn
    sql: str
    most_ms: float


def measure(as_app: AsApp, real: Sequence[Question]) -> list[Timing]:
    """Each shape in turn; `as_app` runs something signed in as the web role."""
    with connection.cursor() as cursor:
        cursor.execute("select count(distinct subject_id) from bench_entry")
        subjects = int(cursor.fetchone()[0])

    def synthetic(
        what: str, most: float | None, sql: str, *, role: str = "", **settings: int
    ) -> Timing:
        return as_app(lambda: _timing(what, most, sql, role, settings))

    found = []
    with _policy(ARRAYS):
        found.append(synthetic("own rows, two arrays", 1, OWN, subjects=1))
        found.append(synthetic("a curator's registry, two arrays", 50, REGISTRY, account=1))
        for many in (5_000, 50_000, 200_000):
            if many <= subjects:
                what = f"cohort count, array of {many} subjects"
                found.append(synthetic(what, None, COHORT, subjects=many))
    with _policy(CASE):
        found.append(synthetic("own rows, case (not used)", None, OWN, subjects=1))
    with _policy(EXISTS):
        found.append(synthetic("own rows, array or exists (not used)", None, OWN, subjects=1))
    what = "cohort count, exists as po_research"
    found.append(synthetic(what, 50, COHORT, registry=1, role="po_research"))
    return [*found, *(as_app(partial(_real, question)) for question in real)]


@contextmanager
def _policy(rule: str) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"create policy app_select on bench_entry for select to po_app using ({rule})"
        )
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("drop policy app_select on bench_entry")


def _timing(what: str, most: float | None, sql: str, role: str, settings: dict[str, int]) -> Timing:
    with transaction.atomic(), connection.cursor() as cursor:
        for name, value in settings.items():
            cursor.execute("select set_config(%s, %s, true)", [f"bench.{name}", str(value)])
        if role:
            cursor.execute(f"set local role {role}")
        return _best(cursor, what, most, sql)


def _real(question: Question) -> Timing:
    with acting_as(question.actor), connection.cursor() as cursor:
        return _best(cursor, question.what, question.most_ms, question.sql)


def _best(cursor: Any, what: str, most: float | None, sql: str) -> Timing:
    times = []
    for _repeat in range(REPEATS):
        cursor.execute(f"explain (analyze, timing off, format json) {sql}")
        plan = cursor.fetchone()[0]
        plan = json.loads(plan) if isinstance(plan, str) else plan
        times.append(float(plan[0]["Execution Time"]))
    cursor.execute(sql)
    counted = cursor.fetchall()
    rows = counted[0][0] if len(counted) == 1 and len(counted[0]) == 1 else len(counted)
    return Timing(what, round(min(times), 2), int(rows), most)
