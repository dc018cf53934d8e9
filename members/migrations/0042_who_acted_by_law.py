"""Who ever acted for somebody by law reads nothing of her as a clinician, also when that is over.

The right ends by itself on a birthday, or in a court: that day must open nothing.
"""

from django.db import migrations

CLINICIANS = """
-- Whether the acting account is or was a legal proxy of this person.
create function acted_by_law(wanted uuid) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select exists (select 1 from members_grant g
    where g.subject_id = wanted and g.purpose = 'proxy'
      and g.grantee_kind = 'account' and g.grantee_id = acting_account()) $$;

-- As before, with those whose right is over.
create or replace function my_grants() returns bigint[]
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare clinician boolean;
begin
  if acting_account() is null or acting_help() is not null
     or current_setting('po.strong', true) is distinct from '1' then
    return '{}';
  end if;
  clinician := acting_role('clinician');
  return coalesce((select array_agg(g.id) from members_grant g
    where g.ended_by_id is null and g.starts_at <= statement_timestamp()
      and (g.ends_at is null or g.ends_at > statement_timestamp())
      and g.paused_at is null
      and g.purpose not in ('help', 'proxy') and (clinician or g.purpose <> 'care')
      and ((g.grantee_kind = 'account' and g.grantee_id = acting_account())
        or (g.grantee_kind = 'clinic' and g.grantee_id in (
              select m.clinic_id from members_clinicmembership m
               where m.account_id = acting_account() and m.left_at is null)))
      and not acted_by_law(g.subject_id)), '{}');
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("members", "0041_care_by_law")]

    operations = [migrations.RunSQL(CLINICIANS, migrations.RunSQL.noop)]
