"""Drafts belong to whoever writes them; who is in a group is told to nobody but the sender of mail."""

from django.db import migrations

SQL = """
call protect('forums_draft',
  sees => $$person_id = any((select own_people('drafts'))::bigint[])$$,
  adds => $$person_id = any((select own_people('drafts'))::bigint[])$$,
  changes => $$person_id = any((select own_people('drafts'))::bigint[])$$,
  removes => $$person_id = any((select own_people('drafts'))::bigint[])$$);

-- Which of these people are in which of these groups now, for mail that is about to go out.
create function still_in_group(people bigint[], groups bigint[])
returns table (person_id bigint, group_id bigint)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if acting_purpose() is distinct from 'deliver' then return; end if;
  return query
    select l.person_id, m.group_id from members_groupmembership m
      join members_subjectlink l on l.subject_id = m.subject_id
     where l.person_id = any(people) and m.group_id = any(groups)
       and m.joined_at is not null and m.left_at is null and not m.declined;
end $$;

-- Titles alike, found by the beginnings of words in any language.
create index forums_topic_title on forums_topic using gin (
  to_tsvector('simple'::regconfig, coalesce(title, '')));
"""


class Migration(migrations.Migration):
    dependencies = [("forums", "0001_initial"), ("access", "0003_own_people")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
