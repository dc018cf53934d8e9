"""Guides in the vault: who asks a member about another guide, and what she is called about."""

from django.db import migrations

HAND_OVER = """
-- A question about another guide: whoever goes along asks, the member answers.
call protect('education_guidehandover',
  sees => $$subject_id = any((select own_subjects('programme'))::uuid[])
            or enrolment_id = any((select guided_enrolments('programme'))::bigint[])$$,
  adds => $$by_account = (select acting_account())
            and enrolment_id = any((select guided_enrolments('programme'))::bigint[])$$,
  changes => $$(subject_id = any((select own_subjects('programme'))::uuid[])
              and (select acting_kind()) = 'account')
            or enrolment_id = any((select guided_enrolments('programme'))::bigint[])$$,
  removes => 'false');
revoke update on education_guidehandover from po_app;
grant update (answer, answered_at) on education_guidehandover to po_app;

-- Whom to tell of it, as person ids: for the member herself and whoever goes along.
create function people_of_hand_over(wanted bigint)
returns table (asked bigint, asking bigint, following bigint)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  return query
    select l.person_id, a.id, f.id from education_guidehandover h
      join members_subjectlink l on l.subject_id = h.subject_id
      left join members_person a on a.account_id = h.by_account and guides_now(h.by_account)
      left join members_person f on f.account_id = h.to_account and guides_now(h.to_account)
     where h.id = wanted and acting_kind() = 'account'
       and (h.subject_id = any(own_subjects('programme')) or h.by_account = acting_account());
end $$;

-- As before, and with the notes she wrote when she asked about another guide.
create or replace function written_as_guide() returns table (at timestamptz, by_name text)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if acting_purpose() is distinct from 'export' then return; end if;
  return query
    select w.at, w.by_name::text from (
        select m.at, m.by_name, m.by_account from education_guidemessage m where m.by_guide
        union all
        select h.at, h.by_name, h.by_account from education_guidehandover h
        union all
        select c.at, c.by_name, c.by_account from education_calltry c) w
      join members_person p on p.account_id = w.by_account
     where p.id = nullif(current_setting('po.person', true), '')::bigint
     order by w.at;
end $$;
"""

