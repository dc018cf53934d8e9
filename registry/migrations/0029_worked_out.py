"""Calculated answers follow what they hang on: by the software, about one person at a time."""

import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

HOW = [
    ("self", "by the person herself"),
    ("proxy", "by somebody who speaks for her"),
    ("clinician", "by a clinician"),
    ("curator", "by a curator"),
    ("import", "from a file"),
    ("worked_out", "worked out from other answers"),
]

WORKS = """
-- The one person whose calculated answers the software works out now.
create function worked_out_subjects() returns uuid[]
language sql stable security definer set search_path = public, pg_temp as $$
  select case when acting_kind() = 'system' and acting_purpose() = 'score'
    then array_remove(array[nullif(current_setting('po.subject', true), '')::uuid], null)
    else '{}' end $$;

alter policy app_select on registry_entry using (
  subject_id = any((select visible_subjects('registry'))::uuid[])
  or (registry_id = any((select my_registries('sees'))::bigint[])
      and form_id = any((select my_forms('sees'))::bigint[])
      and not record_id = any((select withdrawn_records())::bigint[]))
  or (subject_id = any((select worked_out_subjects())::uuid[])
      and not record_id = any((select withdrawn_records())::bigint[])));

-- It changes what is there, and writes nothing where nothing is to be changed.
alter policy app_update on registry_entry
  using ((subject_id = any((select own_subjects('registry'))::uuid[])
      and form_id = any((select own_forms())::bigint[]))
    or (registry_id = any((select my_registries('writes'))::bigint[])
      and form_id = any((select my_forms('writes'))::bigint[])
      and not record_id = any((select withdrawn_records())::bigint[]))
    or (subject_id = any((select worked_out_subjects())::uuid[])
      and not record_id = any((select withdrawn_records())::bigint[])))
  with check (((subject_id = any((select own_subjects('registry'))::uuid[])
      and form_id = any((select own_forms())::bigint[]))
    or (registry_id = any((select my_registries('writes'))::bigint[])
      and form_id = any((select my_forms('writes'))::bigint[])
      and not record_id = any((select withdrawn_records())::bigint[]))
    or (subject_id = any((select worked_out_subjects())::uuid[])
      and locked_at is null and voided_at is null
      and not record_id = any((select withdrawn_records())::bigint[])))
    and (voided_at is not null or not record_id = any((select closed_records())::bigint[])));

alter policy app_insert on registry_entryevent with check (
  (subject_id = any((select own_subjects('registry'))::uuid[])
      and form_id = any((select own_forms())::bigint[]))
  or (registry_id = any((select my_registries('writes'))::bigint[])
      and form_id = any((select my_forms('writes'))::bigint[])
      and not record_id = any((select withdrawn_records())::bigint[]))
  or (subject_id = any((select worked_out_subjects())::uuid[])
      and not record_id = any((select withdrawn_records())::bigint[])));
"""

ALONE = """
-- As before, and one after the other: what is written about a record is worked out further on its
-- other forms, so nobody else writes about it meanwhile. Also for the software that works that out.
create or replace function hold_record(wanted bigint) returns boolean
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare held boolean;
begin
  perform 1 from registry_registry r join registry_subject s on s.registry_id = r.id
   where s.id = wanted and (r.id = any(my_registries('writes'))
                            or s.subject_id = any(own_subjects('registry'))
                            or s.subject_id = any(worked_out_subjects())) for share of r;
  held := found;
  if held then
    perform pg_advisory_xact_lock(hashtextextended('registry_record', wanted));
  end if;
  return held and exists (select 1 from registry_subject s
    where s.id = wanted and s.same_as_id is null and s.voided_at is null);
end $$;
"""

