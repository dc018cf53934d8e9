"""A newer text may say of a question after how many days without an answer an older yes ends."""

from django.db import migrations, models

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

-- Whether the word of what ends was never sent (4, 5), or is not out (2) so shortly before the day: a
-- letter waits until the office prints it. It is the word of the tick that told this day, whatever came
-- later, of a newer text or another registry; of several told in one go all count, as what they are
-- about is sealed. What was not sent as it was not right any more ('done': answered, or of another
-- day) says nothing while another word is there. Of what was sent long ago no row is left.
-- For the owner only.
create function word_missing(subject uuid, told timestamptz, last timestamptz) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(
           bool_or(o.state in (4, 5)
                   or o.state <> 2 and last < statement_timestamp() + interval '14 days')
             filter (where o.state <> 4 or o.why <> 'done'),
           count(*) > 0)
    from members_subjectlink l
    join notifications_outbox o on o.person_id = l.person_id and o.kind = 'registry.ending'
     and o.made_at >= told and o.made_at < told + interval '30 minutes'
   where l.subject_id = subject $$;
revoke execute on function word_missing(uuid, timestamptz, timestamptz) from public, po_app, po_backup, po_erase;
"""

TOLD = """
-- As before, and where the newer text sets days for a question (`grace`), what she allows by an
-- older one has a last day from the moment she is told: never a later one than she was told before.
-- Of such a text nobody is told while no word reaches her or her answer waits on paper. A yes to a single use goes the way of the
-- question it was asked because of. `ends`: the first of the last days that run then, null where
-- nothing ends; `ending_told` keeps when each day was told, by purpose. `zone`: by whose clock a day ends.
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
      update members_grant g set ends_at = m.last
        from meant m
       where g.subject_id = m.subject_id and g.purpose = m.purpose and g.grantee_kind = 'nobody'
         and g.ended_by_id is null and (g.ends_at is null or g.ends_at > m.last)
      returning m.id, g.purpose, g.ends_at),
    told as (
      update registry_participation p
         set asked_version = t.version,
             ending_told = p.ending_told || coalesce(
               (select jsonb_object_agg(e.purpose, statement_timestamp()) from ending e
                 where e.id = t.id), '{}')
        from taken t where p.id = t.id returning p.id)
    select t.id, t.person, t.version, current_date,
           least((select min(e.ends_at) from ending e where e.id = t.id),
                 -- As it was before this statement: what runs since an earlier text.
                 next_last_day(t.subject_id, t.registry_id))
      from taken t;
end $$;
"""

HELD_BACK = """
-- What she allows with a last day that may not come: of these participations, or of all (null). What
-- was told together stands or goes together, by the first day of it. For the owner only.
create function to_hold_back(wanted bigint[]) returns table (id bigint, participation bigint)
language sql stable security definer set search_path = public, pg_temp as $$
  select runs.id, p.id from (
    select g.id, p.id as participation, (p.ending_told ->> g.purpose)::timestamptz as told,
           min(g.ends_at) over (partition by p.id, p.ending_told ->> g.purpose) as last
      from members_grant g
      join registry_participation p on p.subject_id = g.subject_id
       and g.purpose like 'registry:' || p.registry_id || ':%'
     where g.grantee_kind = 'nobody' and g.ended_by_id is null
       and g.ends_at > statement_timestamp()
       and (wanted is null or p.id = any(wanted))) runs
    join registry_participation p on p.id = runs.participation
   where p.paused_at is not null or peace_of(p.subject_id) is not null
      or not word_reaches(p.subject_id)
      or word_missing(p.subject_id, runs.told, runs.last)
      or waits_on_paper(p.subject_id, p.registry_id)
      or exists (select 1 from frozen_records(array[p.record_id])) $$;
revoke execute on function to_hold_back(bigint[]) from public, po_app, po_backup, po_erase;

-- Nothing ends by itself of somebody whom nobody may ask meanwhile, as her membership rests or she
-- was just diagnosed, nor of whom no word reaches or did not go out, nor of whose signed answer waits
-- on the desk: the last day goes, and later she is told anew with another one.
create function hold_endings_back() returns integer
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare ids bigint[]; held integer;
begin
  if acting_purpose() is distinct from 'remind' then return 0; end if;
  ids := array(select distinct h.participation from to_hold_back(null) h);
  ids := array(  -- hers first, as whoever answers has it, then read anew
    select p.id from registry_participation p
     where p.id = any(ids) order by p.id for update of p skip locked);
  with held_now as (
    update members_grant g set ends_at = null from to_hold_back(ids) h
     where g.id = h.id returning h.participation),
  anew as (
    update registry_participation p set asked_version = 0
     where p.id in (select n.participation from held_now n))
  select count(*) into held from held_now;
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
        migrations.AddField("participation", "ending_told", models.JSONField(default=dict)),
        *(
            migrations.RunSQL(sql, migrations.RunSQL.noop)
            for sql in (REACHED, TOLD, HELD_BACK, STILL)
        ),
    ]
