"""Joining a registry, who fills in what, questions about values, and what the vault makes of it."""

import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.db import migrations, models

WALLS = """
-- She herself makes and changes her participation; curators of the registry see who takes part.
call protect('registry_participation',
  sees => $$subject_id = any((select own_subjects('registry'))::uuid[])
            or registry_id = any((select my_registries('sees'))::bigint[])$$,
  adds => $$subject_id = any((select own_subjects('consent'))::uuid[])
            and (select acting_kind()) = 'account'$$,
  changes => $$subject_id = any((select own_subjects('consent'))::uuid[])
               and (select acting_kind()) = 'account'$$,
  removes => 'false');

-- People decided on exactly these words.
create trigger published_stays before update or delete on registry_consentsheet
  for each row execute function refuse_published();

-- Those who left a registry: what was entered about them opens to nobody of it any more.
create function withdrawn_subjects() returns uuid[]
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(array_agg(p.subject_id), '{}') from registry_participation p
   where p.state = 'withdrawn' $$;

-- Her own record: made when she joins, marked when she leaves.
alter policy app_insert on registry_subject with check (
  registry_id = any((select my_registries('enters'))::bigint[])
  or (subject_id = any((select own_subjects('consent'))::uuid[])
      and (select acting_kind()) = 'account'));
alter policy app_update on registry_subject
  using (registry_id = any((select my_registries('enters'))::bigint[])
    or (subject_id = any((select own_subjects('consent'))::uuid[])
        and (select acting_kind()) = 'account'))
  with check (registry_id = any((select my_registries('enters'))::bigint[])
    or (subject_id = any((select own_subjects('consent'))::uuid[])
        and (select acting_kind()) = 'account'));
"""

CONSENTING = """
-- Who may ask what the people of a registry agreed to: its own curators.
create function may_ask_consents(wanted bigint) returns boolean
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  return wanted = any(my_registries('sees'));
end $$;

-- Everybody who agrees now to one question of one registry, how far, and since when; nobody who
-- left, and nobody who is of age and has not decided. Of the dead what they agreed to holds for
-- what they gave; nobody writes to them.
create function registry_consenting(wanted bigint, code text)
returns table (subject_id uuid, scope text[], since timestamptz)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if may_ask_consents(wanted) is not true then return; end if;
  return query
    select g.subject_id, g.scope::text[], g.starts_at
      from members_grant g
      join registry_participation p on p.subject_id = g.subject_id and p.registry_id = wanted
     where g.purpose = 'registry:' || wanted || ':' || code
       and g.grantee_kind = 'nobody' and g.ended_by_id is null and g.paused_at is null
       and g.starts_at <= statement_timestamp()
       and (g.ends_at is null or g.ends_at > statement_timestamp())
       and p.state = 'active' and (p.paused_at is null or not 'contact' = any(g.scope))
       and not exists (select 1 from members_subjectlink l
                         join members_comingofage c on c.person_id = l.person_id
                        where l.subject_id = g.subject_id and c.reached_at is not null
                          and c.decided_at is null)
     order by g.subject_id;
end $$;
"""

LEAVING = """
-- Whoever leaves takes part in nothing meanwhile; of whoever died what she gave keeps its consent.
create function rest_registries(wanted bigint, moment timestamptz, died boolean) returns void
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare whose uuid;
begin
  if not ends_membership(wanted) then return; end if;
  select l.subject_id into whose from members_subjectlink l where l.person_id = wanted;
  update registry_participation set paused_at = moment
   where subject_id = whose and paused_at is null;
  if died then
    update registry_subject set vital = 'dead' where subject_id = whose;
  else
    update members_grant set paused_at = moment
     where subject_id = whose and purpose like 'registry:%' and grantee_kind = 'nobody'
       and ended_by_id is null and paused_at is null;
  end if;
end $$;

create function wake_registries(wanted bigint, moment timestamptz, died boolean) returns void
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare whose uuid;
begin
  if not ends_membership(wanted) then return; end if;
  select l.subject_id into whose from members_subjectlink l where l.person_id = wanted;
  update registry_participation set paused_at = null
   where subject_id = whose and paused_at = moment;
  update members_grant set paused_at = null
   where subject_id = whose and purpose like 'registry:%' and paused_at = moment;
  if died then
    update registry_subject set vital = 'alive' where subject_id = whose and vital = 'dead';
  end if;
end $$;
"""

