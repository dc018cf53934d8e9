"""A reply code opens the one assignment it names: nothing before it and nothing beside it."""

from django.db import migrations

SQL = """
-- The assignment a living reply code names.
create function ticket_assignment() returns bigint
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  return (select nullif(t.object_ref, '')::bigint from members_ticket t
    where t.id = acting_ticket() and t.about = 'answer'
      and t.used_at is null and t.withdrawn_at is null and t.expires_at > statement_timestamp());
end $$;

-- What was sent for it, so that its scores can be written.
create function ticket_responses() returns bigint[]
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  return coalesce((select array_agg(r.id) from proms_response r
    where r.assignment_id = ticket_assignment()), '{}');
end $$;

-- What its person had begun herself: gone when answers were entered for her, as when she sends.
create function drop_begun() returns void
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  delete from questionnaires_draft d using proms_assignment a
   where a.id = ticket_assignment() and d.subject_id = a.subject_id
     and d.about = 'proms.assignment:' || a.id;
end $$;

alter policy app_select on proms_assignment using (
  subject_id = any((select visible_subjects('proms'))::uuid[])
  and ((select acting_kind()) is distinct from 'bearer' or id = (select ticket_assignment())));
alter policy app_insert on proms_assignment with check (
  subject_id = any((select visible_subjects('proms'))::uuid[])
  and (select acting_kind()) is distinct from 'bearer');
alter policy app_update on proms_assignment
  using (subject_id = any((select own_subjects('proms'))::uuid[])
    and ((select acting_kind()) is distinct from 'bearer' or id = (select ticket_assignment())))
  with check (subject_id = any((select own_subjects('proms'))::uuid[])
    and ((select acting_kind()) is distinct from 'bearer' or id = (select ticket_assignment())));

alter policy app_select on proms_response using (
  subject_id = any((select visible_subjects('proms'))::uuid[])
  and ((select acting_kind()) is distinct from 'bearer'
    or assignment_id = (select ticket_assignment())));
alter policy app_insert on proms_response with check (
  subject_id = any((select own_subjects('proms'))::uuid[])
  and ((select acting_kind()) is distinct from 'bearer'
    or assignment_id = (select ticket_assignment())));
alter policy app_update on proms_response
  using (subject_id = any((select own_subjects('proms'))::uuid[])
    and (select acting_kind()) is distinct from 'bearer')
  with check (subject_id = any((select own_subjects('proms'))::uuid[])
    and (select acting_kind()) is distinct from 'bearer');

alter policy app_select on proms_score using (
  subject_id = any((select visible_subjects('proms'))::uuid[])
  and ((select acting_kind()) is distinct from 'bearer'
    or response_id = any((select ticket_responses())::bigint[])));
alter policy app_insert on proms_score with check (
  subject_id = any((select own_subjects('proms'))::uuid[])
  and ((select acting_kind()) is distinct from 'bearer'
    or response_id = any((select ticket_responses())::bigint[])));
"""


class Migration(migrations.Migration):
    dependencies = [("proms", "0003_rounds"), ("members", "0010_desk_vault")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
