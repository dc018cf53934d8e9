"""One reminder of one thing, no pause ends into a stop, and a practice's name goes with its order."""

from django.db import migrations

TICK = """
-- As before; whoever set a day of her own is reminded then, and gets the closing note alone.
create or replace function take_programme_nudges(size int)
returns table (enrolment_ref uuid, person_id bigint, rung smallint, since timestamptz)
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  if acting_purpose() is distinct from 'remind' then return; end if;
  return query
    with due as (
      select e.id, p.id as person from education_enrolment e
        join education_programmeversion v on v.id = e.version_id and v.stop_id is null
        join members_subjectlink l on l.subject_id = e.subject_id
        join members_person p on p.id = l.person_id
       where e.state = 'active' and e.rested_at is null and e.nudged < 3 and p.state = 'active'
         and e.quiet_since <= statement_timestamp() - interval '7 days'
         and e.paused_until is null
         and e.quiet_since + make_interval(days => (array[7, 21, 35])[
               case when e.remind_weekday is null then e.nudged + 1 else 3 end]) <= statement_timestamp()
         and (e.nudged_at is null or e.nudged_at <= statement_timestamp() - interval '7 days')
         and coalesce(peace_of(e.subject_id) <= statement_timestamp(), true)
       order by e.quiet_since, e.id limit size for update of e skip locked)
    update education_enrolment e
       set nudged = case when e.remind_weekday is null then e.nudged + 1 else 3 end,
           nudged_at = statement_timestamp(),
           state = case when e.nudged = 2 or e.remind_weekday is not null
                        then 'resting' else e.state end
      from due where due.id = e.id
    returning e.ref, due.person, e.nudged, e.quiet_since;
end $$;


-- As before; what we wrote of our own takes nothing from the day she set.
create or replace function take_set_reminders(size int) returns table (enrolment_ref uuid, person_id bigint,
  day date)
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  if acting_purpose() is distinct from 'remind' then return; end if;
  return query
    with due as (
      select e.id, e.remind_on, p.id as person,
             e.state = 'active' and e.rested_at is null and e.paused_until is null
             and p.state = 'active' and v.stop_id is null
             and coalesce(peace_of(e.subject_id) <= statement_timestamp(), true) as wanted
        from education_enrolment e
        join education_programmeversion v on v.id = e.version_id
        join members_subjectlink l on l.subject_id = e.subject_id
        join members_person p on p.id = l.person_id
       where e.remind_on <= current_date
       order by e.remind_on, e.id limit size for update of e skip locked),
    ahead as (
      update education_enrolment e
         set remind_on = due.remind_on
               + 7 * e.remind_every * (1 + (current_date - due.remind_on) / (7 * e.remind_every))
        from due where due.id = e.id
      returning e.ref, due.person, due.remind_on as was, due.wanted)
    select ahead.ref, ahead.person, ahead.was from ahead where ahead.wanted;
end $$;


-- As before; a pause on a way that was stopped lasts until the stop is lifted or put right.
create or replace function take_ended_pauses(size int) returns table (enrolment_ref uuid, person_id bigint,
  day date)
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  if acting_purpose() is distinct from 'remind' then return; end if;
  return query
    with due as (
      select e.id, e.paused_until, p.id as person from education_enrolment e
        join education_programmeversion v on v.id = e.version_id and v.stop_id is null
        join members_subjectlink l on l.subject_id = e.subject_id
        join members_person p on p.id = l.person_id
       where e.state = 'active' and e.rested_at is null and p.state = 'active'
         and e.paused_until <= current_date
       order by e.id limit size for update of e skip locked)
    update education_enrolment e
       set paused_until = null, quiet_since = statement_timestamp() from due where due.id = e.id
    returning e.ref, due.person, due.paused_until;
end $$;
"""

CARDS = """
-- The name a practice ordered a card under stands on the card as long as its order is kept.
create function card_without_its_order() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update education_programmecard set printed_name = ''
   where ref = old.card_ref and account_id is null;
  return null;
end $$;
create trigger card_without_its_order after delete on education_cardorder
  for each row when (old.card_ref is not null) execute function card_without_its_order();

update education_programmecard c set printed_name = ''
 where c.account_id is null and c.printed_name <> ''
   and not exists (select 1 from education_cardorder o where o.card_ref = c.ref);
"""


class Migration(migrations.Migration):
    dependencies = [("education", "0015_programmes_stopped")]
    operations = [migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in (TICK, CARDS)]
