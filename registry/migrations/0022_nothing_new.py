"""What a member says of herself: there is nothing new to a form, a newer text is left as it is."""

from django.db import migrations, models

DUE = """
-- As before, and that there is nothing new (`looked`: form → when she said so) counts like a
-- writing. `whose`: null is everybody. For functions of the owner only.
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
     and p.state = 'active' and p.paused_at is null
     and (f.repeats or newest.locked is not true)
     and greatest(p.since, newest.at, (p.looked ->> f.id::text)::timestamptz)
         + make_interval(months => f.again_after) <= statement_timestamp()
     and not exists (select 1 from frozen_records(array[p.record_id])) $$;

-- There is nothing new to a form: she says so, or who helps her with it.
create function say_nothing_new(wanted bigint, about bigint) returns boolean
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  update registry_participation p
     set looked = p.looked || jsonb_build_object(about::text, statement_timestamp())
    from registry_form f join registry_dataset d on d.id = f.dataset_id
   where p.id = wanted and f.id = about and d.registry_id = p.registry_id and f.members_fill
     and p.state = 'active' and p.paused_at is null and acting_kind() = 'account'
     and p.subject_id = any(own_subjects('registry'));
  return found;
end $$;
"""

NEWER = """
-- Whoever agreed to an older text than the one members are asked with now, for herself;
-- a text she read and left as it is (`seen_version`) is decided.
create or replace function with_older_text() returns table (participation bigint, person bigint, version int)
language sql stable security definer set search_path = public, pg_temp as $$
  select p.id, m.id, newest.version::int
    from registry_participation p
    join registry_consentsheet mine on mine.id = p.sheet_id
    join lateral (select max(s.version) as version from registry_consentsheet s
                   where s.registry_id = p.registry_id and s.published_at is not null) newest
      on newest.version > greatest(mine.version, p.seen_version)
    join members_subjectlink l on l.subject_id = p.subject_id
    join members_person m on m.id = l.person_id and m.state = 'active'
   where p.state = 'active' and p.paused_at is null and not p.by_law
     and peace_of(p.subject_id) is null
     and not exists (select 1 from frozen_records(array[p.record_id])) $$;

-- Nobody could say so until now: texts of before this update ask for no decision any more.
update registry_participation p set seen_version = coalesce((select max(s.version)
  from registry_consentsheet s
 where s.registry_id = p.registry_id and s.published_at is not null), 0);
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0021_titles")]
    operations = [
        migrations.AddField("participation", "looked", models.JSONField(default=dict)),
        migrations.AddField("participation", "seen_version", models.PositiveIntegerField(default=0)),
        *(migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in (DUE, NEWER)),
    ]
