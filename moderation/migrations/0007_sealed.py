"""What a decision took off or covered lies sealed; covered pieces are counted for the half-year."""

import django.db.models.deletion
import django.db.models.functions.datetime
import uuid
from django.db import migrations, models


SQL = """
-- Moderators; whom it is about; and the job that deletes what is over. What it is about never
-- changes, nor when it ends by itself.
call protect('moderation_sealed',
  sees => $$(select looks_after_cases()) or (select acting_purpose()) = 'operate'
            or person_id = any((select own_people('sealed'))::bigint[])$$,
  adds => $$(select looks_after_cases()) or (select acting_purpose()) = 'operate'$$,
  changes => $$(select looks_after_cases()) or (select acting_purpose()) = 'operate'$$,
  removes => 'false');
revoke update, delete, truncate on moderation_sealed from po_app;
grant update (words, kept_why, kept_by, kept_at, asked_why, asked_by, asked_at,
              ended_as, ended_by, ended_at) on moderation_sealed to po_app;
revoke update on moderation_sealed from po_erase;

call protect('moderation_sealopening',
  sees => $$(select looks_after_cases())$$,
  adds => $$(select looks_after_cases())$$,
  changes => 'false', removes => 'false');
call only_grows('moderation_sealopening');

-- What is over and is deleted now: nothing an authority needs, and nothing a case is open about.
create function sealed_due(at_most int) returns setof bigint
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if acting_purpose() is distinct from 'operate' then
    raise exception 'nobody asks for this' using errcode = 'insufficient_privilege';
  end if;
  return query
    select s.id from moderation_sealed s
     where s.ended_at is null and s.kept_at is null and s.purge_after < statement_timestamp()
       and not exists (select from moderation_case c
                        where c.kind = s.kind and c.thing = s.thing and c.state <> 'decided')
     order by s.purge_after, s.id limit at_most;
end $$;

-- A moderator reads what is sealed: there for its author to see, as the team and not by name.
create function note_sealed_look(which uuid, team text) returns void
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  if not looks_after_cases() then
    raise exception 'nobody asks for this' using errcode = 'insufficient_privilege';
  end if;
  insert into audit_read (subject_id, actor_kind, account_id, hat, purpose, reader_name, what,
                          object_ref, request_id)
    select l.subject_id, 'account', acting_account(), coalesce(current_setting('po.hat', true), ''),
           '', team, 'moderation.sealed', which::text, ''
      from moderation_sealed s join members_subjectlink l on l.person_id = s.person_id
     where s.ref = which;
end $$;
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
      from unnest(array['published', 'returned', 'folded', 'removed', 'covered']) w(way)
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

COUNTED = """
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
        select d.person_id from moderation_decision d where names_in(wanted, d.why)
        union all
        select s.person_id from moderation_silence s
         where names_in(wanted, s.why, s.objection, s.answer)
        union all
        select o.person_id from moderation_sealopening o where names_in(wanted, o.purpose)
        union all
        select s.person_id from moderation_sealed s
         where names_in(wanted, s.kept_why, s.asked_why)) t
     where her is null or t.person_id is distinct from her;  -- a guest who reported is nobody
end $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0035_events_vault'),
        ('moderation', '0006_counted_names'),
    ]

    operations = [
        migrations.CreateModel(
            name='Sealed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.SlugField(db_index=False, max_length=20)),
                ('thing', models.UUIDField()),
                ('piece', models.BooleanField(default=False)),
                ('words', models.TextField(blank=True)),
                ('sealed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('purge_after', models.DateTimeField()),
                ('kept_why', models.CharField(blank=True, max_length=500)),
                ('kept_by', models.BigIntegerField(null=True)),
                ('kept_at', models.DateTimeField(null=True)),
                ('asked_why', models.CharField(blank=True, max_length=500)),
                ('asked_by', models.BigIntegerField(null=True)),
                ('asked_at', models.DateTimeField(null=True)),
                ('ended_as', models.CharField(blank=True, choices=[('back', 'Given back: the decision was undone'), ('purged', 'Deleted when its time was over'), ('two', 'Deleted before its time, by two people')], max_length=6)),
                ('ended_by', models.BigIntegerField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.person')),
            ],
        ),
        migrations.CreateModel(
            name='SealOpening',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('by', models.BigIntegerField()),
                ('purpose', models.CharField(max_length=500)),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('person', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.person')),
                ('sealed', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='openings', to='moderation.sealed')),
            ],
        ),
        migrations.AddIndex(
            model_name='sealed',
            index=models.Index(fields=['kind', 'thing'], name='moderation_sealed_thing'),
        ),
        migrations.AddIndex(
            model_name='sealed',
            index=models.Index(condition=models.Q(('ended_at__isnull', True)), fields=['purge_after'], name='moderation_sealed_due'),
        ),
        migrations.AddConstraint(
            model_name='sealed',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_as', 'two'), _negated=True), models.Q(('asked_by__isnull', False), ('ended_by__isnull', False), models.Q(('ended_by', models.F('asked_by')), _negated=True)), _connector='OR'), name='moderation_sealed_two_to_delete'),
        ),
        migrations.AddConstraint(
            model_name='sealed',
            constraint=models.CheckConstraint(condition=models.Q(('ended_at', None), ('words', ''), _connector='OR'), name='moderation_sealed_over_is_empty'),
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
        migrations.RunSQL(FIGURES, migrations.RunSQL.noop),
        migrations.RunSQL(COUNTED, migrations.RunSQL.noop),
    ]