SAID = """
-- When somebody last said something on a form: what was only worked out is nobody's word.
create function last_said(changed timestamptz, provenance jsonb) returns timestamptz
language sql stable set search_path = public, pg_temp as $$
  select case when bool_or(said.value ->> 'how' = 'worked_out')
    then coalesce(max((said.value ->> 'at')::timestamptz)
                    filter (where said.value ->> 'how' <> 'worked_out'), changed)
    else greatest(changed, max((said.value ->> 'at')::timestamptz)) end
    from jsonb_each(provenance) said $$;

-- As before; what was only worked out anew puts nothing off.
create or replace function forms_due(whose uuid[])
returns table (participation bigint, form bigint, visit bigint, due timestamptz, again boolean)
language sql stable security definer set search_path = public, pg_temp as $$
  with who as (
    select p.id, p.record_id, p.registry_id, p.since, p.looked
      from registry_participation p
      join registry_subject s on s.id = p.record_id and s.voided_at is null
       and s.vital <> 'dead' and s.takes_part = 'active'
     where (whose is null or p.subject_id = any(whose))
       and p.state = 'active' and p.paused_at is null and p.closed_at is null
       and p.since::date < current_date)
  select found.id, found.form, found.visit, found.due, found.again from (
  select p.id, p.record_id, f.id as form, null::bigint as visit,
         greatest(p.since, newest.at, (p.looked ->> f.id::text)::timestamptz)
           + make_interval(months => f.again_after) as due, true as again
    from who p
    join registry_dataset d on d.registry_id = p.registry_id
    join registry_form f on f.dataset_id = d.id and f.members_fill and f.again_after > 0
    left join lateral (
      select max(last_said(e.changed_at, e.provenance)) as at,
             bool_or(e.locked_at is not null) as locked
        from registry_entry e
       where e.record_id = p.record_id and e.form_id = f.id and e.voided_at is null) newest on true
   where (f.repeats or newest.locked is not true)
     and greatest(p.since, newest.at, (p.looked ->> f.id::text)::timestamptz)
         + make_interval(months => f.again_after) <= statement_timestamp()
  union all
  select p.id, p.record_id, f.id, v.id, (p.since::date + v.from_day)::timestamptz, false
    from who p
    join registry_dataset d on d.registry_id = p.registry_id
    join registry_event v on v.dataset_id = d.id and v.from_day is not null
     and current_date between p.since::date + v.from_day and p.since::date + v.until_day
    join registry_formatevent a on a.event_id = v.id
    join registry_form f on f.id = a.form_id and f.members_fill
   where not exists (
      select 1 from registry_entry e
       where e.record_id = p.record_id and e.form_id = f.id and e.event_id = v.id
         and e.voided_at is null
         and not (e.status is not distinct from 0 and e.source in ('self', 'proxy')
                  and e.locked_at is null))
  union all
  select p.id, p.record_id, f.id, e.event_id, said.at + interval '14 days', false
    from who p
    join registry_entry e on e.record_id = p.record_id and e.voided_at is null
     and e.status = 0 and e.source in ('self', 'proxy') and e.locked_at is null
    join lateral (select case when jsonb_path_exists(e.provenance, '$.*.how ? (@ == "worked_out")')
                    then last_said(e.changed_at, e.provenance) else e.changed_at end as at) said
      on said.at <= statement_timestamp() - interval '14 days'
     and said.at > statement_timestamp() - interval '28 days'
    join registry_form f on f.id = e.form_id and f.members_fill) found
   where not exists (select 1 from frozen_records(array[found.record_id])) $$;
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0028_ages")]
    operations = [
        migrations.AlterField("entry", "source", models.CharField(choices=HOW, max_length=10)),
        migrations.AlterField("entryevent", "source", models.CharField(choices=HOW, max_length=10)),
        migrations.CreateModel(
            name="WorkingOut",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("asked_by", models.BigIntegerField()),
                ("hat", models.CharField(max_length=20)),
                ("strong", models.BooleanField(default=False)),
                ("changed", models.PositiveIntegerField(default=0)),
                ("unchanged", models.PositiveIntegerField(default=0)),
                ("left", models.JSONField(default=dict)),
                ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("ended_at", models.DateTimeField(null=True)),
                ("dataset", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="workings_out", to="registry.dataset")),
            ],
            options={
                "indexes": [models.Index(fields=["dataset", "-id"], name="registry_workingout_of")],
            },
        ),
        *(migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in (WORKS, ALONE, SAID)),
    ]
