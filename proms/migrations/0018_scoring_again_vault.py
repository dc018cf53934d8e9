"""The job that computes earlier answers again sees one person at a time, and writes scores only."""

from django.db import migrations

SQL = """
create or replace function purpose_opens(purpose text, kind text) returns boolean
language sql immutable as
$$ select case purpose
   when 'remind' then kind in ('proms', 'link')
   when 'assign' then kind in ('proms', 'link')
   when 'score' then kind in ('proms', 'link')
   when 'export' then true
   else false end $$;

-- Whose answers to one questionnaire are to be looked at next; ids only, for the job.
create function subjects_to_score(wanted bigint, after uuid, size int)
returns table (subject_id uuid)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if acting_purpose() is distinct from 'score' then return; end if;
  return query select distinct r.subject_id from proms_response r
    where r.instrument_id = wanted and r.withdrawn_at is null
      and (after is null or r.subject_id > after)
    order by r.subject_id limit size;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("proms", "0017_scoring_again")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