CALLS = """
-- Whether and where her guide may call her: hers to say; whoever goes along sees it.
call protect('education_maycall',
  sees => $$subject_id = any((select own_subjects('programme'))::uuid[])
            or enrolment_id = any((select guided_enrolments('programme'))::bigint[])$$,
  adds => $$subject_id = any((select own_subjects('programme'))::uuid[])
            and (select acting_kind()) = 'account'$$,
  changes => $$subject_id = any((select own_subjects('programme'))::uuid[])
            and (select acting_kind()) = 'account'$$,
  removes => $$subject_id = any((select own_subjects('programme'))::uuid[])
            and (select acting_kind()) = 'account'$$);

-- The call itself: whoever goes along puts it there and writes what came of it; the member ends it.
call protect('education_guidecall',
  sees => $$subject_id = any((select own_subjects('programme'))::uuid[])
            or enrolment_id = any((select guided_enrolments('programme'))::bigint[])$$,
  adds => $$enrolment_id = any((select guided_enrolments('programme'))::bigint[])$$,
  changes => $$(subject_id = any((select own_subjects('programme'))::uuid[])
              and (select acting_kind()) = 'account')
            or enrolment_id = any((select guided_enrolments('programme'))::bigint[])$$,
  removes => 'false');
revoke update on education_guidecall from po_app;
grant update (tries, state, next_on, closed_at) on education_guidecall to po_app;

create function guided_calls() returns bigint[]
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  return coalesce((select array_agg(c.id) from education_guidecall c
    where c.enrolment_id = any(guided_enrolments('programme'))), '{}');
end $$;

call protect('education_calltry',
  sees => $$subject_id = any((select own_subjects('programme'))::uuid[])
            or call_id = any((select guided_calls())::bigint[])$$,
  adds => $$by_account = (select acting_account())
            and call_id = any((select guided_calls())::bigint[])$$,
  changes => 'false',
  removes => 'false');

-- Who was written to twice, agreed to be called and has a guide: once for each quiet time, and the
-- guide's person, to tell her. Nobody who paused, left, or is left in peace after a diagnosis.
create function take_quiet_calls(size int) returns table (call_ref uuid, person_id bigint)
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  if acting_purpose() is distinct from 'remind' then return; end if;
  return query
    with due as (
      select e.id, e.subject_id as hers, g.id as guide from education_enrolment e
        join education_maycall m on m.enrolment_id = e.id
        join education_guideassignment a on a.enrolment_id = e.id and a.ended_at is null
         and guides_now(a.guide_account)
        join members_grant r on r.id = a.grant_id and r.ended_by_id is null and r.paused_at is null
        left join education_guide d on d.account_id = a.guide_account
        left join education_guide s on s.id = d.cover_id and guides_now(s.account_id)
         and d.away_from <= current_date and d.away_until >= current_date
        join members_person g on g.account_id = coalesce(s.account_id, a.guide_account)
        join members_subjectlink l on l.subject_id = e.subject_id
        join members_person p on p.id = l.person_id and p.state = 'active'
       where e.state = 'active' and e.rested_at is null and e.nudged >= 2 and e.paused_until is null
         and coalesce(peace_of(e.subject_id) <= statement_timestamp(), true)
         and not exists (select 1 from education_guidecall c where c.enrolment_id = e.id
                          and (c.state = 'waiting' or c.made_at > e.quiet_since
                               or (c.state = 'not_wanted' and c.closed_at > m.agreed_at)))
       order by e.quiet_since, e.id limit size for update of e skip locked),
    made as (
      insert into education_guidecall (ref, subject_id, enrolment_id, why, made_at, next_on)
        select gen_random_uuid(), due.hers, due.id, 'quiet', statement_timestamp(), current_date
          from due
        on conflict do nothing
      returning ref, enrolment_id)
    select made.ref, due.guide from made join due on due.id = made.enrolment_id;
end $$;
"""

