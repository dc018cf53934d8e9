"""A page for a doctor closes when its member keeps answers to herself whose numbers stand on it."""

import django.contrib.postgres.fields
from django.db import migrations, models

BEFORE = """
-- What is out there was made before anything was kept back: each number that was asked for counts.
update education_doctorpage d
   set numbers_of = array(select m.asked_ref from education_measuring m
        where m.enrolment_id = d.enrolment_id and m.subject_id = d.subject_id
          and m.asked_ref is not null)
 where d.content is not null and 'measured' = any(d.parts);
"""

SQL = """
grant update (numbers_of) on education_doctorpage to po_app;

-- Whether a number on this page is kept back by now; for its member, and for who holds its code.
create function programme_page_kept(page bigint) returns boolean
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  return exists (select 1 from education_doctorpage d
      join proms_assignment a on a.ref = any(d.numbers_of) and a.subject_id = d.subject_id
    where d.id = page and a.withheld
      and (d.subject_id = any(own_subjects('programme')) or exists (select 1 from members_ticket t
        where t.id = acting_ticket() and t.about = 'programme' and t.object_ref = d.id::text)));
end $$;

-- As before; and not where a number on it is kept back.
create or replace function programme_page_ticket() returns bigint
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if acting_kind() is distinct from 'bearer' then return null; end if;
  return (select t.id from members_ticket t
      join education_doctorpage d on d.id = nullif(t.object_ref, '')::bigint
       and d.subject_id = t.subject_id and d.content is not null
      join members_subjectlink l on l.subject_id = d.subject_id
      join members_person p on p.id = l.person_id and p.state in ('active', 'paused')
    where t.id = acting_ticket() and t.about = 'programme' and t.used_at is null
      and t.withdrawn_at is null and t.expires_at > statement_timestamp()
      and not programme_page_kept(d.id));
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("education", "0031_buddies"), ("proms", "0033_kept_to_herself")]
    operations = [
        migrations.AddField(
            model_name="doctorpage",
            name="numbers_of",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.UUIDField(), db_default=[], default=list, size=None
            ),
        ),
        migrations.RunSQL(BEFORE, migrations.RunSQL.noop),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
