"""Who a circular goes to: told to the software while it sends, and to the office in numbers only."""

from django.db import migrations

SQL = """
-- Active members of an audience beyond one id, and the way each is reached. A letter would show
-- whoever prints it who is in a group, so there is none to groups. For functions of the owner only.
create function circular_audience(in_group bigint, in_language text, site_language text,
                                  after_id bigint)
returns table (person_id bigint, subject_id uuid, way text)
language sql stable as $$
  select p.id, l.subject_id,
         case when exists (select 1 from notifications_mailoptout o
                            where o.person_id = p.id and o."group" = 'members.circulars')
                then 'none'
              when p.reached_by in ('letter', 'phone') or coalesce(a.email, '') = ''
                then case when in_group is null and p.post_stopped_at is null
                          then 'letter' else 'none' end
              when a.mail_frequency = 'never' or a.mail_paused_at is not null then 'none'
              else 'email' end
    from members_person p
    join members_subjectlink l on l.person_id = p.id
    left join members_account a on a.id = p.account_id
   where p.id > after_id and p.state = 'active'
     and (a.id is null or (a.is_active and exists (
           select 1 from members_roleholding h
            where h.account_id = a.id and h.role = 'member'
              and h.starts_at <= statement_timestamp()
              and (h.ends_at is null or h.ends_at > statement_timestamp()))))
     and (in_language = '' or coalesce(nullif(a.language, ''), site_language) = in_language)
     and (in_group is null or exists (
           select 1 from members_groupmembership m
            where m.group_id = in_group and m.subject_id = l.subject_id
              and m.joined_at is not null and m.left_at is null and not m.declined))
$$;
revoke execute on function circular_audience(bigint, text, text, bigint)
  from public, po_app, po_backup, po_erase;

-- The next people of a circular that is being sent; who is left in peace just now is not among them.
create function circular_people(wanted bigint, site_language text, after_id bigint, size int)
returns setof bigint
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if acting_purpose() is distinct from 'deliver' then return; end if;
  return query
    select found.person_id from members_circular c
     cross join lateral circular_audience(c.group_id, c.language, site_language, after_id) found
     where c.id = wanted and c.state = 'sending' and found.way <> 'none'
       and peace_of(found.subject_id) is null
     order by found.person_id limit size;
end $$;

-- At the moment of sending: those of these people it is still right for.
create function circular_wanted(wanted bigint, site_language text, people bigint[])
returns setof bigint
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if acting_purpose() is distinct from 'deliver' then return; end if;
  return query
    select found.person_id from members_circular c
     cross join lateral circular_audience(c.group_id, c.language, site_language, 0) found
     where c.id = wanted and c.state in ('sending', 'sent')
       and found.person_id = any(people) and (c.group_id is null or found.way = 'email')
       and peace_of(found.subject_id) is null;
end $$;

-- For the office before it sends: how many on which way. Of a group in steps of five, and nothing
-- below five. Who is left in peace is counted like everybody.
create function circular_reach(in_group bigint, in_language text, site_language text)
returns table (way text, people bigint)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if not acting_role('administrator') then return; end if;
  return query
    select found.way, case when in_group is null then count(*) else count(*) / 5 * 5 end
      from circular_audience(in_group, in_language, site_language, 0) found group by found.way;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("members", "0021_publishing"), ("notifications", "0002_aside")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
