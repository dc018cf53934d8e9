"""Somebody does not write for a while; members agree to the rules as they now are."""

import datetime
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.datetime
import uuid
from django.db import migrations, models


SQL = """
-- Moderators, and whom it is about. Reason, rule and who wanted it never change; whom it is about
-- adds her objection by a function of its own.
call protect('moderation_silence',
  sees => $$(select looks_after_cases())
            or person_id = any((select own_people('silences'))::bigint[])$$,
  adds => $$(select looks_after_cases())$$,
  changes => $$(select looks_after_cases())$$,
  removes => 'false');
revoke update, delete, truncate on moderation_silence from po_app;
grant update (from_at, until_at, second_by, second_at, second_yes, lifted_at, lifted_by,
              answer, answered_at, answered_by) on moderation_silence to po_app;
revoke update on moderation_silence from po_erase;

-- Once; moderators read it.
create or replace function object_to_silence(which uuid, words text) returns boolean
language sql volatile security definer set search_path = public, pg_temp as $$
  with done as (
    update moderation_silence set objection = words, objected_at = statement_timestamp()
     where ref = which and objected_at is null and person_id = any(own_people('silences'))
    returning 1)
  select exists (select from done)
$$;
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
      from unnest(array['published', 'returned', 'folded', 'removed']) w(way)
      left join made m on m.after = w.way and m.before <> m.after
     group by w.way
    union all
    select 'left', count(*), count(distinct who) from made where before = after
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

AGES = """
-- How many cases wait for a moderator, by how long, for moderators and the office; what fewer than
-- five people are behind stays here (null). Steps as in moderation/waiting_bands.py.
create or replace function case_ages() returns table (band int, n bigint)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if not (acting_role('moderator') or acting_role('administrator')) then
    raise exception 'nobody asks for this' using errcode = 'insufficient_privilege';
  end if;
  return query
    select s.step, case when count(distinct s.who) < 5 then null else count(*) end
      from (select width_bucket(extract(epoch from statement_timestamp() - c.opened_at) / 86400,
                                array[1, 3, 7]::numeric[]) as step,
                   coalesce(c.person_id, -c.id) as who
              from moderation_case c where c.state = 'open') s
     group by s.step;
end $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0031_intended_purpose'),
        ('moderation', '0004_words'),
    ]

    operations = [
        migrations.CreateModel(
            name='RulesCall',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('said', models.JSONField(default=dict)),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
        ),
        migrations.CreateModel(
            name='RulesAgreed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='members.person')),
                ('call', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agreed', to='moderation.rulescall')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('person', 'call'), name='moderation_agreed_once')],
            },
        ),
        migrations.CreateModel(
            name='Silence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('case', models.UUIDField()),
                ('kind', models.SlugField(db_index=False, max_length=20)),
                ('thing', models.UUIDField()),
                ('why', models.CharField(max_length=1000)),
                ('days', models.PositiveSmallIntegerField(null=True)),
                ('by', models.BigIntegerField()),
                ('from_at', models.DateTimeField()),
                ('until_at', models.DateTimeField(null=True)),
                ('needs_second', models.BooleanField(default=False)),
                ('second_by', models.BigIntegerField(null=True)),
                ('second_at', models.DateTimeField(null=True)),
                ('second_yes', models.BooleanField(default=False)),
                ('lifted_at', models.DateTimeField(null=True)),
                ('lifted_by', models.BigIntegerField(null=True)),
                ('objection', models.CharField(blank=True, max_length=2000)),
                ('objected_at', models.DateTimeField(null=True)),
                ('answer', models.CharField(blank=True, max_length=1000)),
                ('answered_at', models.DateTimeField(null=True)),
                ('answered_by', models.BigIntegerField(null=True)),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.person')),
                ('rule', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='moderation.rule')),
            ],
            options={
                'indexes': [models.Index(fields=['person', '-id'], name='moderation_silence_of')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('second_by__isnull', False), ('second_yes', True)), models.Q(('second_yes', False), ('until_at__isnull', False), ('until_at__lte', django.db.models.expressions.CombinedExpression(models.F('from_at'), '+', models.Value(datetime.timedelta(days=7))))), _connector='OR'), name='moderation_silence_two_for_long'), models.CheckConstraint(condition=models.Q(('second_by', None), models.Q(('second_by', models.F('by')), _negated=True), _connector='OR'), name='moderation_silence_another'), models.CheckConstraint(condition=models.Q(('answered_by', None), models.Q(models.Q(('answered_by', models.F('by')), _negated=True), models.Q(('second_by', None), models.Q(('answered_by', models.F('second_by')), _negated=True), _connector='OR')), _connector='OR'), name='moderation_silence_answered_by_another')],
            },
        ),
        migrations.AlterField(
            model_name='caseevent',
            name='kind',
            field=models.CharField(choices=[('read', 'read it'), ('left', 'left it to the others'), ('note', 'wrote a note'), ('word', 'wrote to its author'), ('answer', 'read the author’s answer'), ('decided', 'decided'), ('undid', 'undid a decision'), ('called', 'The next person was called'), ('looks', 'is looking at it, and nobody else is called for an hour'), ('triaged', 'said what to do next'), ('gone', 'Its author took it back for good'), ('followed', 'looked in again')], max_length=8),
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
        migrations.RunSQL(FIGURES, migrations.RunSQL.noop),
        migrations.RunSQL(AGES, migrations.RunSQL.noop),
    ]
