"""Around programmes in the vault: when somebody is asked how she is; everything hers alone."""

from django.db import migrations

MEASURING = """
-- When she is asked how she is, and where her answers lie: hers alone.
call protect('education_measuring',
  sees => $$subject_id = any((select own_subjects('programme'))::uuid[])$$,
  adds => $$subject_id = any((select own_subjects('programme'))::uuid[])
            and (select acting_kind()) = 'account'$$,
  changes => $$subject_id = any((select own_subjects('programme'))::uuid[])
            and (select acting_kind()) = 'account'$$,
  removes => 'false');
revoke update on education_measuring from po_app;
grant update (due_on, asked_ref, left_out_at, told_at) on education_measuring to po_app;

-- Three months on: each is taken once, on its day. Nobody who left, died, began again, or is left in
-- peace after a diagnosis; whoever is in peace is asked when it is over.
create function take_measuring_days(size int)
returns table (measuring_ref uuid, person_id bigint, enrolment_ref uuid, day date)
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  if acting_purpose() is distinct from 'remind' then return; end if;
  return query
    with due as (
      select m.id, p.id as person, e.ref as way from education_measuring m
        join education_enrolment e on e.id = m.enrolment_id
        join members_subjectlink l on l.subject_id = m.subject_id
        join members_person p on p.id = l.person_id
       where m.moment = 'later' and m.told_at is null and m.left_out_at is null
         and m.asked_ref is null and m.due_on <= current_date
         and e.state = 'done' and e.rested_at is null and p.state = 'active'
         and coalesce(peace_of(m.subject_id) <= statement_timestamp(), true)
       order by m.due_on, m.id limit size for update of m skip locked)
    update education_measuring m set told_at = statement_timestamp()
      from due where due.id = m.id
    returning m.ref, due.person, due.way, m.due_on;
end $$;

-- Of these, the ones a mail is still right for.
create function still_to_measure(wanted uuid[]) returns setof uuid
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if acting_purpose() is distinct from 'deliver' then return; end if;
  return query select m.ref from education_measuring m
      join education_enrolment e on e.id = m.enrolment_id
   where m.ref = any(wanted) and m.left_out_at is null and m.asked_ref is null
     and m.told_at is not null and m.due_on <= current_date
     and e.state = 'done' and e.rested_at is null
     and coalesce(peace_of(m.subject_id) <= statement_timestamp(), true);
end $$;
"""

DOCTOR = """
-- What she chose for a page a doctor may read, and the page as it went out.
call protect('education_doctorpage',
  sees => $$subject_id = any((select own_subjects('programme'))::uuid[])$$,
  adds => $$subject_id = any((select own_subjects('programme'))::uuid[])
            and (select acting_kind()) = 'account'$$,
  changes => $$subject_id = any((select own_subjects('programme'))::uuid[])
            and (select acting_kind()) = 'account'$$,
  removes => 'false');
revoke update on education_doctorpage from po_app;
grant update (parts, to_say, agreed_at, content, seen_at) on education_doctorpage to po_app;

-- The ticket of the code somebody holds, while it opens a page that went out and its member is here.
create function programme_page_ticket() returns bigint
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if acting_kind() is distinct from 'bearer' then return null; end if;
  return (select t.id from members_ticket t
      join education_doctorpage d on d.id = nullif(t.object_ref, '')::bigint
       and d.subject_id = t.subject_id and d.content is not null
      join members_subjectlink l on l.subject_id = d.subject_id
      join members_person p on p.id = l.person_id and p.state in ('active', 'paused')
    where t.id = acting_ticket() and t.about = 'programme' and t.used_at is null
      and t.withdrawn_at is null and t.expires_at > statement_timestamp());
end $$;

-- One opening more: 'open', 'often' when it was opened as often as it may be, '' for no such page.
create function open_programme_page(most int) returns text
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  wanted bigint := programme_page_ticket();
  openings int;
begin
  if wanted is null then return ''; end if;
  select jsonb_array_length(t.detail->'opened') into openings from members_ticket t
   where t.id = wanted for update;
  if openings >= most then return 'often'; end if;
  update members_ticket t set detail = jsonb_set(t.detail, '{opened}',
      (t.detail->'opened') || to_jsonb(statement_timestamp()))
   where t.id = wanted;
  return 'open';
end $$;

-- The page itself, after an opening.
create function programme_page_of_ticket() returns jsonb
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  return (select d.content from members_ticket t
      join education_doctorpage d on d.id = t.object_ref::bigint and d.subject_id = t.subject_id
    where t.id = programme_page_ticket() and jsonb_array_length(t.detail->'opened') between 1 and 3);
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("education", "0009_around_programmes"),
        ("members", "0031_intended_purpose"),
    ]
    operations = [migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in (MEASURING, DOCTOR)]
