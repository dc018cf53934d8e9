"""Counted and nothing else: what names somebody, for a request; visits prepared here, for the board."""

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

-- Visits of these days that somebody prepared here, with words of her own or a code for her page; null
-- where fewer than five people did.
create function visits_between(begins date, ends date)
returns table (prepared bigint, people bigint)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if not acting_role('administrator') then return; end if;
  return query
    select case when t.persons = 0 or t.persons >= 5 then t.total end,
           case when t.persons = 0 or t.persons >= 5 then t.persons end
      from (select count(*) total, count(distinct v.subject_id) persons from proms_visit v
             where v.on >= begins and v.on < ends and v.cancelled_at is null
               and (v.id in (select o.visit_id from proms_ownlist o where o.lines <> '[]')
                 or v.id::text in (select k.object_ref from members_ticket k
                                    where k.about = 'visit'))) t;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("proms", "0021_sittings_and_numbers"), ("members", "0033_requests_vault")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
