"""The vault around questions to experts: hers and the editors'; doors for notices and for danger."""

from django.db import migrations

WALLS = """
-- What somebody asks is read by her and by editors. What was answered stays as long as she is here.
call protect('education_sessionquestion',
  sees => $$subject_id = any((select own_subjects('pages'))::uuid[])
            or (select acting_role('editor'))$$,
  adds => $$subject_id = any((select own_subjects('pages'))::uuid[])
            and (select acting_kind()) = 'account' and state = 'new' and entry_id is null$$,
  changes => $$(select acting_role('editor'))$$,
  removes => $$subject_id = any((select own_subjects('pages'))::uuid[])
            and (select acting_kind()) = 'account' and state <> 'answered'$$);
revoke update on education_sessionquestion from po_app;
grant update (state, entry_id, why, decided_at, decided_by) on education_sessionquestion to po_app;

-- A question taken back or erased takes its name along, and what was not published of it. Where
-- others ask the same, her own words make room for those of whoever asked first of them. The entry
-- is locked first: of two taken back in one moment the second sees that nobody is left.
create function drop_asked() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare others text;
begin
  if old.entry_id is null then return null; end if;
  perform 1 from education_sessionentry e where e.id = old.entry_id for update;
  select q.text into others from education_sessionquestion q
   where q.entry_id = old.entry_id order by q.id limit 1;
  if found then
    update education_sessionentry set words = others
     where id = old.entry_id and published_at is null and btrim(words) = btrim(old.text);
    return null;
  end if;
  delete from education_entryname where entry_id = old.entry_id;
  delete from education_sessionentry where id = old.entry_id and published_at is null;
  return null;
end $$;
create trigger drop_asked after delete on education_sessionquestion
  for each row execute function drop_asked();
"""

DOORS = """
-- Whom to tell what became of a question; for the editor who decided it, as ids only.
create function people_who_asked(wanted bigint[]) returns setof bigint
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if acting_role('editor') is not true then return; end if;
  return query select distinct p.id from education_sessionquestion q
      join members_subjectlink k on k.subject_id = q.subject_id
      join members_person p on p.id = k.person_id and p.state = 'active'
     where q.id = any(wanted) and q.decided_by = acting_account();
end $$;

-- A session is over: what was not answered is said to be so, and whom to tell that. An answer that
-- lies with the team can still be published, unless the session was called off.
create function end_session_questions(wanted bigint) returns setof bigint
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  if (acting_role('editor') is not true and acting_purpose() is distinct from 'remind')
     or not exists (select 1 from education_expertsession s where s.id = wanted
                       and (s.ended_at is not null or s.called_off_at is not null)) then
    return;
  end if;
  return query
    with left_over as (
      update education_sessionquestion q
         set state = 'unanswered', decided_at = statement_timestamp()
       where q.session_id = wanted and q.state in ('new', 'asked')
         and not exists (select 1 from education_sessionentry e
                           join education_expertsession s on s.id = e.session_id
                          where e.id = q.entry_id and e.answer <> '' and e.published_at is null
                            and s.called_off_at is null)
      returning q.subject_id)
    select distinct p.id from left_over l
      join members_subjectlink k on k.subject_id = l.subject_id
      join members_person p on p.id = k.person_id and p.state = 'active';
end $$;

-- Somebody may be in danger: whoever moderates reads the one question a crisis case is about.
create function question_in_danger(wanted uuid)
returns table (person_id bigint, name text, words text, at timestamptz)
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  if acting_role('moderator') is not true or not exists (
       select 1 from moderation_case c where c.kind = 'expert-question' and c.thing = wanted
          and c.lane = 'crisis' and c.state <> 'decided') then
    return;
  end if;
  insert into audit_read (subject_id, actor_kind, account_id, hat, purpose, reader_name, what,
                          object_ref, request_id)
    select q.subject_id, 'account', acting_account(), coalesce(current_setting('po.hat', true), ''),
           '', coalesce((select p.display_name from members_person p
                          where p.account_id = acting_account()), ''),
           'education.question_in_danger', wanted::text, ''
      from education_sessionquestion q where q.ref = wanted;
  return query select l.person_id, p.display_name::text, q.text, q.at
      from education_sessionquestion q join members_subjectlink l on l.subject_id = q.subject_id
      join members_person p on p.id = l.person_id where q.ref = wanted;
end $$;
"""

# As in 0013, with what is asked of experts.
COUNTED = """
create or replace function rights_count_education(which uuid, wanted text[])
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
    select 'guides', count(*), count(distinct m.subject_id) from (
        select g.subject_id from education_guidemessage g where names_in(wanted, g.text)
        union all
        select t.subject_id from education_calltry t where names_in(wanted, t.note)
        union all
        select h.subject_id from education_guidehandover h where names_in(wanted, h.note)) m
     where m.subject_id is distinct from hers
    union all
    select 'experts', count(*), count(distinct q.subject_id) from education_sessionquestion q
     where q.subject_id is distinct from hers and names_in(wanted, q.text, q.name, q.why);
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("education", "0017_expert_sessions")]
    operations = [migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in (WALLS, DOORS, COUNTED)]
