"""How many entries, and words about them, name somebody is counted for a request about data."""

from django.db import migrations

SQL = """
create function rights_count_registry(which uuid, wanted text[])
returns table (place text, texts bigint, people bigint)
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare hers uuid;
begin
  select c.subject into hers from counting_for(which, wanted) c;
  return query
    select 'entries', count(*), count(distinct e.subject_id) from registry_entry e
     where e.subject_id is distinct from hers
       and (names_in(wanted, e.answers) or names_in(wanted, e.cells))
    union all
    select 'asked', count(*), count(distinct q.subject_id) from (
        select a.subject_id from registry_query a where names_in(wanted, a.words, a.answer)
        union all
        select b.subject_id from registry_accepted b where names_in(wanted, b.reason)
        union all
        select p.subject_id from registry_paperconsent p where names_in(wanted, p.said)) q
     where q.subject_id is distinct from hers;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0012_most_told"), ("members", "0033_requests_vault")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
