"""Answers by a legal proxy say so; what a young person keeps private opens to none of them."""

from django.db import migrations

SQL = """
-- What stays closed to whoever acts by law: kept private, unless she entered it herself.
create function kept_private() returns bigint[]
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if acting_by_law() is not true then return '{}'; end if;
  return coalesce((select array_agg(r.id) from proms_response r
    where r.subject_id in (select h.subject_id from helped() h) and r.private
      and r.given_by_account is distinct from acting_account()), '{}');
end $$;

alter policy app_select on proms_response using (
  subject_id = any((select visible_subjects('proms') || own_subjects('answering'))::uuid[])
  and ((select acting_kind()) is distinct from 'bearer'
    or assignment_id = (select ticket_assignment()))
  and ((select acting_help()) is null or given_by_account = (select acting_account())
    or subject_id = any((select visible_subjects('proms'))::uuid[]))
  and (not private or (select acting_by_law()) is not true
    or given_by_account = (select acting_account())));

-- As before, in the name of whoever acts; and nothing while somebody come of age decides.
alter policy app_insert on proms_response with check (
  subject_id = any((select own_subjects('proms') || own_subjects('answering'))::uuid[])
  and ((select acting_kind()) is distinct from 'bearer'
    or assignment_id = (select ticket_assignment()))
  and ((select acting_help()) is null
    or (given_by = case when (select acting_by_law()) then 'proxy' else 'helper' end
        and not private and given_by_account = (select acting_account())))
  and not exists (select 1 from undecided_subjects(array[subject_id])));

alter policy app_select on proms_score using (
  subject_id = any((select visible_subjects('proms'))::uuid[])
  and ((select acting_kind()) is distinct from 'bearer'
    or response_id = any((select ticket_responses())::bigint[]))
  and not response_id = any((select kept_private())::bigint[]));

-- Beside taking answers back, their person chooses whether a legal proxy reads them.
grant update (private) on proms_response to po_app;
"""


class Migration(migrations.Migration):
    dependencies = [("proms", "0010_proxies"), ("members", "0026_proxies_vault")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
