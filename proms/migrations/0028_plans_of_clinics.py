"""A clinician's plan belongs to the clinic it was made for; it rests while nothing is shared with it."""

import django.db.models.deletion
from django.db import migrations, models

# Plans that were made on the ground of sharing with a clinic belong to it: that of the oldest
# sharing which held on that day, where their maker worked there on that day. Nothing begins or ends.
KEPT = """
update proms_schedule s set clinic_id = found.clinic_id
  from (select distinct on (s.id) s.id, g.grantee_id as clinic_id
          from proms_schedule s
          join proms_enrolment e on e.schedule_id = s.id
          join members_grant g on g.subject_id = e.subject_id and g.purpose = 'care'
           and g.grantee_kind = 'clinic' and 'proms' = any(g.scope) and g.starts_at <= s.made_at
           and (g.ends_at is null or g.ends_at > s.made_at)
          left join members_decision d on d.id = g.ended_by_id
          join members_clinicmembership m on m.clinic_id = g.grantee_id
           and m.account_id = s.made_by_account and m.joined_at <= s.made_at
           and (m.left_at is null or m.left_at > s.made_at)
         where s.meant_for = 'patient' and (g.ended_by_id is null or d.at > s.made_at)
         order by s.id, g.id) found
 where found.id = s.id;
-- From now on a plan of a clinic is looked at every day.
update proms_enrolment e
   set next_at = least(e.next_at, statement_timestamp() + interval '1 day')
  from proms_schedule s
 where s.id = e.schedule_id and s.meant_for = 'patient' and e.state <> 'ended';
"""

JOB = """
-- Whether a clinician sees the answers of this person now who made the plan or works where it
-- belongs: through a sharing with herself or with any clinic of hers.
create function plan_is_shared(subject uuid, maker bigint, clinic bigint) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select acting_purpose() = 'assign' and exists (
    select 1 from members_grant g
      join members_roleholding r on r.role = 'clinician'
       and r.starts_at <= statement_timestamp()
       and (r.ends_at is null or r.ends_at > statement_timestamp())
       and (r.account_id = maker or r.account_id in (
             select m.account_id from members_clinicmembership m
              where m.clinic_id = clinic and m.left_at is null))
     where g.subject_id = subject and g.purpose = 'care' and 'proms' = any(g.scope)
       and g.ended_by_id is null and g.paused_at is null
       and g.starts_at <= statement_timestamp()
       and (g.ends_at is null or g.ends_at > statement_timestamp())
       and ((g.grantee_kind = 'account' and g.grantee_id = r.account_id)
         or (g.grantee_kind = 'clinic' and g.grantee_id in (
              select m.clinic_id from members_clinicmembership m
               where m.account_id = r.account_id and m.left_at is null)))) $$;
revoke execute on function plan_is_shared(uuid, bigint, bigint) from public;

-- As before; whether a patient still shares is asked of the clinic the plan belongs to as well.
create or replace function due_enrolments(size int)
returns table (id bigint, person_id bigint, subject_id uuid, zone text, shares boolean)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if acting_purpose() is distinct from 'assign' then return; end if;
  return query select e.id, p.person_id, e.subject_id, coalesce(a.time_zone, '')::text,
      s.meant_for <> 'patient' or plan_is_shared(e.subject_id, s.made_by_account, s.clinic_id)
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
        ('members', '0040_moderators_of_boards'),
        ('proms', '0027_day_on_the_sheet'),
    ]

    operations = [
        migrations.AddField(
            model_name='schedule',
            name='clinic',
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name='+',
                to='members.clinic',
            ),
        ),
        migrations.AddField(
            model_name='enrolment',
            name='unshared_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.RunSQL(JOB, migrations.RunSQL.noop),
        migrations.RunSQL(KEPT, migrations.RunSQL.noop),
    ]
