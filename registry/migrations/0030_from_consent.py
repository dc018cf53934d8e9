"""What is known of people and what they signed answers questions of a dataset on their way out."""

from django.db import migrations

SQL = """
-- Of a registry the actor works in, of herself, or of who is in the release that is being made now.
create function registry_told(wanted bigint, whom uuid[])
returns table (subject_id uuid, vital text, takes_part text, state text, rests boolean,
               sheet_id bigint, allowed jsonb)
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  keeps boolean := coalesce(may_ask_consents(wanted), false);
  mine uuid[] := own_subjects('registry');
  making bigint := (select r.id from registry_release r
    join registry_datarequest q on q.id = r.request_id
    join registry_dataset d on d.id = q.dataset_id
   where r.id = acting_release() and d.registry_id = wanted);
begin
  return query
    select s.subject_id, s.vital::text, s.takes_part::text, coalesce(p.state::text, ''),
           p.paused_at is not null or exists (select 1 from frozen_records(array[s.id])),
           p.sheet_id,
           coalesce((select jsonb_object_agg(split_part(g.purpose, ':', 3), to_jsonb(g.scope))
              from members_grant g
             where g.subject_id = s.subject_id and p.state = 'active'
               and not exists (select 1 from frozen_records(array[s.id]))
               and g.purpose like 'registry:' || wanted || ':%' and g.grantee_kind = 'nobody'
               and g.ended_by_id is null and g.paused_at is null
               and g.starts_at <= statement_timestamp()
               and (g.ends_at is null or g.ends_at > statement_timestamp())), '{}'::jsonb)
      from registry_subject s
      left join registry_participation p
        on p.subject_id = s.subject_id and p.registry_id = s.registry_id
     where s.registry_id = wanted and s.subject_id = any(whom) and s.voided_at is null
       and s.same_as_id is null
       and (keeps or s.subject_id = any(mine)
         or exists (select 1 from registry_releasesubject n
                     where n.release_id = making and n.subject_id = s.subject_id));
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0029_worked_out"), ("members", "0044_deaths_told")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
