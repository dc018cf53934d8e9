"""When an entry was first written, who left which registry, and rounds of a vote."""
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

WITHDRAWN = """
-- Records of those who left this registry: what was entered about them opens to nobody of it any
-- more. What she gives to another registry stays open there.
create or replace function withdrawn_records() returns bigint[]
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(array_agg(p.record_id), '{}') from registry_participation p
   where p.state = 'withdrawn' $$;

alter policy app_select on registry_entry using (
  subject_id = any((select visible_subjects('registry'))::uuid[])
  or (registry_id = any((select my_registries('sees'))::bigint[])
      and form_id = any((select my_forms('sees'))::bigint[])
      and not record_id = any((select withdrawn_records())::bigint[])));
alter policy app_insert on registry_entry with check (
  (subject_id = any((select own_subjects('registry'))::uuid[])
      and form_id = any((select own_forms())::bigint[]))
  or (registry_id = any((select my_registries('enters'))::bigint[])
      and form_id = any((select my_forms('enters'))::bigint[])
      and not record_id = any((select withdrawn_records())::bigint[])));
alter policy app_update on registry_entry
  using ((subject_id = any((select own_subjects('registry'))::uuid[])
      and form_id = any((select own_forms())::bigint[]))
    or (registry_id = any((select my_registries('writes'))::bigint[])
      and form_id = any((select my_forms('writes'))::bigint[])
      and not record_id = any((select withdrawn_records())::bigint[])))
  with check ((subject_id = any((select own_subjects('registry'))::uuid[])
      and form_id = any((select own_forms())::bigint[]))
    or (registry_id = any((select my_registries('writes'))::bigint[])
      and form_id = any((select my_forms('writes'))::bigint[])
      and not record_id = any((select withdrawn_records())::bigint[])));

alter policy app_select on registry_entryevent using (
  subject_id = any((select visible_subjects('registry'))::uuid[])
  or (registry_id = any((select my_registries('sees'))::bigint[])
      and form_id = any((select my_forms('sees'))::bigint[])
      and not record_id = any((select withdrawn_records())::bigint[])));
alter policy app_insert on registry_entryevent with check (
  (subject_id = any((select own_subjects('registry'))::uuid[])
      and form_id = any((select own_forms())::bigint[]))
  or (registry_id = any((select my_registries('writes'))::bigint[])
      and form_id = any((select my_forms('writes'))::bigint[])
      and not record_id = any((select withdrawn_records())::bigint[])));

alter policy app_select on registry_query using (
  subject_id = any((select own_subjects('registry'))::uuid[])
  or (registry_id = any((select my_registries('sees'))::bigint[])
      and form_id = any((select my_forms('sees'))::bigint[])
      and not record_id = any((select withdrawn_records())::bigint[])));
alter policy app_insert on registry_query with check (
  (subject_id = any((select own_subjects('registry'))::uuid[])
      and (select acting_kind()) = 'account')
  or (registry_id = any((select my_registries('writes'))::bigint[])
      and form_id = any((select my_forms('writes'))::bigint[])
      and not record_id = any((select withdrawn_records())::bigint[])));
alter policy app_update on registry_query
  using ((subject_id = any((select own_subjects('registry'))::uuid[])
      and (select acting_kind()) = 'account')
    or (registry_id = any((select my_registries('writes'))::bigint[])
      and form_id = any((select my_forms('writes'))::bigint[])
      and not record_id = any((select withdrawn_records())::bigint[])))
  with check ((subject_id = any((select own_subjects('registry'))::uuid[])
      and (select acting_kind()) = 'account')
    or (registry_id = any((select my_registries('writes'))::bigint[])
      and form_id = any((select my_forms('writes'))::bigint[])
      and not record_id = any((select withdrawn_records())::bigint[])));

drop function withdrawn_subjects();
"""

FIRST = """
-- When an entry was first written, as its history says; nothing of the history changes by it.
update registry_entry e set first_at = least(e.changed_at, coalesce(
  (select min(v.pgh_created_at) from registry_entryevent v where v.pgh_obj_id = e.id),
  e.changed_at));
"""

