"""A newer text may say of a question after how many days without an answer an older yes ends."""

from django.db import migrations

TOLD = """
-- As before, and where the newer text sets days for a question (`grace`), what she allows by an
-- older one has a last day from the moment she is told: never a later one than she was told before.
-- A yes to a single use goes the way of the question it was asked because of. `ends`: the first of
-- these ends, null where nothing ends. `zone`: by whose clock a day ends.
drop function take_newer_texts(int);
create function take_newer_texts(most int, zone text)
returns table (participation bigint, person bigint, mark int, since date, ends timestamptz)
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  if acting_purpose() is distinct from 'remind' then return; end if;
  return query
    with taken as materialized (
      select p.id, p.subject_id, p.registry_id, o.person, o.version from with_older_text() o
        join registry_participation p on p.id = o.participation and p.asked_version < o.version
       order by p.id limit most for update of p skip locked),
    told as (
      update registry_participation p set asked_version = t.version
        from taken t where p.id = t.id returning p.id),
    asked as (
      select t.id, t.subject_id, t.registry_id,
             'registry:' || t.registry_id || ':' || (q.one ->> 'code') as purpose,
             date_trunc('day', statement_timestamp()
               + make_interval(days => (q.one ->> 'grace')::int + 1), zone) as last
        from taken t
        join registry_consentsheet s on s.registry_id = t.registry_id and s.version = t.version
        cross join lateral jsonb_array_elements(s.content -> 'questions') q(one)
       where (q.one ->> 'grace')::int > 0),
    meant as materialized (
      select a.id, a.subject_id, a.purpose, a.last from asked a
      union all
      select a.id, a.subject_id,
             'registry:' || a.registry_id || ':request=' || u.request_id || '.' || u.round,
             min(a.last)
        from asked a join registry_useasking u on u.use = a.purpose
       group by 1, 2, 3),
    ending as (
      update members_grant g set ends_at = least(g.ends_at, m.last)
        from meant m
       where g.subject_id = m.subject_id and g.purpose = m.purpose and g.grantee_kind = 'nobody'
         and g.ended_by_id is null
         and (g.ends_at is null or g.ends_at > statement_timestamp())
      returning m.id, g.ends_at)
    select t.id, t.person, t.version, current_date,
           (select min(e.ends_at) from ending e where e.id = t.id)
      from taken t;
end $$;
"""

HELD_BACK = """
-- Nothing ends by itself of somebody whom nobody may ask meanwhile, as her membership rests or she
-- was just diagnosed: the last day goes, and later she is told anew with another one.
create function hold_endings_back() returns integer
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare held integer;
begin
  if acting_purpose() is distinct from 'remind' then return 0; end if;
  with resting as materialized (
    select g.id as grant_id, p.id from members_grant g
      join registry_participation p on p.subject_id = g.subject_id
       and g.purpose like 'registry:' || p.registry_id || ':%'
     where g.grantee_kind = 'nobody' and g.grantee_id is null and g.ended_by_id is null
       and g.ends_at > statement_timestamp()
       and (p.paused_at is not null or peace_of(p.subject_id) is not null)),
  anew as (
    update registry_participation p set asked_version = 0
     where p.id in (select r.id from resting r))
  update members_grant g set ends_at = null from resting r where g.id = r.grant_id;
  get diagnostics held = row_count;
  return held;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0032_one_index"), ("members", "0044_deaths_told")]
    operations = [migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in (TOLD, HELD_BACK)]
