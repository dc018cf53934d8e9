"""A visit whose days have come is due, and so is a form somebody began and has not finished."""

from django.db import migrations, models

DUE = """
-- Forms that wait for somebody, since when, at which visit (null: at none), and whether again:
-- nothing of the form was written or found unchanged for its months; the days of a visit have come
-- and its form is not finished there; or she began one and has not gone on for two weeks, which is
-- told for the two weeks after, so once. `whose`: null is everybody. For functions of the owner only.
drop function my_due_forms();
drop function forms_due(uuid[]);
create function forms_due(whose uuid[])
returns table (participation bigint, form bigint, visit bigint, due timestamptz, again boolean)
language sql stable security definer set search_path = public, pg_temp as $$
  with who as (
    select p.id, p.record_id, p.registry_id, p.since, p.looked
      from registry_participation p
      join registry_subject s on s.id = p.record_id and s.voided_at is null
       and s.vital <> 'dead' and s.takes_part = 'active'
     where (whose is null or p.subject_id = any(whose))
       and p.state = 'active' and p.paused_at is null and p.closed_at is null)
  select found.id, found.form, found.visit, found.due, found.again from (
  select p.id, p.record_id, f.id as form, null::bigint as visit,
         greatest(p.since, newest.at, (p.looked ->> f.id::text)::timestamptz)
           + make_interval(months => f.again_after) as due, true as again
    from who p
    join registry_dataset d on d.registry_id = p.registry_id
    join registry_form f on f.dataset_id = d.id and f.members_fill and f.again_after > 0
    left join lateral (
      select max(greatest(e.changed_at, (select max((said.value ->> 'at')::timestamptz)
                                           from jsonb_each(e.provenance) said))) as at,
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
  select p.id, p.record_id, f.id, e.event_id, e.changed_at + interval '14 days', false
    from who p
    join registry_entry e on e.record_id = p.record_id and e.voided_at is null
     and e.status = 0 and e.source in ('self', 'proxy') and e.locked_at is null
     and e.changed_at <= statement_timestamp() - interval '14 days'
     and e.changed_at > statement_timestamp() - interval '28 days'
    join registry_form f on f.id = e.form_id and f.members_fill) found
   where not exists (select 1 from frozen_records(array[found.record_id])) $$;
revoke execute on function forms_due(uuid[]) from public, po_app, po_backup, po_erase;

create function my_due_forms()
returns table (participation bigint, form bigint, visit bigint, due timestamptz, again boolean)
language sql stable security definer set search_path = public, pg_temp as $$
  select d.participation, d.form, d.visit, d.due, d.again from forms_due(own_subjects('registry')) d $$;
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0024_nothing_more")]
    operations = [
        migrations.AddIndex(
            "entry",
            models.Index(
                fields=["changed_at"],
                condition=models.Q(status=0, voided_at=None),
                name="registry_entry_unfinished",
            ),
        ),
        migrations.RunSQL(DUE, migrations.RunSQL.noop),
    ]
