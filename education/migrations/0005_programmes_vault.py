"""Programmes in the vault: her way is hers; a guide sees as much as her consent says; the quiet days."""

from django.db import migrations

GUIDES = """
-- Enrolments a guide goes along with now, as far as consent for this kind of row reaches: her own,
-- and of whom she stands in for today.
create function guided_enrolments(kind text) returns bigint[]
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if acting_role('guide') is not true then return '{}'; end if;
  return coalesce((select array_agg(a.enrolment_id) from education_guideassignment a
    join members_grant g on g.id = a.grant_id and g.subject_id = a.subject_id
   where a.ended_at is null and g.purpose = 'guide' and kind = any(g.scope)
     and g.grantee_kind = 'account' and g.grantee_id = a.guide_account
     and g.ended_by_id is null and g.paused_at is null
     and g.starts_at <= statement_timestamp()
     and (g.ends_at is null or g.ends_at > statement_timestamp())
     and (g.grantee_id = acting_account() or exists (
       select 1 from education_guide away join education_guide here on here.id = away.cover_id
        where away.account_id = g.grantee_id and here.account_id = acting_account()
          and away.away_from <= current_date and away.away_until >= current_date))), '{}');
end $$;

-- Display names of those people, for the guide's list.
create function guided_people() returns table (enrolment_id bigint, subject_id uuid,
  person_id bigint, display_name text)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  return query select e.id, e.subject_id, p.id, p.display_name::text
      from education_enrolment e
      join members_subjectlink l on l.subject_id = e.subject_id
      join members_person p on p.id = l.person_id
     where e.id = any(guided_enrolments('programme')) and p.state in ('active', 'paused');
end $$;

-- How many people each guide goes along with now; numbers and nothing else.
create function guide_loads() returns table (account_id bigint, people int)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if acting_account() is null then return; end if;
  return query select a.guide_account, count(*)::int from education_guideassignment a
      join members_grant g on g.id = a.grant_id
     where a.ended_at is null and g.ended_by_id is null and g.paused_at is null
     group by a.guide_account;
end $$;

-- Whom to tell of a message: the other of the two, as a person id. For whoever just wrote it.
create function person_to_tell(wanted bigint) returns bigint
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  said education_guidemessage;
  other bigint;
begin
  select * into said from education_guidemessage m
   where m.id = wanted and m.by_account = acting_account();
  if said.id is null then return null; end if;
  if said.by_guide then
    select l.person_id into other from members_subjectlink l where l.subject_id = said.subject_id;
    return other;
  end if;
  select p.id into other from education_guideassignment a
    join members_grant g on g.id = a.grant_id and g.ended_by_id is null and g.paused_at is null
    left join education_guide d on d.account_id = a.guide_account
    left join education_guide c on c.id = d.cover_id
     and d.away_from <= current_date and d.away_until >= current_date
    join members_person p on p.account_id = coalesce(c.account_id, a.guide_account)
   where a.enrolment_id = said.enrolment_id and a.ended_at is null;
  return other;
end $$;
"""

