"""A member says that something is wrong with what her guide wrote: who reads it, and who does not."""

from django.db import migrations

SQL = """
-- As before, and also what a member told the moderation about, until that is decided. Whoever wrote
-- the message as a guide does not learn it here.
drop function message_in_danger(uuid);
create function message_in_danger(wanted uuid)
returns table (id bigint, person_id bigint, name text, words text, at timestamptz, by_guide boolean,
               guide text)
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare danger boolean; told boolean;
begin
  if acting_role('moderator') is not true then return; end if;
  select exists (select 1 from moderation_case c where c.kind = 'guide-message'
                   and c.thing = wanted and c.lane = 'crisis' and c.state <> 'decided') into danger;
  select exists (select 1 from education_guidemessage m
                   join members_subjectlink l on l.subject_id = m.subject_id
                   join moderation_case c on c.kind = 'guide-message' and c.thing = m.ref
                    and c.lane <> 'crisis' and c.state <> 'decided'
                   join moderation_report r on r.case_id = c.id and r.person_id = l.person_id
                  where m.ref = wanted and m.by_guide
                    and m.by_account is distinct from acting_account()) into told;
  if not danger and not told then return; end if;
  insert into audit_read (subject_id, actor_kind, account_id, hat, purpose, reader_name, what,
                          object_ref, request_id)
    select m.subject_id, 'account', acting_account(), coalesce(current_setting('po.hat', true), ''),
           '', coalesce((select p.display_name from members_person p
                          where p.account_id = acting_account()), ''),
           case when danger then 'education.message_in_danger' else 'education.message_told' end,
           wanted::text, ''
      from education_guidemessage m where m.ref = wanted;
  return query select m.id, l.person_id, p.display_name::text, m.text, m.at, m.by_guide,
                      m.by_name::text
      from education_guidemessage m join members_subjectlink l on l.subject_id = m.subject_id
      join members_person p on p.id = l.person_id where m.ref = wanted;
end $$;

-- Messages the acting account wrote as a guide and a member told the moderation about, and what that
-- member wrote with it: cases about them are kept from her, also where she moderates.
create function told_of_my_words() returns setof uuid
language sql stable security definer set search_path = public, pg_temp as $$
  select unnest(array[m.ref, r.ref]) from moderation_report r
    join moderation_case c on c.id = r.case_id and c.kind = 'guide-message'
    join education_guidemessage m on m.ref = c.thing and m.by_guide
   where m.by_account = acting_account()
$$;

-- Who wrote those words: nobody calls her for such a case, not for what was written with it either.
create function guides_told_of(wanted bigint) returns table (person_id bigint)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if not calls_for_help() then
    raise exception 'nobody asks for this' using errcode = 'insufficient_privilege';
  end if;
  return query
    select p.id from moderation_case c
      join moderation_report r on r.case_id = c.id or (c.kind = 'told' and r.ref = c.thing)
      join moderation_case o on o.id = r.case_id and o.kind = 'guide-message'
      join education_guidemessage m on m.ref = o.thing and m.by_guide
      join members_person p on p.account_id = m.by_account
     where c.id = wanted;
end $$;

-- For the office and whoever looks after the guides: about which guide something was told, when, and
-- since when the moderation is done with it. Not by whom, no word of it, and nothing about oneself.
create function told_of_guides() returns table (guide text, at timestamptz, done_at timestamptz)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if acting_role('administrator') is not true and not (acting_role('guide') is true and exists (
       select 1 from education_guide g where g.account_id = acting_account() and g.leads)) then
    return;
  end if;
  return query
    select coalesce(g.public_name, m.by_name)::text, c.opened_at, c.decided_at
      from moderation_case c join education_guidemessage m on m.ref = c.thing
      left join education_guide g on g.account_id = m.by_account
     where c.kind = 'guide-message' and c.lane <> 'crisis' and m.by_guide
       and m.by_account is distinct from acting_account()
     order by c.id desc limit 100;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("education", "0020_days_of_checks"),
        ("moderation", "0002_vault"),
    ]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
