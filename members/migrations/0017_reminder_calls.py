"""Reminders by telephone: the tick finds those that are over without seeing name or number."""

from django.db import migrations

SQL = """
-- Open reminders nobody is calling about now, and the notices they stand for.
create function open_reminder_calls() returns table (id bigint, rows bigint[])
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if acting_purpose() is distinct from 'deliver' then return; end if;
  return query select c.id, c.rows from members_callrequest c
    where c.closed_at is null and c.about = 'reminder'
      and (c.taken_until is null or c.taken_until < statement_timestamp());
end $$;

-- They are off the list; name, number and code go at once.
create function end_reminder_calls(wanted bigint[]) returns void
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  if acting_purpose() is distinct from 'deliver' then return; end if;
  update members_callrequest c
     set state = 'withdrawn', closed_at = statement_timestamp(), name = '', number = '',
         number_mark = '', code = '', taken_until = null
   where c.id = any(wanted) and c.closed_at is null and c.about = 'reminder'
     and (c.taken_until is null or c.taken_until < statement_timestamp());
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("members", "0016_letters"), ("access", "0001_vault")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