WALLS = """
call protect('education_enrolment',
  sees => $$subject_id = any((select own_subjects('programme'))::uuid[])
            or id = any((select guided_enrolments('programme'))::bigint[])$$,
  adds => $$subject_id = any((select own_subjects('programme'))::uuid[])
            and (select acting_kind()) = 'account'$$,
  changes => $$subject_id = any((select own_subjects('programme'))::uuid[])
            and (select acting_kind()) = 'account'$$,
  removes => 'false');
revoke update on education_enrolment from po_app;
grant update (door, state, goal, at_step, steps_done, quiet_since, ended_at, paused_until, nudged, nudged_at)
  on education_enrolment to po_app;

call protect('education_stepstate',
  sees => $$subject_id = any((select own_subjects('programme'))::uuid[])
            or enrolment_id = any((select guided_enrolments('programme_words'))::bigint[])$$,
  adds => $$subject_id = any((select own_subjects('programme'))::uuid[])
            and (select acting_kind()) = 'account'$$,
  changes => $$subject_id = any((select own_subjects('programme'))::uuid[])
            and (select acting_kind()) = 'account'$$,
  removes => 'false');

call protect('education_ifthenplan',
  sees => $$subject_id = any((select own_subjects('programme'))::uuid[])
            or enrolment_id = any((select guided_enrolments('programme_words'))::bigint[])$$,
  adds => $$subject_id = any((select own_subjects('programme'))::uuid[])
            and (select acting_kind()) = 'account'$$,
  changes => $$subject_id = any((select own_subjects('programme'))::uuid[])
            and (select acting_kind()) = 'account'$$,
  removes => 'false');

call protect('education_later',
  sees => $$subject_id = any((select own_subjects('programme'))::uuid[])$$,
  adds => $$subject_id = any((select own_subjects('programme'))::uuid[])
            and (select acting_kind()) = 'account'$$,
  changes => $$subject_id = any((select own_subjects('programme'))::uuid[])
            and (select acting_kind()) = 'account'$$,
  removes => $$subject_id = any((select own_subjects('programme'))::uuid[])
            and (select acting_kind()) = 'account'$$);

-- A member takes a guide and lets her go; a guide sees whom she goes along with.
call protect('education_guideassignment',
  sees => $$subject_id = any((select own_subjects('programme'))::uuid[])
            or enrolment_id = any((select guided_enrolments('programme'))::bigint[])$$,
  adds => $$subject_id = any((select own_subjects('programme'))::uuid[])
            and (select acting_kind()) = 'account'$$,
  changes => $$subject_id = any((select own_subjects('programme'))::uuid[])
            and (select acting_kind()) = 'account'$$,
  removes => 'false');
revoke update on education_guideassignment from po_app;
grant update (sees_words, ended_at) on education_guideassignment to po_app;

-- Words between two people: each writes in her own name, and only marks as read what the other wrote.
call protect('education_guidemessage',
  sees => $$subject_id = any((select own_subjects('programme'))::uuid[])
            or enrolment_id = any((select guided_enrolments('programme'))::bigint[])$$,
  adds => $$by_account = (select acting_account()) and (
            (not by_guide and subject_id = any((select own_subjects('programme'))::uuid[]))
            or (by_guide and enrolment_id = any((select guided_enrolments('programme'))::bigint[])))$$,
  changes => $$(by_guide and subject_id = any((select own_subjects('programme'))::uuid[])
              and (select acting_kind()) = 'account')
            or (not by_guide and enrolment_id = any((select guided_enrolments('programme'))::bigint[]))$$,
  removes => 'false');
revoke update on education_guidemessage from po_app;
grant update (read_at) on education_guidemessage to po_app;
"""

