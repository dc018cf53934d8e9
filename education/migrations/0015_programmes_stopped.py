"""Programmes can be stopped and remind as somebody wishes; a version carries all that it decides."""

import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

FILLED = """
-- What stood on the programme alone holds for each of its versions.
update education_programmeversion v set guided = p.guided, course_needed = p.course_needed
  from education_programme p where p.id = v.programme_id;
-- A card a practice ordered is no card of whoever printed it.
update education_programmecard c set account_id = null
  from education_cardorder o where o.card_ref = c.ref;
"""

WALLS = """
grant update (remind_weekday, remind_every, remind_on, version_id) on education_enrolment to po_app;

-- Whoever is on a version that was stopped, by the id of her way: to be told, also while she pauses
-- or is through, because what is wrong with it may be wrong for her today.
create function people_on_stopped(wanted bigint, after bigint, at_most int)
returns table (enrolment_id bigint, enrolment_ref uuid, person_id bigint)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if acting_purpose() is distinct from 'remind' then return; end if;
  return query select e.id, e.ref, p.id
      from education_programmeversion v
      join education_enrolment e on e.version_id = v.id
      join members_subjectlink l on l.subject_id = e.subject_id
      join members_person p on p.id = l.person_id and p.state = 'active'
     where v.stop_id = wanted and e.id > after and e.state <> 'left' and e.rested_at is null
     order by e.id limit at_most;
end $$;
"""

TICK = """
-- As before; nobody is nudged on a way that was stopped.
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

-- As before; of a programme that was stopped nobody is reminded until it can be begun again.
create or replace function take_programme_laters(size int) returns table (later_id bigint,
  person_id bigint, programme_ref uuid, day date)
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  if acting_purpose() is distinct from 'remind' then return; end if;
  return query
    with due as (
      select w.id, p.id as person, g.ref as ref from education_later w
        join members_subjectlink l on l.subject_id = w.subject_id
        join members_person p on p.id = l.person_id
        join education_programme g on g.id = w.programme_id
        join education_programmeversion v on v.id = g.live_id and v.stop_id is null
       where w.told_at is null and w.remind_on <= current_date and p.state = 'active'
       order by w.remind_on, w.id limit size for update of w skip locked)
    update education_later w set told_at = statement_timestamp() from due where due.id = w.id
    returning w.id, due.person, due.ref, w.remind_on;
end $$;

-- Reminders on the day somebody set: the next day is put ahead for everybody due, and told are those
-- who are on the way, are not left in peace, and were not written to by us in the two days before.
create function take_set_reminders(size int) returns table (enrolment_ref uuid, person_id bigint,
  day date)
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  if acting_purpose() is distinct from 'remind' then return; end if;
  return query
    with due as (
      select e.id, e.remind_on, p.id as person,
             e.state = 'active' and e.rested_at is null and e.paused_until is null
             and p.state = 'active' and v.stop_id is null
             and (e.nudged_at is null or e.nudged_at <= statement_timestamp() - interval '2 days')
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

-- Of these ways, those a reminder is still right for on the day it goes out.
create function still_to_remind(wanted uuid[]) returns setof uuid
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if acting_purpose() is distinct from 'deliver' then return; end if;
  return query select e.ref from education_enrolment e
      join education_programmeversion v on v.id = e.version_id and v.stop_id is null
   where e.ref = any(wanted) and e.state = 'active' and e.rested_at is null
     and e.paused_until is null and e.remind_weekday is not null;
end $$;

-- Whom the acting guide goes along with and who was not here for three weeks, on the way, not
-- pausing and not told to wait by a stop: how many. It looks at when somebody was here, never at
-- what she answered.
create function quiet_with_guide() returns int
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  return (select count(*)::int from education_enrolment e
      join education_programmeversion v on v.id = e.version_id and v.stop_id is null
      join members_subjectlink l on l.subject_id = e.subject_id
      join members_person p on p.id = l.person_id and p.state = 'active'
     where e.id = any(guided_enrolments('programme')) and e.state = 'active'
       and e.rested_at is null and e.paused_until is null
       and e.quiet_since <= statement_timestamp() - interval '21 days'
       and coalesce(peace_of(e.subject_id) <= statement_timestamp(), true)
       and not exists (select 1 from education_guidemessage m where m.enrolment_id = e.id
                        and m.by_guide and m.at > e.quiet_since));
end $$;
"""

GROUPS = """
-- Groups that go on and whose guide is none any more do not take place: each once, with everybody in
-- the group, to be told, or nobody. Not before three days ahead of the next meeting, because a guide
-- who left by mistake may come back; at once when she is erased.
create or replace function take_lost_groups(at_most int)
returns table (group_ref uuid, version smallint, person_id bigint)
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  if acting_purpose() is distinct from 'remind' then return; end if;
  return query
    with lost as (
      select g.id from education_programmegroup g
       where g.cancelled_at is null and g.over_at > statement_timestamp()
         and not guides_now(g.guide_account)
         and (g.guide_account = 0
              or case when g.opens_at > statement_timestamp() then g.opens_at else g.over_at end
                 <= statement_timestamp() + interval '3 days')
       order by g.id limit at_most for update of g skip locked),
    marked as (
      update education_programmegroup g
         set cancelled_at = statement_timestamp(), version = g.version + 1
        from lost where lost.id = g.id
      returning g.id, g.ref, g.version)
    select marked.ref, marked.version, i.person_id
      from marked left join lateral in_programme_group(marked.id) i on true;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("education", "0014_care_of_pages")]
    operations = [
        migrations.CreateModel(
            name="ProgrammeStop",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("words", models.CharField(max_length=600)),
                ("language", models.CharField(max_length=10)),
                ("by_account", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("told_at", models.DateTimeField(null=True)),
                ("lifted_at", models.DateTimeField(null=True)),
                ("lifted_by", models.BigIntegerField(null=True)),
                ("programme", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="stops", to="education.programme")),
            ],
        ),
        migrations.AddField("programmeversion", "guided", models.BooleanField(db_default=False, default=False)),
        migrations.AddField("programmeversion", "course_needed", models.BooleanField(db_default=False, default=False)),
        migrations.AddField("programmeversion", "stop", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="education.programmestop")),
        migrations.AddField("enrolment", "remind_weekday", models.PositiveSmallIntegerField(null=True)),
        migrations.AddField("enrolment", "remind_every", models.PositiveSmallIntegerField(db_default=1, default=1)),
        migrations.AddField("enrolment", "remind_on", models.DateField(null=True)),
        migrations.AddIndex("enrolment", models.Index(condition=models.Q(("remind_on__isnull", False)), fields=["remind_on"], name="education_enrolment_remind")),
        migrations.AlterField("programmecard", "account", models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="members.account")),
        *[migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in (FILLED, WALLS, TICK, GROUPS)],
    ]
