"""Wishes to be called, and reply codes: the desk gets a name and a number, or the one open form."""

from django.db import migrations

OWN = """
-- The person the actor is: of an account, or of the file that is being made for one.
create function own_persons() returns bigint[]
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  case
    when acting_kind() = 'account' then
      return coalesce((select array_agg(p.id) from members_person p
                        where p.account_id = acting_account()), '{}');
    when acting_purpose() = 'export' then
      return array_remove(array[nullif(current_setting('po.person', true), '')::bigint], null);
    else return '{}';
  end case;
end $$;
"""

CALLS = """
-- The desk: what waits, and what it wrote down itself (to undo it). The office: what was passed on.
-- A visitor leaves a row and sees none; her code leads to it through the functions below.
call protect('members_callrequest',
  sees => $$person_id = any((select own_persons())::bigint[])
            or ((select acting_role('desk'))
                and (state = 'waiting' or outcome_by = (select acting_account())))
            or ((select acting_role('administrator')) and passed_on_at is not null)$$,
  adds => $$person_id is null or person_id = any((select own_persons())::bigint[])$$,
  changes => $$(select acting_kind()) = 'account'
            and (person_id = any((select own_persons())::bigint[])
              or ((select acting_role('desk'))
                  and (state = 'waiting' or outcome_by = (select acting_account())))
              or ((select acting_role('administrator')) and passed_on_at is not null))$$,
  removes => 'false');

-- What the holder of a wish's code may read: when and what about, never a name or number.
create function call_behind(hash bytea)
returns table (about text, suits text, language text, asked_at timestamptz, promised_on date,
               state text)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  return query select c.about::text, c.suits::text, c.language::text, c.asked_at, c.promised_on,
      c.state::text
    from members_callrequest c where c.secret_hash = hash;
end $$;

-- The holder takes the wish back: name and number go at once.
create function withdraw_call(hash bytea) returns boolean
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  update members_callrequest c
     set state = 'withdrawn', closed_at = statement_timestamp(), name = '', number = '',
         number_mark = '', taken_until = null
   where c.secret_hash = hash and c.closed_at is null;
  return found;
end $$;

-- How many wait for the desk, how many of them longer than promised, since when: figures only.
create function calls_waiting(today date)
returns table (waiting bigint, late bigint, oldest timestamptz)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if not (acting_role('administrator') or acting_role('desk')) then
    return query select 0::bigint, 0::bigint, null::timestamptz;
  else
    return query
      select count(*), count(*) filter (where c.promised_on < today and c.tries = 0),
             min(c.asked_at)
        from members_callrequest c left join members_person p on p.id = c.person_id
       where c.state = 'waiting' and p.state is distinct from 'deceased';
  end if;
end $$;

-- Name and number are about to be shown to the one who calls: a row the member herself can read.
-- The caller is not told which subject that is.
create function record_call_look(wanted uuid) returns boolean
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  if not (acting_role('desk') or acting_role('administrator')) then return false; end if;
  insert into audit_read (subject_id, actor_kind, account_id, hat, purpose, reader_name, what,
                          object_ref, request_id)
    select l.subject_id, 'account', acting_account(), coalesce(current_setting('po.hat', true), ''),
           '', coalesce((select p.display_name from members_person p
                          where p.account_id = acting_account()), ''),
           'members.call', '', ''
      from members_callrequest c join members_subjectlink l on l.person_id = c.person_id
     where c.ref = wanted and c.taken_by = acting_account()
       and c.person_id <> all(own_persons());
  return found;
end $$;
"""

CODES = """
-- As before, and: a reply code also tells the name its form is about.
create or replace function ticket_opens(about text, kind text) returns boolean
language sql immutable as
$$ select case about
   when 'care' then kind in ('consent', 'ticket', 'link')
   when 'answer' then kind in ('proms', 'drafts', 'ticket', 'link')
   else false end $$;

-- Why a reply code opens nothing any more, for the desk that keyed it.
create function reply_code_fate(hash bytea) returns text
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if not acting_role('desk') then return null; end if;
  return (select case when t.used_at is not null then 'used'
                      when t.withdrawn_at is not null then 'withdrawn'
                      when t.expires_at <= statement_timestamp() then 'expired' end
    from members_ticket t where t.secret_hash = hash and t.about = 'answer');
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("members", "0009_desk"), ("audit", "0002_vault")]
    operations = [migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in (OWN, CALLS, CODES)]
