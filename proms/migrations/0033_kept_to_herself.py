"""A member keeps one sending to herself: to everybody else it was neither asked nor answered."""

from django.db import migrations, models

SQL = """
-- Sendings of people the acting one sees that are closed to her, because they are kept by their
-- person. Open they stay to that person herself, and to what the system does for her.
create function kept_back() returns bigint[]
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  seen uuid[] := visible_subjects('proms');
  own uuid[] := case when acting_help() is null and acting_kind() is distinct from 'bearer'
    then own_subjects('proms') else '{}' end;
begin
  return coalesce((select array_agg(r.id) from proms_response r
    where r.withheld and r.subject_id = any(seen) and not r.subject_id = any(own)), '{}');
end $$;

alter policy app_select on proms_assignment using (
  subject_id = any((select visible_subjects('proms') || own_subjects('answering'))::uuid[])
  and ((select acting_kind()) is distinct from 'bearer' or id = (select ticket_assignment())
    or (select ticket_summary()))
  and (not withheld or (subject_id = any((select own_subjects('proms'))::uuid[])
    and (select acting_help()) is null and (select acting_kind()) is distinct from 'bearer')));

alter policy app_select on proms_response using (
  subject_id = any((select visible_subjects('proms') || own_subjects('answering'))::uuid[])
  and ((select acting_kind()) is distinct from 'bearer'
    or assignment_id = (select ticket_assignment()) or (select ticket_summary()))
  and ((select acting_help()) is null or given_by_account = (select acting_account())
    or subject_id = any((select visible_subjects('proms'))::uuid[]))
  and (not private or ((select acting_by_law()) is not true and not (select ticket_by_law()))
    or given_by_account = (select acting_account()))
  and (not withheld or (subject_id = any((select own_subjects('proms'))::uuid[])
    and (select acting_help()) is null and (select acting_kind()) is distinct from 'bearer')));

alter policy app_select on proms_score using (
  subject_id = any((select visible_subjects('proms'))::uuid[])
  and ((select acting_kind()) is distinct from 'bearer'
    or response_id = any((select ticket_responses())::bigint[]) or (select ticket_summary()))
  and not response_id = any((select kept_private())::bigint[])
  and not response_id = any((select kept_back())::bigint[]));

-- Only herself sets this, or changes what is kept; whoever acts for her writes what is open.
alter policy app_update on proms_assignment
  using (subject_id = any((select own_subjects('proms') || own_subjects('answering'))::uuid[])
    and ((select acting_kind()) is distinct from 'bearer' or id = (select ticket_assignment()))
    and (not withheld or ((select acting_help()) is null
      and (select acting_kind()) is distinct from 'bearer')))
  with check (subject_id = any((select own_subjects('proms') || own_subjects('answering'))::uuid[])
    and ((select acting_kind()) is distinct from 'bearer' or id = (select ticket_assignment()))
    and (not withheld or ((select acting_help()) is null
      and (select acting_kind()) is distinct from 'bearer')));

alter policy app_insert on proms_response with check (
  subject_id = any((select own_subjects('proms') || own_subjects('answering'))::uuid[])
  and ((select acting_kind()) is distinct from 'bearer'
    or assignment_id = (select ticket_assignment()))
  and ((select acting_help()) is null
    or (given_by = case when (select acting_by_law()) then 'proxy' else 'helper' end
        and not private and given_by_account = (select acting_account())))
  and (not withheld or ((select acting_help()) is null
    and (select acting_kind()) is distinct from 'bearer'))
  and not exists (select 1 from undecided_subjects(array[subject_id])));

alter policy app_update on proms_response
  using ((subject_id = any((select own_subjects('proms'))::uuid[])
      and (select acting_kind()) is distinct from 'bearer')
    or (subject_id = any((select by_law_subjects())::uuid[])
      and given_by_account = (select acting_account()) and not private and not withheld))
  with check ((subject_id = any((select own_subjects('proms'))::uuid[])
      and (select acting_kind()) is distinct from 'bearer')
    or (subject_id = any((select by_law_subjects())::uuid[])
      and given_by_account = (select acting_account()) and not private and not withheld));

-- Beside taking answers back and what proxies read, their person keeps one to herself.
grant update (withheld) on proms_response to po_app;
"""


class Migration(migrations.Migration):
    dependencies = [("proms", "0032_own_record")]
    operations = [
        migrations.AddField(
            model_name="assignment",
            name="withheld",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="response",
            name="withheld",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddIndex(
            model_name="response",
            index=models.Index(
                condition=models.Q(("withheld", True)),
                fields=["subject_id"],
                name="proms_response_withheld",
            ),
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
