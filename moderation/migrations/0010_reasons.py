"""How we came to look, told truly; who is called, and how; hours somebody else is asked to take."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

KINDS = [
    ("read", "read it"),
    ("left", "left it to the others"),
    ("note", "wrote a note"),
    ("word", "wrote to its author"),
    ("answer", "read the author’s answer"),
    ("decided", "decided"),
    ("undid", "undid a decision"),
    ("called", "The next person was called"),
    ("looks", "is looking at it, and nobody else is called for an hour"),
    ("triaged", "said what to do next"),
    ("themes", "said what it is about"),
    ("gone", "Its author took it back for good"),
    ("followed", "looked in again"),
    ("raised", "asked whoever leads on safety to look"),
    ("opened", "opened name and address"),
    ("reviewed", "said whether opening them was right"),
]
SOURCES = [
    ("report", "Somebody told us about it."),
    ("waited", "It waited for a moderator before it came out."),
    ("noticed", "A list of words on our own machine marked it, for a person to read."),
    ("own", "We saw it ourselves."),
    ("appeal", "You objected, and another person looked at it."),
]

SQL = """
-- A program found words of danger in these, whatever else they waited for.
update moderation_case set because = because || '["noticed"]'::jsonb
 where because ? 'danger_words' and not because ? 'noticed';
-- A program had its part in these, and their authors were told that none had.
update moderation_decision d set source = 'noticed'
  from moderation_case c
 where c.id = d.case_id and d.source in ('waited', 'report')
   and c.because ?| array['noticed', 'danger_words'];
-- These were out: nobody let them wait.
update moderation_decision set source = 'own'
 where source = 'waited' and before not in ('held', 'returned', 'taken_back');

-- Who may look somebody up: named for the lane by another person, about an open case in which danger
-- now was read, never herself, and not where a review found that an opening of hers was not needed.
create or replace function looks_up(which_case bigint, her bigint, me bigint) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select looks_after_cases() and her <> me
     and exists (select from members_person p where p.id = me and p.account_id = acting_account())
     and exists (select from moderation_safetycontact s where s.person_id = me and s.named_by <> me)
     and exists (select from moderation_case c where c.id = which_case and c.person_id = her
                   and c.lane = 'crisis' and c.triage = 'now' and c.state <> 'decided')
     and not exists (select from moderation_reveal r where r.case_id = which_case and r.by = me
                       and r.was_right is false)
$$;

-- What the helper desk wrote down about a call, for moderators while a case of danger about it is
-- open, with the name of whoever called; never name or number. Each look is written down.
create function call_in_danger(wanted uuid)
returns table (asked_at timestamptz, note text, person bigint, who text)
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare hers members_callrequest;
begin
  if not looks_after_cases() or not exists (
       select from moderation_case c where c.kind = 'call' and c.thing = wanted
          and c.lane = 'crisis' and c.state <> 'decided') then
    return;
  end if;
  select r.* into hers from members_callrequest r where r.ref = wanted;
  if hers.id is null then return; end if;
  insert into audit_read (subject_id, actor_kind, account_id, hat, purpose, reader_name, what,
                          object_ref, request_id)
    select l.subject_id, 'account', acting_account(), coalesce(current_setting('po.hat', true), ''),
           '', '', 'moderation.call', wanted::text, ''
      from members_subjectlink l where l.person_id = hers.person_id;
  return query select hers.asked_at, hers.note::text, hers.person_id,
    coalesce((select p.display_name::text from members_person p
               where p.account_id = coalesce(hers.taken_by, hers.outcome_by)), '');
end $$;

-- Where somebody can be called: her own, and for whoever calls in danger; no moderator reads it.
call protect('moderation_callnumber',
  sees => $$(select calls_for_help())
            or person_id = any((select own_people('call number'))::bigint[])$$,
  adds => $$(select looks_after_cases())
            and person_id = any((select own_people('call number'))::bigint[])$$,
  changes => $$person_id = any((select own_people('call number'))::bigint[])$$,
  removes => $$(select calls_for_help())
               or person_id = any((select own_people('call number'))::bigint[])$$);
"""

FIGURES = """
-- Numbers of a time without anybody in them, for moderators and the office. What fewer than five
-- people are behind stays here (null), and so does a part where its rest would tell.
create or replace function moderation_figures(since timestamptz, upto timestamptz)
returns table (name text, n bigint)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if not (acting_role('moderator') or acting_role('administrator')) then
    raise exception 'nobody asks for this' using errcode = 'insufficient_privilege';
  end if;
  return query
  with told as (
    select r.*, coalesce(r.person_id, -r.id) as who from moderation_report r
     where r.at >= since and r.at < upto
  ), made as (
    select d.*, coalesce(d.person_id, -d.id) as who from moderation_decision d
     where d.at >= since and d.at < upto and d.reverses_id is null
  ), answered as (
    select t.who, last.changed
      from told t left join lateral (
        select d.before <> d.after as changed from moderation_decision d
         where d.case_id = t.case_id and d.source = 'appeal' and d.reverses_id is null
         order by d.id desc limit 1
      ) last on true
     where t.reason = 'appeal'
  ), cells as (
    select 'reports' as name, count(*) as n, count(distinct who) as people
      from told where reason <> 'appeal'
    union all
    select 'hours',
           round(percentile_cont(0.5) within group
             (order by extract(epoch from answered_at - at)) / 3600)::bigint,
           count(distinct who)
      from told where reason <> 'appeal' and answered_at is not null
    union all
    select w.way, count(m.id), count(distinct m.who)
      from unnest(array['published', 'returned', 'context', 'folded', 'removed', 'covered']) w(way)
      left join made m on m.after = w.way and m.before <> m.after
     group by w.way
    union all
    select 'left', count(*), count(distinct who) from made where before = after
    union all
    select 'noticed', count(*), count(distinct who) from made where source = 'noticed'
    union all
    select 'objections', count(*), count(distinct who) from answered
    union all
    select 'objections_changed', count(*) filter (where changed),
           case when count(distinct who) filter (where changed is not true) between 1 and 4 then 1
                else count(distinct who) filter (where changed) end
      from answered
    union all
    select 'silences', count(*), count(distinct s.person_id)
      from moderation_silence s
     where s.from_at >= since and s.from_at < upto
       and (s.until_at is null or s.until_at > s.from_at)
  )
  select c.name, case when c.people between 1 and 4 then null else c.n end from cells c;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0035_events_vault"),
        ("moderation", "0009_volunteers"),
    ]

    operations = [
        migrations.AlterField(
            model_name="decision",
            name="source",
            field=models.CharField(choices=SOURCES, max_length=8),
        ),
        migrations.AlterField(
            model_name="caseevent",
            name="kind",
            field=models.CharField(choices=KINDS, max_length=8),
        ),
        migrations.AddField(
            model_name="shift",
            name="wanted_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.CreateModel(
            name="CallNumber",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.TextField()),
                (
                    "since",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="members.person",
                    ),
                ),
            ],
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
        migrations.RunSQL(FIGURES, migrations.RunSQL.noop),
    ]
