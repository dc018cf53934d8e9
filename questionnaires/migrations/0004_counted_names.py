"""How many answers that were begun name somebody is counted for a request about data."""

from django.db import migrations

SQL = """
create function rights_count_drafts(which uuid, wanted text[])
returns table (place text, texts bigint, people bigint)
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare hers uuid;
begin
  select c.subject into hers from counting_for(which, wanted) c;
  return query
    select 'drafts', count(*), count(distinct d.subject_id) from questionnaires_draft d
     where d.subject_id is distinct from hers and names_in(wanted, d.answers);
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("questionnaires", "0003_drafts_by_code"), ("members", "0033_requests_vault")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
