"""Plans end on a day where one was written; what is only offered is put on nobody's list."""

from django.db import migrations, models

JOB = """
-- As before; what is offered is begun by each herself, so nobody is put on it, or on it again.
-- Nobody is put on what is over.
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
     and (e.state <> 'ended' or (e.reason = 'done' and not s.offered));
  insert into proms_enrolment
      (ref, subject_id, schedule_id, anchor_on, state, reason, next_at, made_at)
    select gen_random_uuid(), l.subject_id, s.id, coalesce(s.anchor_on, starts), 'running', '',
           statement_timestamp(), statement_timestamp()
      from proms_schedule s cross join members_person p
      join members_subjectlink l on l.person_id = p.id
     where s.id = wanted and s.meant_for = 'everybody' and s.ended_at is null and not s.offered
       and (s.until is null or s.until >= starts)
       and p.state = 'active' and not exists (
         select 1 from proms_enrolment e where e.schedule_id = s.id and e.subject_id = l.subject_id)
     order by p.id limit size
  on conflict do nothing;
  get diagnostics made = row_count;
  return made;
end $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('proms', '0030_plans_by_law'),
    ]

    operations = [
        migrations.AddField(
            model_name='schedule',
            name='until',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='schedule',
            name='offered',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.RunSQL(JOB, migrations.RunSQL.noop),
    ]
