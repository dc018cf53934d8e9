"""Row-level security on groups, conditions and first weeks: hers alone, and five narrow doors."""

from django.db import migrations

WALLS = """
-- Groups anybody may join with one click.
create function open_groups() returns bigint[]
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  return coalesce((select array_agg(g.id) from members_group g
    where g.closed_at is null and not g.by_request), '{}');
end $$;

-- Hers alone. She asks or, where a group is open, joins; the yes or no of those who lead comes
-- through answer_group_request and by no other way.
call protect('members_groupmembership',
  sees => $$subject_id = any((select own_subjects('groups'))::uuid[])$$,
  adds => $$subject_id = any((select own_subjects('groups'))::uuid[])
            and not declined
            and (joined_at is null or group_id = any((select open_groups())::bigint[]))$$,
  changes => $$subject_id = any((select own_subjects('groups'))::uuid[])$$,
  removes => 'false');
revoke update on members_groupmembership from po_app;
grant update (left_at) on members_groupmembership to po_app;

call protect('members_membercondition',
  sees => $$subject_id = any((select own_subjects('conditions'))::uuid[])$$,
  adds => $$subject_id = any((select own_subjects('conditions'))::uuid[])$$,
  changes => $$subject_id = any((select own_subjects('conditions'))::uuid[])$$,
  removes => 'false');
-- What was said stays as it was said, until all of it goes.
revoke update on members_membercondition from po_app;
grant update (replaced_at, removed_at) on members_membercondition to po_app;

call protect('members_standing',
  sees => $$subject_id = any((select own_subjects('first_weeks'))::uuid[])$$,
  adds => $$subject_id = any((select own_subjects('first_weeks'))::uuid[])$$,
  changes => $$subject_id = any((select own_subjects('first_weeks'))::uuid[])$$,
  removes => 'false');
"""

LEADS = """
-- Whether the acting account leads this group; as everybody who sees others, second factor shown.
create function leads_group(wanted bigint) returns boolean
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  return coalesce(current_setting('po.strong', true), '') = '1' and exists (
    select 1 from members_grouplead l
      join members_person p on p.id = l.person_id
      join members_group g on g.id = l.group_id
     where l.group_id = wanted and l.ended_at is null and g.closed_at is null
       and p.account_id = acting_account() and p.state = 'active');
end $$;

-- Display names of those who asked knowing that they are shown to whoever leads, only while the
-- group is one that is asked. Each name is a look its person can read.
create function group_people(wanted bigint)
returns table (membership_id bigint, display_name text, words text,
               asked_at timestamptz, joined_at timestamptz)
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare shown bigint[];
begin
  if not leads_group(wanted) then return; end if;
  select array_agg(m.id) into shown
    from members_groupmembership m
    join members_group g on g.id = m.group_id
    join members_subjectlink k on k.subject_id = m.subject_id
    join members_person p on p.id = k.person_id
   where m.group_id = wanted and m.named and not m.declined and m.left_at is null
     and g.by_request and p.state in ('active', 'paused');
  insert into audit_read (subject_id, actor_kind, account_id, hat, purpose, reader_name, what,
                          object_ref, request_id)
    select m.subject_id, 'account', acting_account(), coalesce(current_setting('po.hat', true), ''),
           '', coalesce((select p.display_name from members_person p
                          where p.account_id = acting_account()), ''),
           'members.group', '', ''
      from members_groupmembership m
     where m.id = any(shown) and m.subject_id <> all(own_subjects('groups'));
  return query
    select m.id, p.display_name::text, m.words::text, m.asked_at, m.joined_at
      from members_groupmembership m
      join members_subjectlink k on k.subject_id = m.subject_id
      join members_person p on p.id = k.person_id
     where m.id = any(shown)
     order by m.joined_at nulls first, m.id;
end $$;

-- The answer of somebody who leads, once. Gives back whom to tell; nothing when there is nothing
-- to answer. What was written to those who lead has done its work.
create function answer_group_request(wanted bigint, of_group bigint, let_in boolean) returns bigint
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  asked uuid;
  now_at timestamptz := statement_timestamp();
begin
  if not leads_group(of_group) then return null; end if;
  update members_groupmembership m
     set words = '', declined = not let_in,
         joined_at = case when let_in then now_at end,
         left_at = case when let_in then null else now_at end
   where m.id = wanted and m.group_id = of_group
     and m.joined_at is null and m.left_at is null and not m.declined
  returning m.subject_id into asked;
  return (select k.person_id from members_subjectlink k where k.subject_id = asked);
end $$;

-- How many wait in groups the acting account leads: a number each, no names.
create function waiting_in_my_groups() returns table (group_id bigint, waiting bigint)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  return query
    select m.group_id, count(*) from members_groupmembership m
      join members_group g on g.id = m.group_id
      join members_subjectlink k on k.subject_id = m.subject_id
      join members_person asker on asker.id = k.person_id
     where m.joined_at is null and m.left_at is null and not m.declined and m.named
       and g.closed_at is null and g.by_request and asker.state in ('active', 'paused')
       and m.group_id in (
         select l.group_id from members_grouplead l
           join members_person p on p.id = l.person_id
          where l.ended_at is null and p.account_id = acting_account() and p.state = 'active')
     group by m.group_id;
end $$;
"""

NUMBERS = """
-- About how many are in a group: in steps of five, and nothing at all below five.
create function group_sizes(wanted bigint[]) returns table (group_id bigint, people bigint)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  return query
    select m.group_id, count(*) / 5 * 5 from members_groupmembership m
      join members_subjectlink k on k.subject_id = m.subject_id
      join members_person p on p.id = k.person_id
     where m.group_id = any(wanted) and m.joined_at is not null and m.left_at is null
       and not m.declined and p.state in ('active', 'paused')
     group by m.group_id having count(*) >= 5;
end $$;

-- Whoever leaves or dies is in no group any more and waits for none. Tells nobody which they were.
create function leave_groups(wanted bigint) returns void
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  if not acting_role('administrator') and not exists (
      select 1 from members_person p
       where p.id = wanted and p.account_id = acting_account()) then
    return;
  end if;
  update members_groupmembership m set left_at = statement_timestamp()
    from members_subjectlink k
   where k.person_id = wanted and m.subject_id = k.subject_id and m.left_at is null;
end $$;
"""

QUIET = """
-- Until when somebody just diagnosed is left in peace. For functions of the owner only.
create function peace_of(subject uuid) returns timestamptz
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  return (select s.said_at + interval '21 days' from members_standing s
    where s.subject_id = subject and s."where" = 'just_diagnosed'
      and s.wants_questions_at is null
      and s.said_at + interval '21 days' > statement_timestamp());
end $$;
revoke execute on function peace_of(uuid) from po_app, po_backup, po_erase;

-- The same for the actor herself, or for the one subject the system is about to ask or remind;
-- null when there is no reason to wait. Why it is quiet, nobody is told.
create function quiet_until() returns timestamptz
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare found timestamptz;
begin
  if acting_kind() = 'system'
     and coalesce(acting_purpose(), '') not in ('assign', 'remind') then
    return null;
  end if;
  if acting_kind() = 'account' then
    select max(peace_of(s)) into found from unnest(own_subjects('first_weeks')) s;
    return found;
  end if;
  if acting_kind() = 'system' then
    return peace_of(nullif(current_setting('po.subject', true), '')::uuid);
  end if;
  return null;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("members", "0011_groups"), ("audit", "0002_vault")]
    operations = [
        migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in (WALLS, LEADS, NUMBERS, QUIET)
    ]
