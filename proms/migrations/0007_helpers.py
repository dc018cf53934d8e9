"""A helper who answers sees what waits and what she sent herself; scores only who reads the rest."""

from django.db import migrations

SQL = """
-- Own and granted ones as before, and those a helper answers; a code still names a single one.
alter policy app_select on proms_assignment using (
  subject_id = any((select visible_subjects('proms') || own_subjects('answering'))::uuid[])
  and ((select acting_kind()) is distinct from 'bearer' or id = (select ticket_assignment())));
alter policy app_insert on proms_assignment with check (
  subject_id = any((select visible_subjects('proms'))::uuid[])
  and (select acting_kind()) is distinct from 'bearer' and (select acting_help()) is null);
alter policy app_update on proms_assignment
  using (subject_id = any((select own_subjects('proms') || own_subjects('answering'))::uuid[])
    and ((select acting_kind()) is distinct from 'bearer' or id = (select ticket_assignment())))
  with check (subject_id = any((select own_subjects('proms') || own_subjects('answering'))::uuid[])
    and ((select acting_kind()) is distinct from 'bearer' or id = (select ticket_assignment())));

-- Whoever fills in for another reads what she sent herself, and stands in it by account.
alter policy app_select on proms_response using (
  subject_id = any((select visible_subjects('proms') || own_subjects('answering'))::uuid[])
  and ((select acting_kind()) is distinct from 'bearer'
    or assignment_id = (select ticket_assignment()))
  and ((select acting_help()) is null or given_by_account = (select acting_account())
    or subject_id = any((select visible_subjects('proms'))::uuid[])));
alter policy app_insert on proms_response with check (
  subject_id = any((select own_subjects('proms') || own_subjects('answering'))::uuid[])
  and ((select acting_kind()) is distinct from 'bearer'
    or assignment_id = (select ticket_assignment()))
  and ((select acting_help()) is null
    or (given_by = 'helper' and given_by_account = (select acting_account()))));

-- What a helper filled in for the person she acts for, so that its scores can be written.
create function filled_in() returns bigint[]
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  return coalesce((select array_agg(r.id) from proms_response r
    where r.subject_id = any(own_subjects('answering'))
      and r.given_by_account = acting_account()), '{}');
end $$;

alter policy app_insert on proms_score with check (
  subject_id = any((select own_subjects('proms') || own_subjects('answering'))::uuid[])
  and ((select acting_help()) is null or response_id = any((select filled_in())::bigint[]))
  and ((select acting_kind()) is distinct from 'bearer'
    or response_id = any((select ticket_responses())::bigint[])));
"""


class Migration(migrations.Migration):
    dependencies = [("proms", "0006_leaving"), ("members", "0020_helpers")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
