"""A window is called by its day, so that another anchor finds it; the job takes people one by one."""

from django.conf import settings
from django.db import migrations

# "s12.3.0" said the fourth window; "s12.2026-03-30.0" says the one of that day. Around visits the
# key names the visit and stays. What an anchor that moved opened twice on one day is told apart, and
# named by that day all the same: a key of before would read as later than every day to come.
KEYS = """
update proms_assignment a
   set round_key = k.key || case when k.nth > 1 then '.' || k.nth else '' end
  from (select a.id,
               's' || e.id || '.' || d.day || '.' || split_part(a.round_key, '.', 3) as key,
               row_number() over (
                 partition by e.id, d.day, split_part(a.round_key, '.', 3) order by a.id) as nth
          from proms_assignment a
          join proms_enrolment e on a.round_key ~ '^s[0-9]+\\.[0-9]+\\.[0-9]+$'
           and split_part(a.round_key, '.', 1) = 's' || e.id and e.subject_id = a.subject_id
          join proms_schedule s on s.id = e.schedule_id and s.anchor <> 'visit'
          left join members_subjectlink l on l.subject_id = e.subject_id
          left join members_person p on p.id = l.person_id
          left join members_account c on c.id = p.account_id
         cross join lateral (select to_char(
           a.opens_at at time zone coalesce(nullif(c.time_zone, ''), %s), 'YYYY-MM-DD') as day) d
       ) k
 where k.id = a.id;
"""

JOB = """
-- Everybody active who is not on a schedule for everybody is put on it; who left it stays off. Where
-- its day was moved, it counts from there for everybody, also for whom it was over.
create or replace function enrol_members(wanted bigint, starts date, size int) returns int
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare made int;
begin
  if acting_purpose() is distinct from 'assign' then return 0; end if;
  update proms_enrolment e
     set anchor_on = s.anchor_on, next_at = statement_timestamp(),
         state = case when e.state = 'ended' then 'running' else e.state end,
         reason = case when e.state = 'ended' then '' else e.reason end
    from proms_schedule s
   where s.id = wanted and s.meant_for = 'everybody' and s.anchor = 'day' and s.ended_at is null
     and e.schedule_id = s.id and e.anchor_on <> s.anchor_on
     and (e.state <> 'ended' or e.reason = 'done');
  insert into proms_enrolment
      (ref, subject_id, schedule_id, anchor_on, state, reason, next_at, made_at)
    select gen_random_uuid(), l.subject_id, s.id, coalesce(s.anchor_on, starts), 'running', '',
           statement_timestamp(), statement_timestamp()
      from proms_schedule s cross join members_person p
      join members_subjectlink l on l.person_id = p.id
     where s.id = wanted and s.meant_for = 'everybody' and s.ended_at is null
       and p.state = 'active' and not exists (
         select 1 from proms_enrolment e where e.schedule_id = s.id and e.subject_id = l.subject_id)
     order by p.id limit size
  on conflict do nothing;
  get diagnostics made = row_count;
  return made;
end $$;

-- What is due to be looked at, of each person all of it, of so many people at most: nobody who left
-- or died, and whether a patient still shares with whoever made the schedule.
create or replace function due_enrolments(size int)
returns table (id bigint, person_id bigint, subject_id uuid, zone text, shares boolean)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if acting_purpose() is distinct from 'assign' then return; end if;
  return query select e.id, p.person_id, e.subject_id, coalesce(a.time_zone, '')::text,
      s.meant_for <> 'patient' or exists (select 1 from members_grant g
        where g.subject_id = e.subject_id and g.purpose = 'care' and 'proms' = any(g.scope)
          and g.ended_by_id is null and g.paused_at is null
          and g.starts_at <= statement_timestamp()
          and (g.ends_at is null or g.ends_at > statement_timestamp())
          and exists (select 1 from members_roleholding r
                where r.account_id = s.made_by_account and r.role = 'clinician'
                  and r.starts_at <= statement_timestamp()
                  and (r.ends_at is null or r.ends_at > statement_timestamp()))
          and ((g.grantee_kind = 'account' and g.grantee_id = s.made_by_account)
            or (g.grantee_kind = 'clinic' and g.grantee_id in (
                 select m.clinic_id from members_clinicmembership m
                  where m.account_id = s.made_by_account and m.left_at is null))))
    from (select distinct d.subject_id, d.person_id, d.account_id
            from (select e.subject_id, l.person_id, p.account_id
                    from proms_enrolment e join proms_schedule s on s.id = e.schedule_id
                    join members_subjectlink l on l.subject_id = e.subject_id
                    join members_person p on p.id = l.person_id
                   where e.state <> 'ended' and e.next_at <= statement_timestamp()
                     and s.ended_at is null and p.state = 'active'
                   order by e.next_at limit size) d) p
    join proms_enrolment e on e.subject_id = p.subject_id
    join proms_schedule s on s.id = e.schedule_id
    left join members_account a on a.id = p.account_id
   where e.state <> 'ended' and e.next_at <= statement_timestamp() and s.ended_at is null
   order by p.person_id, e.id;
end $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0037_answer_weekday'),
        ('proms', '0023_reasons_and_guidance'),
    ]

    operations = [
        migrations.RunSQL(JOB, migrations.RunSQL.noop),
        migrations.RunSQL([(KEYS, [settings.TIME_ZONE])], migrations.RunSQL.noop),
    ]
