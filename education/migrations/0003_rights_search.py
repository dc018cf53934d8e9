"""What readers wrote to the editors is searched for a name, while a request about data is open."""

from django.db import migrations

SQL = """
create function rights_corrections(words text[], most int)
returns table (id bigint, page text, words_written text)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if not acting_role('administrator') or not exists (
    select 1 from members_rightsrequest r where r.closed_at is null) then return; end if;
  return query select c.id, v.title::text, c.text from education_correction c
      join education_revision v on v.id = c.revision_id
    where exists (select 1 from unnest(words) w
                   where position(lower(w) in lower(c.text || ' ' || c.answer)) > 0)
    order by c.id limit most;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("education", "0002_vault"), ("members", "0024_rights_vault")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
