"""Counted and nothing else: what names somebody, for a request; people on programmes, for the board."""

from django.db import migrations

SQL = """
create function rights_count_education(which uuid, wanted text[])
returns table (place text, texts bigint, people bigint)
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare hers uuid;
begin
  select c.subject into hers from counting_for(which, wanted) c;
  return query
    select 'programmes', count(*), count(distinct p.subject_id) from (
        select e.subject_id from education_enrolment e where names_in(wanted, e.goal)
        union all
        select s.subject_id from education_stepstate s
         where names_in(wanted, s.words) or names_in(wanted, s.answers)
        union all
        select i.subject_id from education_ifthenplan i
         where names_in(wanted, i.if_text, i.then_text, i.outcome_words)
        union all
        select d.subject_id from education_doctorpage d
         where names_in(wanted, d.to_say) or names_in(wanted, d.content)) p
     where p.subject_id is distinct from hers
    union all
    select 'guides', count(*), count(distinct m.subject_id) from education_guidemessage m
     where m.subject_id is distinct from hers and names_in(wanted, m.text);
end $$;

-- How many people were on a programme in these days: a step done, begun, finished; null where it was
-- one to four of them.
create function programmes_between(begins timestamptz, ends timestamptz)
returns table (steps bigint, people bigint, began bigint, finished bigint)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if not acting_role('administrator') then return; end if;
  return query
    select case when s.persons not between 1 and 4 then s.total end,
           case when s.persons not between 1 and 4 then s.persons end,
           case when e.began not between 1 and 4 then e.began end,
           case when e.finished not between 1 and 4 then e.finished end
      from (select count(*) total, count(distinct d.subject_id) persons from education_stepstate d
             where d.done_at >= begins and d.done_at < ends) s,
           (select count(distinct n.subject_id) filter (where n.started_at >= begins
                                                          and n.started_at < ends) began,
                   count(distinct n.subject_id) filter (where n.state = 'done'
                     and n.ended_at >= begins and n.ended_at < ends) finished
              from education_enrolment n) e;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("education", "0010_around_programmes_vault"), ("members", "0033_requests_vault")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
