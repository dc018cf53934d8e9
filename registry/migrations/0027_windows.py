"""A visit whose days have come is due, and so is a form somebody began and has not finished."""

from django.db import migrations, models

DUE = """
-- Forms that wait for somebody, since when, at which visit (null: at none), and whether again:
-- nothing of the form was written or found unchanged for its months; the days of a visit have come
-- and its form is not finished there; or she began one and has not gone on for two weeks, which is
-- told for the two weeks after, so once. Nothing is due on the day somebody joined. `whose`: null is
-- everybody. For functions of the owner only.
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

TAKEN = """
-- Who is told now that a form waits: once, once more after two weeks, and then no more until nothing
-- waited. A visit whose days come meanwhile, and a form begun and left meanwhile, is told anew, each
-- twice at most, by the two newest moments she was told at; a form to look at again is not.
create or replace function take_due_forms(most int)
returns table (participation bigint, person bigint, mark int, since date)
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  if acting_purpose() is distinct from 'remind' then return; end if;
  with waits as materialized (select distinct d.participation as id from forms_due(null) d)
  update registry_participation p
     set due_step = 0, due_asked_at = null, due_asked_before = null
   where p.due_step > 0 and not exists (select 1 from waits where waits.id = p.id);
  return query
    with waits as materialized (
      select d.participation as id, max(d.due) filter (where not d.again) as newest
        from forms_due(null) d group by d.participation),
    taken as (
      select p.id, l.person_id,
             p.due_step = 0 or coalesce(waits.newest > p.due_asked_at, false) as anew
        from registry_participation p
        join waits on waits.id = p.id
        join members_subjectlink l on l.subject_id = p.subject_id
        join members_person m on m.id = l.person_id and m.state = 'active'
       where (p.due_step = 0 or waits.newest > p.due_asked_at
              or p.due_step = 1 and p.due_asked_at < statement_timestamp() - interval '14 days'
                 and (p.due_asked_before is null or waits.newest > p.due_asked_before))
         and peace_of(p.subject_id) is null
       order by p.id limit most for update of p skip locked)
    update registry_participation p
       set due_step = case when taken.anew then 1 else 2 end,
           due_asked_before = p.due_asked_at, due_asked_at = statement_timestamp()
      from taken where p.id = taken.id
    returning p.id, taken.person_id, p.due_step::int, current_date;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0026_nothing_more")]
    operations = [
        migrations.AddIndex(
            "entry",
            models.Index(
                fields=["changed_at"],
                condition=models.Q(status=0, voided_at=None),
                name="registry_entry_unfinished",
            ),
        ),
        migrations.AddField("participation", "due_asked_before", models.DateTimeField(null=True)),
        *(migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in (DUE, TAKEN)),
    ]
