"""The law a decision names; what moderators read is confirmed anew; times of the lane in the numbers."""

from django.db import migrations, models

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
  ), danger as (
    -- What was opened by itself or by somebody worried, and the first who said that she reads it.
    select c.opened_at, coalesce(c.person_id, -c.id) as who,
           (select min(e.at) from moderation_caseevent e
             where e.case_id = c.id and e.kind in ('looks', 'triaged')) as looked
      from moderation_case c
     where c.lane = 'crisis' and c.kind <> 'drill' and c.opened_at >= since and c.opened_at < upto
  ), cells as (
    select 'reports' as name, count(*) as n, count(distinct who) as people
      from told where reason not in ('appeal', 'mailed')
    union all
    select 'hours',
           round(percentile_cont(0.5) within group
             (order by extract(epoch from answered_at - at)) / 3600)::bigint,
           count(distinct who)
      from told where reason not in ('appeal', 'mailed') and answer <> 'before'
       and answered_at is not null
    union all
    select 'danger', count(*), count(distinct who) from danger
    union all
    select 'danger_minutes',
           round(percentile_cont(0.5) within group
             (order by extract(epoch from looked - opened_at)) / 60)::bigint,
           count(distinct who)
      from danger where looked is not null
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

# As in 0008, with the law a decision names.
COUNTS = """
create or replace function rights_count_moderation(which uuid, wanted text[])
returns table (place text, texts bigint, people bigint)
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare her bigint;
begin
  select c.person into her from counting_for(which, wanted) c;
  return query
    select 'cases', count(*), count(distinct t.person_id) from (
        select r.person_id from moderation_report r where names_in(wanted, r.text)
        union all
        select w.person_id from moderation_privateword w where names_in(wanted, w.text)
        union all
        select e.person_id from moderation_caseevent e where names_in(wanted, e.text)
        union all
        select d.person_id from moderation_decision d where names_in(wanted, d.why, d.ground)
        union all
        select s.person_id from moderation_silence s
         where names_in(wanted, s.why, s.objection, s.answer)
        union all
        select o.person_id from moderation_sealopening o where names_in(wanted, o.purpose)
        union all
        select s.person_id from moderation_sealed s
         where names_in(wanted, s.kept_why, s.asked_why)
        union all
        select v.person_id from moderation_reveal v
         where names_in(wanted, v.why, v.review, v.harm)) t
     where her is null or t.person_id is distinct from her;  -- a guest who reported is nobody
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("moderation", "0013_texts")]
    operations = [
        migrations.AddField(
            "decision",
            "ground",
            models.CharField(blank=True, default="", db_default="", max_length=200),
        ),
        migrations.AddField(
            "teamcare",
            "refresh_months",
            models.PositiveSmallIntegerField(default=12, db_default=12),
        ),
        migrations.AddField(
            "deskwish", "rested", models.BigIntegerField(default=0, db_default=0)
        ),
        migrations.RunSQL(FIGURES, migrations.RunSQL.noop),
        migrations.RunSQL(COUNTS, migrations.RunSQL.noop),
    ]
