"""A list that is stopped, however that came about, keeps nothing of what stood in it."""

from django.db import migrations

SQL = """
create function empty_stopped_list() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update members_memberlisttext set sealed = '' where list_ref = new.ref and sealed <> '';
  return null;
end $$;
create trigger empty_stopped_list after update of state on members_memberlist for each row
  when (new.state = 'stopped') execute function empty_stopped_list();

update members_memberlisttext t set sealed = '' from members_memberlist m
 where m.ref = t.list_ref and m.state = 'stopped' and t.sealed <> '';
"""


class Migration(migrations.Migration):
    dependencies = [("members", "0029_quiet_weeks")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
