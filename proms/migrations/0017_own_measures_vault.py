"""A diary is its person's alone but for what she shows; the job that scores again sees one person."""

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

-- Who shares answers with the acting account; not for codes, and not for who acts for somebody.
create function shown_subjects() returns uuid[]
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if acting_kind() is distinct from 'account' or acting_help() is not null then return '{}'; end if;
  return visible_subjects('proms');
end $$;

-- A diary is written by its person; what she shares is read by those who see her answers.
call protect('proms_diarymeasure',
  sees => $$subject_id = any((select own_subjects('diary'))::uuid[])
    or (shared and subject_id = any((select shown_subjects())::uuid[]))$$,
  adds => $$subject_id = any((select own_subjects('diary'))::uuid[])
    and (select acting_kind()) = 'account'$$,
  changes => $$subject_id = any((select own_subjects('diary'))::uuid[])
    and (select acting_kind()) = 'account'$$,
  removes => 'false');
revoke update on proms_diarymeasure from po_app;
grant update (shared, ended_at) on proms_diarymeasure to po_app;

call protect('proms_diaryentry',
  sees => $$subject_id = any((select own_subjects('diary'))::uuid[])
    or (shared and subject_id = any((select shown_subjects())::uuid[]))$$,
  adds => $$subject_id = any((select own_subjects('diary'))::uuid[])
    and (select acting_kind()) = 'account'$$,
  changes => $$subject_id = any((select own_subjects('diary'))::uuid[])
    and (select acting_kind()) = 'account'$$,
  removes => 'false');
revoke update on proms_diaryentry from po_app;
grant update (shared, taken_back_at) on proms_diaryentry to po_app;
"""


class Migration(migrations.Migration):
    dependencies = [("proms", "0016_own_measures")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
