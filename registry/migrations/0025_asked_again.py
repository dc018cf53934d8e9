"""Questions about a value can be opened again; what was said before stays beside them."""

from django.db import migrations, models

COUNTED = """
-- As before, and what was said before a question was opened again.
create or replace function rights_count_registry(which uuid, wanted text[])
returns table (place text, texts bigint, people bigint)
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare hers uuid;
begin
  select c.subject into hers from counting_for(which, wanted) c;
  return query
    select 'entries', count(*), count(distinct e.subject_id) from registry_entry e
     where e.subject_id is distinct from hers
       and (names_in(wanted, e.answers) or names_in(wanted, e.cells)
            or names_in(wanted, e.why, e.locked_why))
    union all
    select 'asked', count(*), count(distinct q.subject_id) from (
        select a.subject_id from registry_query a
         where names_in(wanted, a.words, a.answer) or names_in(wanted, a.former)
        union all
        select b.subject_id from registry_accepted b where names_in(wanted, b.reason)
        union all
        select s.subject_id from registry_subject s where names_in(wanted, s.state_why)
        union all
        select p.subject_id from registry_paperconsent p where names_in(wanted, p.said)) q
     where q.subject_id is distinct from hers;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0024_same_files")]
    operations = [
        migrations.AddField("query", "former", models.JSONField(default=list)),
        migrations.RunSQL(COUNTED, migrations.RunSQL.noop),
    ]
