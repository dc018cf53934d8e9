"""Saying that one comes: named only who was told so, and a reminder is hers to stop at any time."""

from django.db import migrations

COMING = """
drop function come_to_event(bigint, boolean);

-- Somebody says that she comes: 'in', 'full' or 'shut'. `was_told`: the page she pressed on said
-- that her name is seen. Who is in already changes whether she is reminded, wherever she belongs by
-- now. Who asks waits for who asked before, so that the last place is given once.
create function come_to_event(wanted bigint, wants_reminder boolean, was_told boolean) returns text
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  hers uuid := (own_subjects('events'))[1];
  about members_event;
begin
  if acting_kind() is distinct from 'account' or hers is null then return 'shut'; end if;
  select e.* into about from members_event e where e.id = wanted for update;
  if about.id is null then return 'shut'; end if;
  update members_attendance a set reminds = wants_reminder
   where a.event_id = wanted and a.subject_id = hers and a.ended_at is null;
  if found then return 'in'; end if;
  if not about.signup or about.cancelled_at is not null
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
  if about.places <= (select count(*) from members_attendance a
                       where a.event_id = wanted and a.ended_at is null) then
    return 'full';
  end if;
  insert into members_attendance (subject_id, event_id, named, reminds, over_at)
    values (hers, wanted, about.named and coalesce(was_told, false), wants_reminder, about.over_at);
  return 'in';
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("members", "0035_events_vault")]
    operations = [migrations.RunSQL(COMING, migrations.RunSQL.noop)]
