"""A reminder is not sent to somebody who is left in peace after a diagnosis."""

from django.db import migrations

SQL = """
-- As before, and: not while their person is left in peace.
create or replace function still_open(wanted bigint[]) returns setof bigint
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if acting_purpose() is distinct from 'deliver' then return; end if;
  return query select a.id from proms_assignment a
    where a.id = any(wanted) and a.state = 'open'
      and (a.closes_at is null or a.closes_at > statement_timestamp())
      and peace_of(a.subject_id) is null;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("proms", "0004_reply_codes"), ("members", "0012_groups_vault")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
