"""Whom a clinician acted for by law is asked once for all her grants, not again for each of them.

Every table she reads from asks for her grants, most of them several times: with 160 grants one
answer took 0.76 ms, now 0.09. The grants that come out are the same.
"""

from django.db import migrations

GRANTS = """
-- As before.
create or replace function my_grants() returns bigint[]
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  clinician boolean;
  by_law uuid[];
begin
  if acting_account() is null or acting_help() is not null
     or current_setting('po.strong', true) is distinct from '1' then
    return '{}';
  end if;
  clinician := acting_role('clinician');
  by_law := array(select g.subject_id from members_grant g
    where g.purpose = 'proxy' and g.grantee_kind = 'account' and g.grantee_id = acting_account());
  return coalesce((select array_agg(g.id) from members_grant g
    where g.ended_by_id is null and g.starts_at <= statement_timestamp()
      and (g.ends_at is null or g.ends_at > statement_timestamp())
      and g.paused_at is null
      and g.purpose not in ('help', 'proxy') and (clinician or g.purpose <> 'care')
      and ((g.grantee_kind = 'account' and g.grantee_id = acting_account())
        or (g.grantee_kind = 'clinic' and g.grantee_id in (
              select m.clinic_id from members_clinicmembership m
               where m.account_id = acting_account() and m.left_at is null)))
      and not g.subject_id = any(by_law)), '{}');
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("members", "0047_few_of_many")]

    operations = [migrations.RunSQL(GRANTS, migrations.RunSQL.noop)]
