"""A newer text may say of a question after how many days without an answer an older yes ends."""

from django.db import migrations

REACHED = """
-- Whether what is sent to her now arrives before it is too late to answer: as a letter, or in a
-- mailbox she reads. As notifications judge each mail. For functions of the owner only.
create function word_reaches(subject uuid) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select exists (
    select 1 from members_subjectlink l
      join members_person m on m.id = l.person_id and m.state = 'active'
      left join members_account a on a.id = m.account_id
     where l.subject_id = subject and coalesce(a.is_active, true)
       and case when m.reached_by <> '' or coalesce(a.email, '') = '' then m.post_stopped_at is null
                else a.mail_frequency <> 'never' and a.mail_paused_at is null
                     and coalesce(a.no_mail_until <= current_date, true) end) $$;
revoke execute on function word_reaches(uuid) from public, po_app, po_backup, po_erase;

-- Whether her answer lies signed on the desk and waits for the second look. For the owner only.
create function waits_on_paper(subject uuid, wanted bigint) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select exists (select 1 from registry_paperconsent c
    where c.subject_id = subject and c.registry_id = wanted and c.state = 'keyed') $$;
revoke execute on function waits_on_paper(uuid, bigint) from public, po_app, po_backup, po_erase;

-- The first of the last days that run of what she allows a registry. For the owner only.
create function next_last_day(subject uuid, wanted bigint) returns timestamptz
language sql stable security definer set search_path = public, pg_temp as $$
  select min(g.ends_at) from members_grant g
   where g.subject_id = subject and g.purpose like 'registry:' || wanted || ':%'
     and g.grantee_kind = 'nobody' and g.ended_by_id is null
     and g.ends_at > statement_timestamp() $$;
revoke execute on function next_last_day(uuid, bigint) from public, po_app, po_backup, po_erase;

-- Whether the newest word of what ends was never sent (4, 5), or is not out (2) so shortly before
-- the day: a letter waits until the office prints it. Told in one go of two registries, both count.
-- For the owner only.
create function word_missing(subject uuid, last timestamptz) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select exists (
    select 1 from members_subjectlink l
      join lateral (select o.state from notifications_outbox o
                     where o.person_id = l.person_id and o.kind = 'registry.ending'
                     order by o.made_at desc fetch first row with ties) newest on true
     where l.subject_id = subject
       and (newest.state in (4, 5)
            or newest.state <> 2 and last < statement_timestamp() + interval '14 days')) $$;
revoke execute on function word_missing(uuid, timestamptz) from public, po_app, po_backup, po_erase;
"""

TOLD = """
-- As before, and where the newer text sets days for a question (`grace`), what she allows by an
-- older one has a last day from the moment she is told: never a later one than she was told before.
-- Of such a text nobody is told while no word reaches her or her answer waits on paper. A yes to a single use goes the way of the
-- question it was asked because of. `ends`: the first of the last days that run then, null where
-- nothing ends. `zone`: by whose clock a day ends.
drop function take_newer_texts(int);
create function take_newer_texts(most int, zone text)
returns table (participation bigint, person bigint, mark int, since date, ends timestamptz)
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare ids bigint[];
begin
  if acting_purpose() is distinct from 'remind' then return; end if;
  -- Hers first, as whoever answers has it, then read anew: what she decided until then is seen.
  ids := array(
    select p.id from with_older_text() o
      join registry_participation p on p.id = o.participation and p.asked_version < o.version
     where word_reaches(p.subject_id) and not waits_on_paper(p.subject_id, p.registry_id)
        or not exists (
             select 1 from registry_consentsheet s
              cross join lateral jsonb_array_elements(s.content -> 'questions') q(one)
              where s.registry_id = p.registry_id and s.version = o.version
                and (q.one ->> 'grace')::int > 0)
     order by p.id limit most for update of p skip locked);
  return query
    with taken as materialized (
      select p.id, p.subject_id, p.registry_id, o.person, o.version from with_older_text() o
        join registry_participation p on p.id = o.participation and p.asked_version < o.version
       where p.id = any(ids)),
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
           least((select min(e.ends_at) from ending e where e.id = t.id),
                 -- As it was before this statement: what runs since an earlier text.
                 (select min(g.ends_at) from members_grant g
                   where g.subject_id = t.subject_id and g.grantee_kind = 'nobody'
                     and g.purpose like 'registry:' || t.registry_id || ':%'
                     and g.ended_by_id is null and g.ends_at > statement_timestamp()))
      from taken t;
end $$;
"""

HELD_BACK = """
-- Nothing ends by itself of somebody whom nobody may ask meanwhile, as her membership rests or she
-- was just diagnosed, nor of whom no word reaches or did not go out, nor of whose signed answer waits
-- on the desk: the last day goes, and later she is told anew with another one.
create function hold_endings_back() returns integer
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare ids bigint[]; held integer;
begin
  if acting_purpose() is distinct from 'remind' then return 0; end if;
  ids := array(
    select distinct p.id from members_grant g
      join registry_participation p on p.subject_id = g.subject_id
       and g.purpose like 'registry:' || p.registry_id || ':%'
     where g.grantee_kind = 'nobody' and g.ended_by_id is null
       and g.ends_at > statement_timestamp());
  ids := array(  -- hers first, as whoever answers has it
    select p.id from registry_participation p
     where p.id = any(ids)
       and (p.paused_at is not null or peace_of(p.subject_id) is not null
            or not word_reaches(p.subject_id)
            or word_missing(p.subject_id, next_last_day(p.subject_id, p.registry_id))
            or waits_on_paper(p.subject_id, p.registry_id)
            or exists (select 1 from frozen_records(array[p.record_id])))
     order by p.id for update of p skip locked);
  update members_grant g set ends_at = null from registry_participation p
   where p.id = any(ids) and g.subject_id = p.subject_id
     and g.purpose like 'registry:' || p.registry_id || ':%' and g.grantee_kind = 'nobody'
     and g.ended_by_id is null and g.ends_at > statement_timestamp();
  get diagnostics held = row_count;
  update registry_participation p set asked_version = 0 where p.id = any(ids);
  return held;
end $$;
"""

STILL = """
-- Of these participations the ones that wait for an answer while something ends, and the first last
-- day that runs: a mail that names another one is not right any more.
create function still_ending(wanted bigint[]) returns table (participation bigint, last timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
  select f.* from still_newer(wanted) as n(id)
    join registry_participation p on p.id = n.id
   cross join lateral (select p.id, next_last_day(p.subject_id, p.registry_id)) f(id, last)
   where f.last is not null $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0032_one_index"),
        ("members", "0044_deaths_told"),
        ("notifications", "0003_incoming"),
    ]
    operations = [
        migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in (REACHED, TOLD, HELD_BACK, STILL)
    ]
