"""Who comes to an event: hers alone. A seat, a number and names go through doors of the vault."""

from django.db import migrations

WALLS = """
-- Written by the functions below alone, so that no limit is passed by.
call protect('members_attendance',
  sees => $$subject_id = any((select own_subjects('events'))::uuid[])$$,
  adds => 'false', changes => 'false', removes => 'false');

-- What was said goes with the event, also when its day moves.
create function event_moves_its_end() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update members_attendance a set over_at = new.over_at where a.event_id = new.id;
  return null;
end $$;
create trigger event_moves_its_end after update of over_at on members_event
  for each row when (old.over_at is distinct from new.over_at)
  execute function event_moves_its_end();
"""

COMING = """
-- Somebody says that she comes: 'in', 'full' or 'shut'. Who asks waits for who asked before, so that
-- the last place is given once.
create function come_to_event(wanted bigint, wants_reminder boolean) returns text
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  hers uuid := (own_subjects('events'))[1];
  about members_event;
begin
  if acting_kind() is distinct from 'account' or hers is null then return 'shut'; end if;
  select e.* into about from members_event e where e.id = wanted for update;
  if about.id is null or not about.signup or about.cancelled_at is not null
     or about.taken_off_at is not null or about.starts_at <= statement_timestamp()
     or exists (select 1 from members_group g where g.id = about.group_id and g.closed_at is not null)
     or (about.readers = 'group'
         and not exists (select 1 from members_groupmembership m
               where m.group_id = about.group_id and m.subject_id = hers
                 and m.joined_at is not null and m.left_at is null and not m.declined)
         and not exists (select 1 from members_grouplead l
               join members_person p on p.id = l.person_id
              where l.group_id = about.group_id and l.ended_at is null
                and p.account_id = acting_account())) then
    return 'shut';
  end if;
  update members_attendance a set reminds = wants_reminder
   where a.event_id = wanted and a.subject_id = hers and a.ended_at is null;
  if found then return 'in'; end if;
  if about.places <= (select count(*) from members_attendance a
                       where a.event_id = wanted and a.ended_at is null) then
    return 'full';
  end if;
  insert into members_attendance (subject_id, event_id, named, reminds, over_at)
    values (hers, wanted, about.named, wants_reminder, about.over_at);
  return 'in';
end $$;

-- She takes it back.
create function stay_away(wanted bigint) returns boolean
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  if acting_kind() is distinct from 'account' then return false; end if;
  update members_attendance a set ended_at = statement_timestamp()
   where a.event_id = wanted and a.subject_id = any(own_subjects('events')) and a.ended_at is null;
  return found;
end $$;
"""

KEEPING = """
-- Whether the acting account looks after this event: it leads the group, or it is the office and
-- the event is everybody's.
create function keeps_event(wanted bigint) returns boolean
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  return exists (select 1 from members_event e where e.id = wanted
    and case when e.group_id is null then acting_role('administrator')
             else leads_group(e.group_id) end);
end $$;

-- Which of these are full; and how many come, for whoever looks after them alone.
create function event_room(wanted bigint[])
returns table (event_id bigint, is_full boolean, people bigint)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  return query
    select e.id, coalesce(e.places <= held.people, false),
           case when keeps_event(e.id) then held.people end
      from members_event e
     cross join lateral (select count(*) as people from members_attendance a
                          where a.event_id = e.id and a.ended_at is null) held
     where e.id = any(wanted);
end $$;

-- Display names of those who said that they come knowing that they are shown, while the event is
-- one that shows them. Each name is a look its person can read.
create function event_people(wanted bigint)
returns table (display_name text, said_at timestamptz)
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare shown bigint[];
begin
  if not keeps_event(wanted) then return; end if;
  select array_agg(a.id) into shown
    from members_attendance a join members_event e on e.id = a.event_id
   where a.event_id = wanted and a.named and e.named and a.ended_at is null;
  insert into audit_read (subject_id, actor_kind, account_id, hat, purpose, reader_name, what,
                          object_ref, request_id)
    select a.subject_id, 'account', acting_account(), coalesce(current_setting('po.hat', true), ''),
           '', coalesce((select p.display_name from members_person p
                          where p.account_id = acting_account()), ''),
           'members.event', '', ''
      from members_attendance a
     where a.id = any(shown) and a.subject_id <> all(own_subjects('events'));
  return query
    select p.display_name::text, a.said_at
      from members_attendance a
      join members_subjectlink k on k.subject_id = a.subject_id
      join members_person p on p.id = k.person_id
     where a.id = any(shown)
     order by a.said_at, a.id;
end $$;
"""

TELLING = """
-- Whom the software tells that something changed, or reminds: those who come, never anybody else.
create function event_comers(wanted bigint, only_reminded boolean) returns setof bigint
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if acting_purpose() is distinct from 'deliver' then return; end if;
  return query
    select k.person_id from members_attendance a
      join members_subjectlink k on k.subject_id = a.subject_id
      join members_person p on p.id = k.person_id
     where a.event_id = wanted and a.ended_at is null and (a.reminds or not only_reminded)
       and p.state in ('active', 'paused');
end $$;

-- Whoever leaves or dies comes to nothing any more. Tells nobody what it was.
create function rest_events(wanted bigint, moment timestamptz) returns void
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  if not ends_membership(wanted) then return; end if;
  update members_attendance a set ended_at = moment from members_subjectlink k
   where k.person_id = wanted and a.subject_id = k.subject_id and a.ended_at is null;
end $$;

create function wake_events(wanted bigint, moment timestamptz) returns void
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  if not ends_membership(wanted) then return; end if;
  update members_attendance a set ended_at = null from members_subjectlink k
   where k.person_id = wanted and a.subject_id = k.subject_id and a.ended_at = moment;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("members", "0034_events"), ("audit", "0002_vault")]
    operations = [
        migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in (WALLS, COMING, KEEPING, TELLING)
    ]
