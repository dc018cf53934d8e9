"""Files and jobs of the organisation itself are the office's."""

from django.db import migrations

SQL = """
-- The one id under which the organisation's own files and jobs stand, for who may see them.
create function house_files() returns uuid[]
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if acting_role('administrator') then
    return array['00000000-0000-4000-8000-000000000001'::uuid];
  end if;
  return '{}';
end $$;

alter policy app_select on files_storedfile using (
  subject_id = any((select own_subjects('files'))::uuid[])
  or subject_id = any((select house_files())::uuid[]));
alter policy app_update on files_storedfile
  using (subject_id = any((select own_subjects('files'))::uuid[])
    or subject_id = any((select house_files())::uuid[]))
  with check (subject_id = any((select own_subjects('files'))::uuid[])
    or subject_id = any((select house_files())::uuid[]));

alter policy app_select on files_job using (
  subject_id = any((select own_subjects('jobs'))::uuid[])
  or subject_id = any((select house_files())::uuid[]));
alter policy app_insert on files_job with check (
  subject_id = any((select own_subjects('jobs'))::uuid[])
  or subject_id = any((select house_files())::uuid[]));
alter policy app_update on files_job
  using (subject_id = any((select own_subjects('jobs'))::uuid[])
    or subject_id = any((select house_files())::uuid[]))
  with check (subject_id = any((select own_subjects('jobs'))::uuid[])
    or subject_id = any((select house_files())::uuid[]));
"""


class Migration(migrations.Migration):
    dependencies = [("files", "0002_vault"), ("access", "0001_vault")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
