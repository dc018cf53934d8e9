"""A guide who is none any more reads and answers nothing; who relied on her is told, once."""

from django.db import migrations, models

SQL = """
-- Whether this account holds the guide's role now.
create function guides_now(wanted bigint) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select exists (select 1 from members_roleholding h
    where h.account_id = wanted and h.role = 'guide' and h.starts_at <= statement_timestamp()
      and (h.ends_at is null or h.ends_at > statement_timestamp())) $$;

-- As before, and: nobody stands in for somebody who is no guide any more.
create or replace function guided_enrolments(kind text) returns bigint[]
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if acting_role('guide') is not true then return '{}'; end if;
  return coalesce((select array_agg(a.enrolment_id) from education_guideassignment a
    join members_grant g on g.id = a.grant_id and g.subject_id = a.subject_id
   where a.ended_at is null and g.purpose = 'guide' and kind = any(g.scope)
     and g.grantee_kind = 'account' and g.grantee_id = a.guide_account
     and g.ended_by_id is null and g.paused_at is null
     and g.starts_at <= statement_timestamp()
     and (g.ends_at is null or g.ends_at > statement_timestamp())
     and guides_now(g.grantee_id)
     and (g.grantee_id = acting_account() or exists (
       select 1 from education_guide away join education_guide here on here.id = away.cover_id
        where away.account_id = g.grantee_id and here.account_id = acting_account()
          and away.away_from <= current_date and away.away_until >= current_date))), '{}');
end $$;

-- As before, and: only somebody who is a guide now is told of a member's words.
create or replace function person_to_tell(wanted bigint) returns bigint
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  said education_guidemessage;
  other bigint;
begin
  select * into said from education_guidemessage m
   where m.id = wanted and m.by_account = acting_account();
  if said.id is null then return null; end if;
  if said.by_guide then
    select l.person_id into other from members_subjectlink l where l.subject_id = said.subject_id;
    return other;
  end if;
  select p.id into other from education_guideassignment a
    join members_grant g on g.id = a.grant_id and g.ended_by_id is null and g.paused_at is null
     and (g.ends_at is null or g.ends_at > statement_timestamp())
    left join education_guide d on d.account_id = a.guide_account
    left join education_guide c on c.id = d.cover_id and guides_now(c.account_id)
     and d.away_from <= current_date and d.away_until >= current_date
    join members_person p on p.account_id = coalesce(c.account_id, a.guide_account)
   where a.enrolment_id = said.enrolment_id and a.ended_at is null and guides_now(a.guide_account);
  return other;
end $$;

-- Whose guide is none any more, left, died or was erased: each is told once, and once more when
-- she came back and is gone again.
create function take_lost_guides(size int)
returns table (assignment_id bigint, person_id bigint, enrolment_ref uuid, since timestamptz)
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  if acting_purpose() is distinct from 'remind' then return; end if;
  update education_guideassignment a set told_gone_at = null
   where a.ended_at is null and a.told_gone_at is not null and guides_now(a.guide_account);
  return query
    with due as (
      select a.id, p.id as person, e.ref from education_guideassignment a
        join members_grant g on g.id = a.grant_id and g.ended_by_id is null
        join education_enrolment e on e.id = a.enrolment_id and e.rested_at is null
        join members_subjectlink l on l.subject_id = a.subject_id
        join members_person p on p.id = l.person_id and p.state = 'active'
       where a.ended_at is null and a.told_gone_at is null and not guides_now(a.guide_account)
       order by a.id limit size for update of a skip locked)
    update education_guideassignment a set told_gone_at = statement_timestamp()
      from due where due.id = a.id
    returning a.id, due.person, due.ref, a.told_gone_at;
end $$;

-- For a guide's own file: when she went along with somebody, and when she wrote; not with whom.
create function guided_by_me() returns table (from_at timestamptz, ended_at timestamptz)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if acting_purpose() is distinct from 'export' then return; end if;
  return query select a.from_at, coalesce(a.ended_at, d.at) from education_guideassignment a
    join members_person p on p.account_id = a.guide_account
    join members_grant g on g.id = a.grant_id left join members_decision d on d.id = g.ended_by_id
   where p.id = nullif(current_setting('po.person', true), '')::bigint order by a.id;
end $$;

create function written_as_guide() returns table (at timestamptz, by_name text)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if acting_purpose() is distinct from 'export' then return; end if;
  return query select m.at, m.by_name::text from education_guidemessage m
    join members_person p on p.account_id = m.by_account
   where m.by_guide and p.id = nullif(current_setting('po.person', true), '')::bigint
   order by m.id;
end $$;

-- As before, but only until the case is decided; and each look is hers to read.
create or replace function message_in_danger(wanted uuid)
returns table (id bigint, person_id bigint, name text, words text, at timestamptz, by_guide boolean)
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  if acting_role('moderator') is not true or not exists (
       select 1 from moderation_case c where c.kind = 'guide-message' and c.thing = wanted
          and c.lane = 'crisis' and c.state <> 'decided') then
    return;
  end if;
  insert into audit_read (subject_id, actor_kind, account_id, hat, purpose, reader_name, what,
                          object_ref, request_id)
    select m.subject_id, 'account', acting_account(), coalesce(current_setting('po.hat', true), ''),
           '', coalesce((select p.display_name from members_person p
                          where p.account_id = acting_account()), ''),
           'education.message_in_danger', wanted::text, ''
      from education_guidemessage m where m.ref = wanted;
  return query select m.id, l.person_id, p.display_name::text, m.text, m.at, m.by_guide
      from education_guidemessage m join members_subjectlink l on l.subject_id = m.subject_id
      join members_person p on p.id = l.person_id where m.ref = wanted;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("education", "0006_outside_readers"), ("moderation", "0002_vault")]
    operations = [
        migrations.AddField(
            "guideassignment", "told_gone_at", models.DateTimeField(null=True)
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
