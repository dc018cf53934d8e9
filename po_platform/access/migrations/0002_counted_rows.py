"""How many rows every table really has, whoever asks: what a backup is measured against."""

from django.db import migrations

SQL = """
-- In the snapshot of whoever calls, with the owner's eyes: a policy that hides rows shows here.
create function counted_rows() returns table (name text, n bigint)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  for name in select t.tablename::text from pg_tables t where t.schemaname = 'public' order by 1
  loop
    execute format('select count(*) from public.%I', name) into n;
    return next;
  end loop;
end $$;
revoke execute on function counted_rows() from po_app, po_erase;
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0001_vault")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