RESEARCH = """
grant select (first_at) on registry_entry to po_research;

-- A yes speaks of what was given until its moment ("past") and of what is given from then on
-- ("future"), each by itself. An entry is one piece: "past" alone opens it when nothing in it is
-- newer than the yes, "future" alone when nothing in it is older, both together open every entry.
alter policy research_select on registry_entry using (
  registry_id = (select research_registry()) and voided_at is null
  and not subject_id = any((select undecided_subjects())::uuid[])
  and exists (select 1 from members_grant g
    where g.subject_id = registry_entry.subject_id
      and (g.scope @> array['past', 'future']::varchar[]
        or g.scope @> array['past']::varchar[] and registry_entry.changed_at <= g.starts_at
        or g.scope @> array['future']::varchar[] and registry_entry.first_at > g.starts_at)));
"""


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0006_asked'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='entry',
            name='update_update',
        ),
        migrations.AddField(
            model_name='entry',
            name='first_at',
            field=models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='entry',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."answers" IS DISTINCT FROM (NEW."answers") OR OLD."batch_id" IS DISTINCT FROM (NEW."batch_id") OR OLD."cells" IS DISTINCT FROM (NEW."cells") OR OLD."changed_at" IS DISTINCT FROM (NEW."changed_at") OR OLD."entered_by" IS DISTINCT FROM (NEW."entered_by") OR OLD."event_id" IS DISTINCT FROM (NEW."event_id") OR OLD."form_id" IS DISTINCT FROM (NEW."form_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."instance" IS DISTINCT FROM (NEW."instance") OR OLD."missing" IS DISTINCT FROM (NEW."missing") OR OLD."occurred_on" IS DISTINCT FROM (NEW."occurred_on") OR OLD."provenance" IS DISTINCT FROM (NEW."provenance") OR OLD."record_id" IS DISTINCT FROM (NEW."record_id") OR OLD."ref" IS DISTINCT FROM (NEW."ref") OR OLD."registry_id" IS DISTINCT FROM (NEW."registry_id") OR OLD."repeats_event" IS DISTINCT FROM (NEW."repeats_event") OR OLD."row_version" IS DISTINCT FROM (NEW."row_version") OR OLD."sealed" IS DISTINCT FROM (NEW."sealed") OR OLD."source" IS DISTINCT FROM (NEW."source") OR OLD."status" IS DISTINCT FROM (NEW."status") OR OLD."subject_id" IS DISTINCT FROM (NEW."subject_id") OR OLD."version_id" IS DISTINCT FROM (NEW."version_id") OR OLD."voided_at" IS DISTINCT FROM (NEW."voided_at"))', func='INSERT INTO "registry_entryevent" ("answers", "batch_id", "cells", "changed_at", "entered_by", "event_id", "form_id", "id", "instance", "missing", "occurred_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "provenance", "record_id", "ref", "registry_id", "repeats_event", "row_version", "sealed", "source", "status", "subject_id", "version_id", "voided_at") VALUES (NEW."answers", NEW."batch_id", NEW."cells", NEW."changed_at", NEW."entered_by", NEW."event_id", NEW."form_id", NEW."id", NEW."instance", NEW."missing", NEW."occurred_on", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."provenance", NEW."record_id", NEW."ref", NEW."registry_id", NEW."repeats_event", NEW."row_version", NEW."sealed", NEW."source", NEW."status", NEW."subject_id", NEW."version_id", NEW."voided_at"); RETURN NULL;', hash='e9c4f4edf9e0e771850c8b399b513818806aa947', operation='UPDATE', pgid='pgtrigger_update_update_b8d64', table='registry_entry', when='AFTER')),
        ),
        migrations.RemoveConstraint(
            model_name='vote',
            name='registry_vote_once',
        ),
        migrations.RemoveConstraint(
            model_name='vote',
            name='registry_one_deputy_a_seat',
        ),
        migrations.AddField(
            model_name='datarequest',
            name='round',
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AddField(
            model_name='vote',
            name='round',
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AddConstraint(
            model_name='vote',
            constraint=models.UniqueConstraint(fields=('request', 'round', 'account'), name='registry_vote_once'),
        ),
        migrations.AddConstraint(
            model_name='vote',
            constraint=models.UniqueConstraint(condition=models.Q(('instead_of__isnull', False)), fields=('request', 'round', 'instead_of'), name='registry_one_deputy_a_seat'),
        ),
        *(migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in (WITHDRAWN, FIRST, RESEARCH)),
    ]
