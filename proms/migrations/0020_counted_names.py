"""How many answers, diary notes and words for visits name somebody is counted for a request."""

from django.db import migrations

SQL = """
create function rights_count_proms(which uuid, wanted text[])
returns table (place text, texts bigint, people bigint)
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare hers uuid;
begin
  select c.subject into hers from counting_for(which, wanted) c;
  return query
    select 'answers', count(*), count(distinct r.subject_id) from proms_response r
     where r.subject_id is distinct from hers and names_in(wanted, r.answers)
    union all
    select 'diaries', count(*), count(distinct d.subject_id) from (
        select e.subject_id from proms_diaryentry e where names_in(wanted, e.words)
        union all
        select m.subject_id from proms_diarymeasure m where names_in(wanted, m.name)) d
     where d.subject_id is distinct from hers
    union all
    select 'visits', count(*), count(distinct v.subject_id) from (
        select a.subject_id from proms_visit a where names_in(wanted, a.with_whom)
        union all
        select o.subject_id from proms_ownlist o where names_in(wanted, o.lines)) v
     where v.subject_id is distinct from hers;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("proms", "0019_clinics_week"), ("members", "0033_requests_vault")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