FORMS = """
-- Who works in a registry: curators and, where they were named, clinicians.
create function works_in_registries() returns boolean
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  return acting_role('curator') or acting_role('clinician');
end $$;

create or replace function my_registries(what text) returns bigint[]
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if acting_purpose() = 'operate' then
    return array(select r.id from registry_registry r);
  end if;
  if works_in_registries() is not true then return '{}'; end if;
  return array(select distinct r.registry_id from registry_right r
    where r.account_id = acting_account()
      and (what = 'sees' and r.sees or what = 'enters' and r.enters
        or what = 'writes' and (r.enters or r.confirms)));
end $$;

create or replace function my_forms(what text) returns bigint[]
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if acting_purpose() = 'operate' then
    return array(select f.id from registry_form f);
  end if;
  if works_in_registries() is not true then return '{}'; end if;
  return array(select f.id from registry_form f
    join registry_dataset d on d.id = f.dataset_id
    join lateral (select r.sees, r.enters, r.confirms from registry_right r
       where r.account_id = acting_account() and r.registry_id = d.registry_id
         and (r.form_id = f.id or r.form_id is null)
       order by r.form_id nulls last limit 1) held on true
    where what = 'sees' and held.sees or what = 'enters' and held.enters
       or what = 'writes' and (held.enters or held.confirms));
end $$;

-- Who helps with answers and reads them fills in a registry too: what stands there shows.
create or replace function help_opens(scope text[], kind text) returns boolean language sql immutable as
$$ select case when kind in ('answering', 'drafts') then 'answer' = any(scope)
               when kind = 'registry' then 'answer' = any(scope) and 'summary' = any(scope)
               when kind = 'calls' then 'arrange' = any(scope)
               else false end $$;

-- Forms the acting person, or who helps her, fills in: of registries she takes part in.
create function own_forms() returns bigint[]
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if acting_account() is null then return '{}'; end if;
  return array(select f.id from registry_form f
    join registry_dataset d on d.id = f.dataset_id
    join registry_participation p on p.registry_id = d.registry_id
   where f.members_fill and p.state = 'active' and p.paused_at is null
     and p.subject_id = any(own_subjects('registry')));
end $$;
"""

