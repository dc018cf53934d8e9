"""Figures of a registry, and members asked about one use of their data."""

import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

ASKED = """
call protect('registry_useasked',
  sees => $$subject_id = any((select own_subjects('study'))::uuid[])$$,
  adds => 'false',
  changes => $$subject_id = any((select own_subjects('study'))::uuid[])
               and (select acting_kind()) = 'account'$$,
  removes => 'false');

-- How often somebody was asked within a year, to studies and about uses.
create function asked_this_year(subject uuid) returns bigint
language sql stable security definer set search_path = public, pg_temp as $$
  select (select count(*) from registry_studyinvitation i where i.subject_id = subject
           and i.invited_at > statement_timestamp() - interval '1 year')
       + (select count(*) from registry_useasked u where u.subject_id = subject
           and u.asked_at > statement_timestamp() - interval '1 year') $$;

-- Whether somebody may be asked about a use now: wants to be asked each time, takes part, signed
-- herself, has something in this dataset, and is left in peace by nothing. Why not, nobody is told.
create function may_be_asked(which bigint, subject uuid) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select exists (
    select 1 from registry_useasking s
      join registry_datarequest r on r.id = s.request_id and r.state = 'ready' and r.round = s.round
      join registry_dataset d on d.id = r.dataset_id
      join members_subjectlink l on l.subject_id = subject
      join members_person m on m.id = l.person_id and m.state = 'active' and m.account_id is not null
      join registry_participation p on p.subject_id = subject and p.registry_id = d.registry_id
       and p.state = 'active' and p.paused_at is null and not p.by_law
       and not exists (select 1 from frozen_records(array[p.record_id]))
      join registry_subject x on x.id = p.record_id and x.voided_at is null
       and x.vital <> 'dead' and x.takes_part = 'active'
      join members_grant g on g.subject_id = subject and g.purpose = s.use
       and g.scope && array['ask_past', 'ask_future']::varchar[]
       and g.ended_by_id is null and g.paused_at is null and g.starts_at <= statement_timestamp()
       and (g.ends_at is null or g.ends_at > statement_timestamp())
     where s.id = which and s.ends_on >= current_date
       and exists (select 1 from registry_entry e join registry_form f on f.id = e.form_id
         where e.subject_id = subject and f.dataset_id = d.id and e.voided_at is null))
   and peace_of(subject) is null
   and not subject = any((select undecided_subjects())::uuid[]) $$;

-- Asks whoever may be asked, each once a request and `seldom` times a year at most, letters about
-- studies among them.
create function ask_about_use(which bigint, seldom int)
returns table (asked bigint, ref uuid, person bigint)
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  if acting_purpose() is distinct from 'assign' then return; end if;
  perform pg_advisory_xact_lock(hashtextextended('registry_study', 0));
  return query
    with made as (
      insert into registry_useasked (ref, asking_id, subject_id, state)
      select gen_random_uuid(), which, p.subject_id, 'asked'
        from registry_useasking s
        join registry_datarequest r on r.id = s.request_id
        join registry_dataset d on d.id = r.dataset_id
        join registry_participation p on p.registry_id = d.registry_id
       where s.id = which and may_be_asked(which, p.subject_id)
         and asked_this_year(p.subject_id) < seldom
      on conflict do nothing
      returning id, registry_useasked.ref, subject_id)
    select made.id, made.ref, l.person_id
      from made join members_subjectlink l on l.subject_id = made.subject_id;
end $$;

-- Of these questions those that are still right when a mail or letter goes out.
create function uses_still_ask(wanted bigint[]) returns setof bigint
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if acting_purpose() is distinct from 'deliver' then return; end if;
  return query select u.id from registry_useasked u
    where u.id = any(wanted) and u.state = 'asked' and may_be_asked(u.asking_id, u.subject_id);
end $$;

create or replace function invite_to_study(study bigint, candidates uuid[], seldom int)
returns table (invitation bigint, ref uuid, person bigint)
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  if acting_purpose() is distinct from 'assign' then return; end if;
  perform pg_advisory_xact_lock(hashtextextended('registry_study', 0));
  return query
    with made as (
      insert into registry_studyinvitation (ref, study_id, subject_id, state, reach)
      select gen_random_uuid(), study, c.subject, 'asked', '' from unnest(candidates) c(subject)
       where may_hear_of(study, c.subject) and asked_this_year(c.subject) < seldom
      on conflict do nothing
      returning id, registry_studyinvitation.ref, subject_id)
    select made.id, made.ref, l.person_id
      from made join members_subjectlink l on l.subject_id = made.subject_id;
end $$;

revoke execute on function may_be_asked(bigint, uuid), asked_this_year(uuid)
  from po_app, po_backup, po_erase;
"""

RESEARCH = """
-- A use may rest on several purposes, with spaces between them: the general one, and a yes to it alone.
alter policy research_select on members_grant using (
  purpose = any(string_to_array((select research_use()), ' '))
  and ended_by_id is null and paused_at is null
  and starts_at <= statement_timestamp()
  and (ends_at is null or ends_at > statement_timestamp()));
"""


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0015_out_vault'),
    ]

    operations = [
        migrations.CreateModel(
            name='FigureChoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('who', models.CharField(choices=[('nobody', 'Nobody'), ('members', 'Everybody with an account here'), ('everybody', 'Everybody, also without an account')], default='nobody', max_length=9)),
                ('code', models.CharField(max_length=100)),
                ('born', models.CharField(blank=True, max_length=210)),
                ('questions', models.JSONField(default=list)),
                ('looked_at', models.DateTimeField(null=True)),
                ('dataset', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.dataset')),
                ('registry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='figure_choice', to='registry.registry')),
            ],
        ),
        migrations.CreateModel(
            name='Figure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=210)),
                ('exact', models.JSONField(default=dict)),
                ('told', models.JSONField(default=dict)),
                ('rest', models.PositiveIntegerField(null=True)),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('registry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='figures', to='registry.registry')),
            ],
            options={
                'indexes': [models.Index(fields=['registry', 'key', '-id'], name='registry_figure_last')],
            },
        ),
        migrations.AlterField(
            model_name='release',
            name='use',
            field=models.CharField(blank=True, max_length=90),
        ),
        migrations.CreateModel(
            name='UseAsking',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('use', models.CharField(max_length=40)),
                ('begun_by', models.BigIntegerField()),
                ('begun_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('ends_on', models.DateField()),
                ('round', models.PositiveSmallIntegerField()),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='askings', to='registry.datarequest')),
            ],
        ),
        migrations.AddConstraint(
            model_name='useasking',
            constraint=models.UniqueConstraint(fields=('request', 'round'), name='registry_asking_once'),
        ),
        migrations.CreateModel(
            name='UseAsked',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('subject_id', models.UUIDField()),
                ('state', models.CharField(choices=[('asked', 'waits for your answer'), ('yes', 'you said yes'), ('no', 'you said no')], default='asked', max_length=5)),
                ('asked_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('answered_at', models.DateTimeField(null=True)),
                ('asking', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='asked', to='registry.useasking')),
            ],
            options={
                'indexes': [models.Index(fields=['subject_id', 'asked_at'], name='registry_use_subject')],
                'constraints': [models.UniqueConstraint(fields=('asking', 'subject_id'), name='registry_use_asked_once')],
            },
        ),
        *(migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in (ASKED, RESEARCH)),
    ]
