"""Who is on which schedule is health data; the job finds what is due and sees one person at a time."""

from django.db import migrations

SQL = """
call protect('proms_enrolment',
  sees => $$subject_id = any((select visible_subjects('proms'))::uuid[])
    and (select acting_kind()) is distinct from 'bearer' and (select acting_help()) is null$$,
  adds => $$subject_id = any((select visible_subjects('proms'))::uuid[])
    and (select acting_kind()) is distinct from 'bearer' and (select acting_help()) is null$$,
  changes => $$subject_id = any((select visible_subjects('proms'))::uuid[])
    and (select acting_kind()) is distinct from 'bearer' and (select acting_help()) is null$$,
  removes => 'false');

-- Everybody active who is not on a schedule for everybody is put on it; who left it stays off.
create function enrol_members(wanted bigint, starts date, size int) returns int
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare made int;
begin
  if acting_purpose() is distinct from 'assign' then return 0; end if;
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

-- What is due to be looked at: nobody who left or died, and whether a patient still shares with
-- whoever made the schedule.
create function due_enrolments(size int)
returns table (id bigint, person_id bigint, subject_id uuid, zone text, shares boolean)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if acting_purpose() is distinct from 'assign' then return; end if;
  return query select e.id, p.id, e.subject_id, coalesce(a.time_zone, '')::text,
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
    from proms_enrolment e join proms_schedule s on s.id = e.schedule_id
    join members_subjectlink l on l.subject_id = e.subject_id
    join members_person p on p.id = l.person_id left join members_account a on a.id = p.account_id
   where e.state <> 'ended' and e.next_at <= statement_timestamp() and s.ended_at is null
     and p.state = 'active'
   order by e.next_at, e.id limit size;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("proms", "0014_schedules")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