ENTRIES = """
alter policy app_select on registry_entry using (
  subject_id = any((select visible_subjects('registry'))::uuid[])
  or (registry_id = any((select my_registries('sees'))::bigint[])
      and form_id = any((select my_forms('sees'))::bigint[])
      and not subject_id = any((select withdrawn_subjects())::uuid[])));
alter policy app_insert on registry_entry with check (
  (subject_id = any((select own_subjects('registry'))::uuid[])
      and form_id = any((select own_forms())::bigint[]))
  or (registry_id = any((select my_registries('enters'))::bigint[])
      and form_id = any((select my_forms('enters'))::bigint[])
      and not subject_id = any((select withdrawn_subjects())::uuid[])));
alter policy app_update on registry_entry
  using ((subject_id = any((select own_subjects('registry'))::uuid[])
      and form_id = any((select own_forms())::bigint[]))
    or (registry_id = any((select my_registries('writes'))::bigint[])
      and form_id = any((select my_forms('writes'))::bigint[])
      and not subject_id = any((select withdrawn_subjects())::uuid[])))
  with check ((subject_id = any((select own_subjects('registry'))::uuid[])
      and form_id = any((select own_forms())::bigint[]))
    or (registry_id = any((select my_registries('writes'))::bigint[])
      and form_id = any((select my_forms('writes'))::bigint[])
      and not subject_id = any((select withdrawn_subjects())::uuid[])));

alter policy app_select on registry_entryevent using (
  subject_id = any((select visible_subjects('registry'))::uuid[])
  or (registry_id = any((select my_registries('sees'))::bigint[])
      and form_id = any((select my_forms('sees'))::bigint[])
      and not subject_id = any((select withdrawn_subjects())::uuid[])));
alter policy app_insert on registry_entryevent with check (
  (subject_id = any((select own_subjects('registry'))::uuid[])
      and form_id = any((select own_forms())::bigint[]))
  or (registry_id = any((select my_registries('writes'))::bigint[])
      and form_id = any((select my_forms('writes'))::bigint[])
      and not subject_id = any((select withdrawn_subjects())::uuid[])));

call protect('registry_query',
  sees => $$subject_id = any((select own_subjects('registry'))::uuid[])
            or (registry_id = any((select my_registries('sees'))::bigint[])
                and form_id = any((select my_forms('sees'))::bigint[])
                and not subject_id = any((select withdrawn_subjects())::uuid[]))$$,
  adds => $$(subject_id = any((select own_subjects('registry'))::uuid[])
              and (select acting_kind()) = 'account')
            or (registry_id = any((select my_registries('writes'))::bigint[])
                and form_id = any((select my_forms('writes'))::bigint[])
                and not subject_id = any((select withdrawn_subjects())::uuid[]))$$,
  changes => $$(subject_id = any((select own_subjects('registry'))::uuid[])
              and (select acting_kind()) = 'account')
            or (registry_id = any((select my_registries('writes'))::bigint[])
                and form_id = any((select my_forms('writes'))::bigint[])
                and not subject_id = any((select withdrawn_subjects())::uuid[]))$$,
  removes => 'false');
"""


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0002_vault'),
        ('members', '0026_proxies_vault'),
    ]

    operations = [
        migrations.CreateModel(
            name='ConsentSheet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField()),
                ('content', models.JSONField(default=dict)),
                ('published_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Participation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('subject_id', models.UUIDField()),
                ('state', models.CharField(choices=[('active', 'takes part'), ('withdrawn', 'has left')], default='active', max_length=9)),
                ('since', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('paused_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Query',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('subject_id', models.UUIDField()),
                ('link_id', models.CharField(max_length=255)),
                ('about', models.CharField(choices=[('asked', 'a question'), ('disputed', 'said to be wrong')], default='asked', max_length=8)),
                ('to', models.CharField(choices=[('member', 'to the person herself'), ('curator', 'to those who keep the registry')], max_length=7)),
                ('state', models.CharField(choices=[('open', 'waits for an answer'), ('answered', 'answered'), ('closed', 'closed')], default='open', max_length=8)),
                ('words', models.TextField()),
                ('asked_by', models.BigIntegerField(null=True)),
                ('asked_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('answer', models.TextField(blank=True)),
                ('answered_by', models.BigIntegerField(null=True)),
                ('answered_at', models.DateTimeField(null=True)),
                ('closed_by', models.BigIntegerField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
            ],
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='entry',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='entry',
            name='update_update',
        ),
        migrations.AddField(
            model_name='entry',
            name='provenance',
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name='entryevent',
            name='provenance',
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name='form',
            name='members_fill',
            field=models.BooleanField(default=False),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='entry',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "registry_entryevent" ("answers", "batch_id", "cells", "changed_at", "entered_by", "event_id", "form_id", "id", "instance", "missing", "occurred_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "provenance", "record_id", "ref", "registry_id", "repeats_event", "row_version", "sealed", "source", "status", "subject_id", "version_id", "voided_at") VALUES (NEW."answers", NEW."batch_id", NEW."cells", NEW."changed_at", NEW."entered_by", NEW."event_id", NEW."form_id", NEW."id", NEW."instance", NEW."missing", NEW."occurred_on", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."provenance", NEW."record_id", NEW."ref", NEW."registry_id", NEW."repeats_event", NEW."row_version", NEW."sealed", NEW."source", NEW."status", NEW."subject_id", NEW."version_id", NEW."voided_at"); RETURN NULL;', hash='4a7d80d946eb6f67829a144f5ba94dcb6e00e359', operation='INSERT', pgid='pgtrigger_insert_insert_11b68', table='registry_entry', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='entry',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "registry_entryevent" ("answers", "batch_id", "cells", "changed_at", "entered_by", "event_id", "form_id", "id", "instance", "missing", "occurred_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "provenance", "record_id", "ref", "registry_id", "repeats_event", "row_version", "sealed", "source", "status", "subject_id", "version_id", "voided_at") VALUES (NEW."answers", NEW."batch_id", NEW."cells", NEW."changed_at", NEW."entered_by", NEW."event_id", NEW."form_id", NEW."id", NEW."instance", NEW."missing", NEW."occurred_on", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."provenance", NEW."record_id", NEW."ref", NEW."registry_id", NEW."repeats_event", NEW."row_version", NEW."sealed", NEW."source", NEW."status", NEW."subject_id", NEW."version_id", NEW."voided_at"); RETURN NULL;', hash='16a0649a14c872aacb86177f5cdc43f0b813238c', operation='UPDATE', pgid='pgtrigger_update_update_b8d64', table='registry_entry', when='AFTER')),
        ),
        migrations.AddField(
            model_name='consentsheet',
            name='registry',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sheets', to='registry.registry'),
        ),
        migrations.AddField(
            model_name='participation',
            name='record',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='participations', to='registry.subject'),
        ),
        migrations.AddField(
            model_name='participation',
            name='registry',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='participations', to='registry.registry'),
        ),
        migrations.AddField(
            model_name='participation',
            name='sheet',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.consentsheet'),
        ),
        migrations.AddField(
            model_name='query',
            name='entry',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='queries', to='registry.entry'),
        ),
        migrations.AddField(
            model_name='query',
            name='form',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.form'),
        ),
        migrations.AddField(
            model_name='query',
            name='record',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='queries', to='registry.subject'),
        ),
        migrations.AddField(
            model_name='query',
            name='registry',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.registry'),
        ),
        migrations.AddConstraint(
            model_name='consentsheet',
            constraint=models.UniqueConstraint(fields=('registry', 'version'), name='registry_sheet_once'),
        ),
        migrations.AddIndex(
            model_name='participation',
            index=models.Index(fields=['subject_id'], name='registry_participation_of'),
        ),
        migrations.AddConstraint(
            model_name='participation',
            constraint=models.UniqueConstraint(fields=('registry', 'subject_id'), name='registry_participation_once'),
        ),
        migrations.AddIndex(
            model_name='query',
            index=models.Index(fields=['subject_id'], name='registry_query_of'),
        ),
        migrations.AddIndex(
            model_name='query',
            index=models.Index(fields=['registry', 'state', '-id'], name='registry_query_open'),
        ),
        migrations.AddIndex(
            model_name='query',
            index=models.Index(fields=['entry'], name='registry_query_entry'),
        ),
        *(
            migrations.RunSQL(sql, migrations.RunSQL.noop)
            for sql in (WALLS, CONSENTING, LEAVING, FORMS, ENTRIES)
        ),
    ]
