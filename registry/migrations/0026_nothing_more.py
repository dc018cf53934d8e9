"""Somebody takes part with what she gave and gives nothing more: no new entry, none changed."""

from django.db import migrations, models

CLOSED = """
-- Records of those who take part with what they gave and want nothing new entered.
create function closed_records() returns bigint[]
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(array_agg(p.record_id), '{}') from registry_participation p
   where p.closed_at is not null and p.state = 'active' $$;

alter policy app_insert on registry_entry with check (
  ((subject_id = any((select own_subjects('registry'))::uuid[])
      and form_id = any((select own_forms())::bigint[]))
  or (registry_id = any((select my_registries('enters'))::bigint[])
      and form_id = any((select my_forms('enters'))::bigint[])
      and not record_id = any((select withdrawn_records())::bigint[])))
  and not record_id = any((select closed_records())::bigint[]));

-- What a file brought by mistake can still be taken back: it is void then, and says nothing new.
alter policy app_update on registry_entry
  with check (((subject_id = any((select own_subjects('registry'))::uuid[])
      and form_id = any((select own_forms())::bigint[]))
    or (registry_id = any((select my_registries('writes'))::bigint[])
      and form_id = any((select my_forms('writes'))::bigint[])
      and not record_id = any((select withdrawn_records())::bigint[])))
    and (voided_at is not null or not record_id = any((select closed_records())::bigint[])));
"""

ASKED = """
-- As before; nobody is asked about a record that is closed. An answer to what she disputed goes out.
create or replace function registry_still_asked(wanted bigint[]) returns setof bigint
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if acting_purpose() is distinct from 'deliver' then return; end if;
  return query select q.id from registry_query q
      join registry_participation p on p.subject_id = q.subject_id and p.registry_id = q.registry_id
      join members_subjectlink l on l.subject_id = q.subject_id
      join members_person m on m.id = l.person_id
     where q.id = any(wanted) and m.state = 'active' and p.state = 'active' and p.paused_at is null
       and (q.about = 'disputed' or (q.state = 'open' and p.closed_at is null));
end $$;
"""

DUE = """
-- As before; of who gives nothing more no form is due.
create or replace function forms_due(whose uuid[]) returns table (participation bigint, form bigint, due timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
  select p.id, f.id, greatest(p.since, newest.at, (p.looked ->> f.id::text)::timestamptz)
                     + make_interval(months => f.again_after)
    from registry_participation p
    join registry_subject s on s.id = p.record_id and s.voided_at is null
     and s.vital <> 'dead' and s.takes_part = 'active'
    join registry_dataset d on d.registry_id = p.registry_id
    join registry_form f on f.dataset_id = d.id and f.members_fill and f.again_after > 0
    left join lateral (
      select max(greatest(e.changed_at, (select max((said.value ->> 'at')::timestamptz)
                                           from jsonb_each(e.provenance) said))) as at,
             bool_or(e.locked_at is not null) as locked
        from registry_entry e
       where e.record_id = p.record_id and e.form_id = f.id and e.voided_at is null) newest on true
   where (whose is null or p.subject_id = any(whose))
     and p.state = 'active' and p.paused_at is null and p.closed_at is null
     and (f.repeats or newest.locked is not true)
     and greatest(p.since, newest.at, (p.looked ->> f.id::text)::timestamptz)
         + make_interval(months => f.again_after) <= statement_timestamp()
     and not exists (select 1 from frozen_records(array[p.record_id])) $$;

create or replace function say_nothing_new(wanted bigint, about bigint) returns boolean
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  update registry_participation p
     set looked = p.looked || jsonb_build_object(about::text, statement_timestamp())
    from registry_form f join registry_dataset d on d.id = f.dataset_id
   where p.id = wanted and f.id = about and d.registry_id = p.registry_id and f.members_fill
     and p.state = 'active' and p.paused_at is null and p.closed_at is null
     and acting_kind() = 'account' and p.subject_id = any(own_subjects('registry'));
  return found;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0025_asked_again")]
    operations = [
        migrations.AddField("participation", "closed_at", models.DateTimeField(null=True)),
        *(migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in (CLOSED, ASKED, DUE)),
    ]