TICK = """
-- Who has been quiet for 7, 21 and 35 days: each is taken once, and with the third the way rests.
-- Nobody who paused, left, died, has not decided yet, or is left in peace after a diagnosis.
create function take_programme_nudges(size int)
returns table (enrolment_ref uuid, person_id bigint, rung smallint, since timestamptz)
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  if acting_purpose() is distinct from 'remind' then return; end if;
  return query
    with due as (
      select e.id, p.id as person from education_enrolment e
        join members_subjectlink l on l.subject_id = e.subject_id
        join members_person p on p.id = l.person_id
       where e.state = 'active' and e.rested_at is null and e.nudged < 3 and p.state = 'active'
         and e.quiet_since <= statement_timestamp() - interval '7 days'
         and e.paused_until is null
         and e.quiet_since + make_interval(days => (array[7, 21, 35])[e.nudged + 1]) <= statement_timestamp()
         and (e.nudged_at is null or e.nudged_at <= statement_timestamp() - interval '7 days')
         and coalesce(peace_of(e.subject_id) <= statement_timestamp(), true)
       order by e.quiet_since, e.id limit size for update of e skip locked)
    update education_enrolment e
       set nudged = e.nudged + 1, nudged_at = statement_timestamp(),
           state = case when e.nudged = 2 then 'resting' else e.state end
      from due where due.id = e.id
    returning e.ref, due.person, e.nudged, e.quiet_since;
end $$;

-- Of these enrolments, those a nudge is still right for: nobody came back, paused or left since.
create function still_quiet(wanted uuid[]) returns setof uuid
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if acting_purpose() is distinct from 'deliver' then return; end if;
  return query select e.ref from education_enrolment e
   where e.ref = any(wanted) and e.state in ('active', 'resting') and e.rested_at is null
     and e.nudged > 0 and e.quiet_since <= e.nudged_at and e.paused_until is null;
end $$;

-- Pauses that are over: told once, on the day she chose herself; the quiet days begin with it.
create function take_ended_pauses(size int) returns table (enrolment_ref uuid, person_id bigint,
  day date)
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  if acting_purpose() is distinct from 'remind' then return; end if;
  return query
    with due as (
      select e.id, e.paused_until, p.id as person from education_enrolment e
        join members_subjectlink l on l.subject_id = e.subject_id
        join members_person p on p.id = l.person_id
       where e.state = 'active' and e.rested_at is null and p.state = 'active'
         and e.paused_until <= current_date
       order by e.id limit size for update of e skip locked)
    update education_enrolment e
       set paused_until = null, quiet_since = statement_timestamp() from due where due.id = e.id
    returning e.ref, due.person, due.paused_until;
end $$;

-- "Remind me later": each once.
create function take_programme_laters(size int) returns table (later_id bigint, person_id bigint,
  programme_ref uuid, day date)
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  if acting_purpose() is distinct from 'remind' then return; end if;
  return query
    with due as (
      select w.id, p.id as person, g.ref as ref from education_later w
        join members_subjectlink l on l.subject_id = w.subject_id
        join members_person p on p.id = l.person_id
        join education_programme g on g.id = w.programme_id
       where w.told_at is null and w.remind_on <= current_date and p.state = 'active'
       order by w.remind_on, w.id limit size for update of w skip locked)
    update education_later w set told_at = statement_timestamp() from due where due.id = w.id
    returning w.id, due.person, due.ref, w.remind_on;
end $$;
"""

ENDING = """
-- Nothing goes on for whoever left or died, and comes back after a mistake.
create function rest_programmes(wanted bigint, moment timestamptz) returns void
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  if not ends_membership(wanted) then return; end if;
  update education_enrolment e set rested_at = moment from members_subjectlink l
   where l.person_id = wanted and e.subject_id = l.subject_id and e.rested_at is null;
  update education_later w set told_at = moment from members_subjectlink l
   where l.person_id = wanted and w.subject_id = l.subject_id and w.told_at is null;
end $$;

create function wake_programmes(wanted bigint, moment timestamptz) returns void
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  if not ends_membership(wanted) then return; end if;
  update education_enrolment e set rested_at = null from members_subjectlink l
   where l.person_id = wanted and e.subject_id = l.subject_id and e.rested_at = moment;
  update education_later w set told_at = null from members_subjectlink l
   where l.person_id = wanted and w.subject_id = l.subject_id and w.told_at = moment;
end $$;

-- Somebody may be in danger: whoever moderates reads the one message a crisis case is about.
create function message_in_danger(wanted uuid)
returns table (id bigint, person_id bigint, name text, words text, at timestamptz, by_guide boolean)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if acting_role('moderator') is not true or not exists (
       select 1 from moderation_case c where c.kind = 'guide-message' and c.thing = wanted
          and c.lane = 'crisis') then
    return;
  end if;
  return query select m.id, l.person_id, p.display_name::text, m.text, m.at, m.by_guide
      from education_guidemessage m join members_subjectlink l on l.subject_id = m.subject_id
      join members_person p on p.id = l.person_id where m.ref = wanted;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("education", "0004_programmes"),
        ("members", "0026_proxies_vault"),
        ("moderation", "0002_vault"),
    ]
    operations = [
        migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in (GUIDES, WALLS, TICK, ENDING)
    ]
