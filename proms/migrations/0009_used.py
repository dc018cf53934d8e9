"""How many questionnaires were answered, for the board: a total, and none of a few people."""

from django.db import migrations

SQL = """
-- Null where fewer than five people answered: such a number could point at somebody.
create function responses_between(begins timestamptz, ends timestamptz)
returns table (sent bigint, people bigint)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if not acting_role('administrator') then return; end if;
  return query
    select case when t.persons = 0 or t.persons >= 5 then t.total end,
           case when t.persons = 0 or t.persons >= 5 then t.persons end
      from (select count(*) total, count(distinct r.subject_id) persons from proms_response r
             where r.authored_at >= begins and r.authored_at < ends) t;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("proms", "0008_licences_by_language"), ("members", "0020_helpers")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
