"""Who acts for a child by law says on the telephone that a programme begins for it."""

from django.db import migrations

SQL = """
-- Children without an account whom the one person on the telephone acts for by law, and what was begun
-- for each. Nothing of it to a child somebody speaks for, nor where no word is carried out.
create function children_told()
returns table (ref uuid, subject_id uuid, name text, begun bigint[])
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare teller bigint;
begin
  if acting_purpose() is distinct from 'paper' or told_by_child() then return; end if;
  select p.account_id into teller from members_subjectlink l
    join members_person p on p.id = l.person_id and p.state = 'active'
   where l.subject_id = nullif(current_setting('po.subject', true), '')::uuid;
  if teller is null then return; end if;
  return query
    select c.ref, l.subject_id, c.display_name::text,
           array(select e.programme_id from education_enrolment e where e.subject_id = l.subject_id)
      from members_grant g
      join members_subjectlink l on l.subject_id = g.subject_id
      join members_person c on c.id = l.person_id and c.account_id is null
       and c.state in ('active', 'paused')
     where g.purpose = 'proxy' and g.grantee_kind = 'account' and g.grantee_id = teller
       and 'answer' = any(g.scope)
       and exists (select 1 from living_proxies(g.subject_id) s where s.id = g.id)
     order by c.display_name, g.id;
end $$;

-- It begins for one of them, marked as by law; its ref, or nothing where it was begun before, was
-- stopped, or is no child of whoever says it.
create function begin_for_child(child uuid, of_programme bigint) returns uuid
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  whose uuid;
  teller bigint;
  made uuid;
begin
  select k.subject_id into whose from children_told() k where k.ref = child;
  if whose is null then return null; end if;
  select p.account_id into teller from members_subjectlink l
    join members_person p on p.id = l.person_id
   where l.subject_id = nullif(current_setting('po.subject', true), '')::uuid;
  insert into education_enrolment (ref, subject_id, programme_id, version_id, door, begun, begun_by,
      state, goal, at_step, steps_done, started_at, quiet_since, nudged, remind_every)
    select gen_random_uuid(), whose, g.id, v.id, 'self', 'proxy', teller,
           'active', '', '', 0, statement_timestamp(), statement_timestamp(), 0, 1
      from education_programme g
      join education_programmeversion v on v.id = g.live_id and v.stop_id is null
     where g.id = of_programme
  on conflict do nothing
  returning ref into made;
  return made;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("education", "0034_buddies_of_ones_group"),
        ("members", "0045_age_said"),
    ]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