GROUPS = """
-- Her place in a group is hers; the others learn a number, and names as each of them agreed.
call protect('education_groupplace',
  sees => $$subject_id = any((select own_subjects('programme'))::uuid[])$$,
  adds => $$subject_id = any((select own_subjects('programme'))::uuid[])
            and (select acting_kind()) = 'account'$$,
  changes => $$subject_id = any((select own_subjects('programme'))::uuid[])
            and (select acting_kind()) = 'account'$$,
  removes => 'false');
revoke update on education_groupplace from po_app;
grant update (called, left_at) on education_groupplace to po_app;

-- Those who are in a group and are here.
create function in_programme_group(wanted bigint)
returns table (subject_id uuid, person_id bigint, called text)
language sql stable security definer set search_path = public, pg_temp as $$
  select c.subject_id, p.id, c.called::text from education_groupplace c
    join members_subjectlink l on l.subject_id = c.subject_id
    join members_person p on p.id = l.person_id and p.state in ('active', 'paused')
   where c.group_id = wanted and c.left_at is null
$$;
revoke execute on function in_programme_group(bigint) from po_app, po_backup, po_erase;

create function programme_group_sizes(wanted bigint[]) returns table (group_id bigint, people int)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  return query select g.id, (select count(*)::int from in_programme_group(g.id))
      from education_programmegroup g where g.id = any(wanted);
end $$;

-- For who is in it, and its guide.
create function names_in_programme_group(wanted bigint) returns table (called text)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if acting_kind() is distinct from 'account' then return; end if;
  if not exists (select 1 from in_programme_group(wanted) i
                  where i.subject_id = any(own_subjects('programme')))
     and not (acting_role('guide') is true and exists (
       select 1 from education_programmegroup g
        where g.id = wanted and g.guide_account = acting_account())) then
    return;
  end if;
  return query select i.called from in_programme_group(wanted) i where i.called <> ''
    order by i.called;
end $$;

-- For the guide who changed or cancelled it, to tell everybody in it.
create function people_of_programme_group(wanted bigint) returns table (person_id bigint)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if acting_role('guide') is not true or not exists (select 1 from education_programmegroup g
       where g.id = wanted and g.guide_account = acting_account()) then
    return;
  end if;
  return query select i.person_id from in_programme_group(wanted) i;
end $$;

-- Who is in it, for the software while it delivers.
create function programme_group_comers(wanted bigint) returns setof bigint
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if acting_purpose() is distinct from 'deliver' then return; end if;
  return query select i.person_id from in_programme_group(wanted) i;
end $$;

-- Groups that go on and whose guide is none any more do not take place: each once, with everybody
-- in the group, to be told.
create function take_lost_groups(at_most int)
returns table (group_ref uuid, version smallint, person_id bigint)
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  if acting_purpose() is distinct from 'remind' then return; end if;
  return query
    with lost as (
      select g.id from education_programmegroup g
       where g.cancelled_at is null and g.over_at > statement_timestamp()
         and not guides_now(g.guide_account)
       order by g.id limit at_most for update of g skip locked),
    marked as (
      update education_programmegroup g
         set cancelled_at = statement_timestamp(), version = g.version + 1
        from lost where lost.id = g.id
      returning g.id, g.ref, g.version)
    select marked.ref, marked.version, i.person_id from marked, in_programme_group(marked.id) i;
end $$;

-- Meetings of the next day and a half, each once, with everybody in the group.
create function take_group_meetings(at_most int)
returns table (group_ref uuid, version smallint, meeting int, person_id bigint)
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  if acting_purpose() is distinct from 'remind' then return; end if;
  return query
    with due as (
      select g.id, case when g.opens_at > statement_timestamp() then 1 else 2 end as which
        from education_programmegroup g
       where g.cancelled_at is null and guides_now(g.guide_account)
         and ((g.reminded < 1 and g.opens_at > statement_timestamp()
               and g.opens_at <= statement_timestamp() + interval '36 hours')
           or (g.reminded < 2 and g.opens_at <= statement_timestamp()
               and g.over_at > statement_timestamp()
               and g.over_at <= statement_timestamp() + interval '36 hours'))
       order by g.id limit at_most for update of g skip locked),
    marked as (
      update education_programmegroup g set reminded = due.which from due where due.id = g.id
      returning g.id, g.ref, g.version, g.reminded)
    select marked.ref, marked.version, marked.reminded::int, i.person_id
      from marked, in_programme_group(marked.id) i
      join members_person p on p.id = i.person_id and p.state = 'active';
end $$;
"""

# As in 0011, with notes of calls and of guides who hand over.
COUNTED = """
create or replace function rights_count_education(which uuid, wanted text[])
returns table (place text, texts bigint, people bigint)
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare hers uuid;
begin
  select c.subject into hers from counting_for(which, wanted) c;
  return query
    select 'programmes', count(*), count(distinct p.subject_id) from (
        select e.subject_id from education_enrolment e where names_in(wanted, e.goal)
        union all
        select s.subject_id from education_stepstate s
         where names_in(wanted, s.words) or names_in(wanted, s.answers)
        union all
        select i.subject_id from education_ifthenplan i
         where names_in(wanted, i.if_text, i.then_text, i.outcome_words)
        union all
        select d.subject_id from education_doctorpage d
         where names_in(wanted, d.to_say) or names_in(wanted, d.content)) p
     where p.subject_id is distinct from hers
    union all
    select 'guides', count(*), count(distinct m.subject_id) from (
        select g.subject_id from education_guidemessage g where names_in(wanted, g.text)
        union all
        select t.subject_id from education_calltry t where names_in(wanted, t.note)
        union all
        select h.subject_id from education_guidehandover h where names_in(wanted, h.note)) m
     where m.subject_id is distinct from hers;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("education", "0012_human_beside")]
    operations = [
        migrations.RunSQL(sql, migrations.RunSQL.noop)
        for sql in (HAND_OVER, CALLS, GROUPS, COUNTED)
    ]
