"""Around programmes in the vault: how she is, a page for her doctor, her sheets, who invited her."""

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
-- peace after a diagnosis; whoever is in peace is asked when it is over. Nothing is asked that is
-- not in use now, nor after the time in which it could be answered.
create function take_measuring_days(size int, in_use text[], after date)
returns table (measuring_ref uuid, person_id bigint, enrolment_ref uuid, day date)
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  if acting_purpose() is distinct from 'remind' then return; end if;
  return query
    with due as (
      select m.id, p.id as person, e.ref as way from education_measuring m
        join education_enrolment e on e.id = m.enrolment_id
        join education_programmeversion v on v.id = e.version_id and v.measured_by = any(in_use)
        join members_subjectlink l on l.subject_id = m.subject_id
        join members_person p on p.id = l.person_id
       where m.moment = 'later' and m.told_at is null and m.left_out_at is null
         and m.asked_ref is null and m.due_on <= current_date
         and m.due_on > after
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

KEYING = """
-- As before, and for codes about steps too.
create or replace function reply_code_fate(hash bytea) returns text
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if not acting_role('desk') then return null; end if;
  return (select case when t.used_at is not null then 'used'
                      when t.withdrawn_at is not null then 'withdrawn'
                      when t.expires_at <= statement_timestamp() then 'expired' end
    from members_ticket t where t.secret_hash = hash and t.about in ('answer', 'step'));
end $$;

-- The way a code about steps names, while it goes on and its member is here.
create function way_of_ticket() returns bigint
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if acting_kind() is distinct from 'bearer' then return null; end if;
  return (select e.id from members_ticket t
      join education_enrolment e on e.id = nullif(t.object_ref, '')::bigint
       and e.subject_id = t.subject_id and e.state in ('active', 'done') and e.rested_at is null
      join members_subjectlink l on l.subject_id = e.subject_id
      join members_person p on p.id = l.person_id and p.state = 'active'
    where t.id = acting_ticket() and t.about = 'step' and t.used_at is null
      and t.withdrawn_at is null and t.expires_at > statement_timestamp());
end $$;

-- For the desk: whose sheets, which version, which steps are done by herself or entered; no words.
create function keyed_enrolment()
returns table (enrolment_id bigint, enrolment_ref uuid, subject_id uuid, person_id bigint,
  display_name text, version_id bigint, done text[], keyed text[])
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  return query select e.id, e.ref, e.subject_id, p.id, p.display_name::text, e.version_id,
      array(select s.step::text from education_stepstate s where s.enrolment_id = e.id
             and s.done_at is not null and s.entered_by is null),
      array(select s.step::text from education_stepstate s where s.enrolment_id = e.id
             and s.done_at is not null and s.entered_by is not null)
    from education_enrolment e
    join members_subjectlink l on l.subject_id = e.subject_id
    join members_person p on p.id = l.person_id
   where e.id = way_of_ticket();
end $$;

-- One step entered for her; false for what she did herself. A plan comes in its two halves.
create function key_step(wanted text, said text, given jsonb, no_answer jsonb, version bigint,
  wording bigint, if_said text, then_said text, way_it_came text, by_account bigint)
returns boolean
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  way bigint := way_of_ticket();
  hers uuid;
begin
  if way is null or by_account is null or way_it_came not in ('phone', 'paper') then
    return false;
  end if;
  select e.subject_id into hers from education_enrolment e where e.id = way for update;
  if exists (select 1 from education_stepstate s where s.enrolment_id = way and s.step = wanted
              and s.done_at is not null and s.entered_by is null) then
    return false;
  end if;
  insert into education_stepstate (subject_id, enrolment_id, step, first_seen_at, done_at, words,
      answers, missing, asked_id, asked_in_id, how, entered_by)
    values (hers, way, wanted, statement_timestamp(), statement_timestamp(), said, given,
      no_answer, version, wording, way_it_came, by_account)
  on conflict (enrolment_id, step) do update
    set done_at = excluded.done_at, words = excluded.words, answers = excluded.answers,
        missing = excluded.missing, asked_id = excluded.asked_id,
        asked_in_id = excluded.asked_in_id, how = excluded.how, entered_by = excluded.entered_by;
  if then_said <> '' and not exists (
       select 1 from education_ifthenplan f where f.enrolment_id = way and f.step = wanted
          and f.if_text = if_said and f.then_text = then_said) then
    insert into education_ifthenplan (ref, subject_id, enrolment_id, step, if_text, then_text,
        made_at, outcome, outcome_words)
      values (gen_random_uuid(), hers, way, wanted, if_said, then_said, statement_timestamp(),
        '', '');
  end if;
  update education_enrolment e
     set quiet_since = statement_timestamp(), nudged = 0, paused_until = null,
         steps_done = (select count(*) from education_stepstate s
                        where s.enrolment_id = way and s.done_at is not null),
         at_step = case when e.state = 'done' then e.at_step else wanted end
   where e.id = way;
  return true;
end $$;
"""

INVITED = """
-- Who invited her stands on her own row.
grant update (invited_by) on education_enrolment to po_app;
"""

HOW_FAR = """
-- How many did each step of a version, and how many stopped there, in steps of five and none of
-- fewer; '' is everybody who began. For who writes and checks; nobody is named.
create function steps_reached(wanted bigint)
returns table (step text, done bigint, stopped bigint)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if acting_role('editor') is not true and acting_role('reviewer') is not true then return; end if;
  return query
    with ways as (
      select e.id, e.at_step::text as here, e.state in ('left', 'resting') as over
        from education_enrolment e where e.version_id = wanted),
    did as (
      select s.step::text as name, count(*) as n from education_stepstate s
        join ways w on w.id = s.enrolment_id where s.done_at is not null group by s.step),
    ended as (select w.here as name, count(*) as n from ways w where w.over group by w.here)
    select coalesce(did.name, ended.name), coalesce(did.n, 0) / 5 * 5, coalesce(ended.n, 0) / 5 * 5
      from did full join ended on ended.name = did.name
     where coalesce(did.name, ended.name) <> ''
     union all select '', count(*) / 5 * 5, 0::bigint from ways;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("education", "0009_around_programmes"),
        ("members", "0031_intended_purpose"),
    ]
    operations = [
        migrations.RunSQL(sql, migrations.RunSQL.noop)
        for sql in (MEASURING, DOCTOR, KEYING, INVITED, HOW_FAR)
    ]
