"""Rows that carry a person instead of a subject: whose they are."""

from django.db import migrations

SQL = """
-- The acting person, or the one a purpose was started for.
create function own_people(kind text) returns bigint[]
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if acting_kind() = 'account' then
    return coalesce((select array_agg(p.id) from members_person p
      where p.account_id = acting_account()), '{}');
  end if;
  if acting_kind() = 'system' and purpose_opens(acting_purpose(), kind) then
    return array_remove(array[nullif(current_setting('po.person', true), '')::bigint], null);
  end if;
  return '{}';
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0002_counted_rows")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
