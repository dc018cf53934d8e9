"""Row-level security on endings and last wishes; what rests when a membership ends, and comes back.

A row that rests carries the moment of the ending as its mark, so exactly that comes back.
"""

from django.db import migrations

WALLS = """
-- The one person whose membership is being ended, or whose ending is taken back or carried out.
create function ends_membership(wanted bigint) returns boolean language sql stable as
$$ select coalesce(acting_purpose() = 'end'
     and wanted = nullif(current_setting('po.person', true), '')::bigint, false) $$;

-- Without a person the software finds what is due, and writes nothing.
create function looks_through_endings() returns boolean language sql stable as
$$ select coalesce(acting_purpose() = 'end'
     and nullif(current_setting('po.person', true), '') is null, false) $$;

call protect('members_ending',
  sees => $$person_id = any((select own_persons())::bigint[])
            or (select acting_role('administrator'))
            or (select looks_through_endings())
            or ends_membership(person_id)$$,
  adds => $$ends_membership(person_id)$$,
  changes => $$ends_membership(person_id)$$,
  removes => 'false');

-- Hers; of others only the one an administrator has before her, each look recorded.
call protect('members_lastwish',
  sees => $$person_id = any((select own_persons())::bigint[])
            or ((select acting_role('administrator'))
                and person_id = (select nullif(current_setting('po.person', true), '')::bigint))$$,
  adds => $$person_id = any((select own_persons())::bigint[])$$,
  changes => $$person_id = any((select own_persons())::bigint[])$$,
  removes => 'false');

-- The office reads what somebody wished for after her death: a row she herself can read.
create function record_wish_look(wanted bigint) returns boolean
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  if not acting_role('administrator')
     or wanted is distinct from nullif(current_setting('po.person', true), '')::bigint then
    return false;
  end if;
  insert into audit_read (subject_id, actor_kind, account_id, hat, purpose, reader_name, what,
                          object_ref, request_id)
    select l.subject_id, 'account', acting_account(), coalesce(current_setting('po.hat', true), ''),
           '', coalesce((select p.display_name from members_person p
                          where p.account_id = acting_account()), ''),
           'members.last_wish', '', ''
      from members_subjectlink l where l.person_id = wanted;
  return true;
end $$;
"""

GRANTS = """
-- As before, and: what rests since its giver left or died opens nothing.
create or replace function my_grants() returns bigint[]
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare clinician boolean;
begin
  if acting_account() is null or current_setting('po.strong', true) is distinct from '1' then
    return '{}';
  end if;
  clinician := acting_role('clinician');
  return coalesce((select array_agg(g.id) from members_grant g
    where g.ended_by_id is null and g.starts_at <= statement_timestamp()
      and (g.ends_at is null or g.ends_at > statement_timestamp())
      and g.paused_at is null
      and (clinician or g.purpose <> 'care')
      and ((g.grantee_kind = 'account' and g.grantee_id = acting_account())
        or (g.grantee_kind = 'clinic' and g.grantee_id in (
              select m.clinic_id from members_clinicmembership m
               where m.account_id = acting_account() and m.left_at is null)))), '{}');
end $$;

-- What is shared with clinicians and clinics rests, and codes nobody has used are taken back.
create function rest_sharing(wanted bigint, moment timestamptz) returns void
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  if not ends_membership(wanted) then return; end if;
  update members_grant g set paused_at = moment from members_subjectlink l
   where l.person_id = wanted and g.subject_id = l.subject_id
     and g.ended_by_id is null and g.paused_at is null and g.grantee_kind <> 'nobody';
  update members_ticket t set withdrawn_at = moment from members_subjectlink l
   where l.person_id = wanted and t.subject_id = l.subject_id
     and t.used_at is null and t.withdrawn_at is null;
end $$;

create function wake_sharing(wanted bigint, moment timestamptz) returns void
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  if not ends_membership(wanted) then return; end if;
  update members_grant g set paused_at = null from members_subjectlink l
   where l.person_id = wanted and g.subject_id = l.subject_id and g.paused_at = moment;
  update members_ticket t set withdrawn_at = null from members_subjectlink l
   where l.person_id = wanted and t.subject_id = l.subject_id and t.withdrawn_at = moment;
end $$;

-- As before, now for good, and only when an ending is carried out.
create or replace function end_sharing(wanted bigint, words text, lang text) returns integer
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  living record;
  ending bigint;
  ended integer := 0;
begin
  if not ends_membership(wanted) then return 0; end if;
  for living in
    select g.id, g.subject_id, g.purpose from members_grant g
      join members_subjectlink l on l.subject_id = g.subject_id
     where l.person_id = wanted and g.ended_by_id is null and g.grantee_kind <> 'nobody'
       and (g.ends_at is null or g.ends_at > statement_timestamp())
     for update of g
  loop
    insert into members_decision (subject_id, purpose, answer, rendered, rendered_sha256, language,
                                  way, consequence, account_id, hat)
      values (living.subject_id, living.purpose, 'ended', words,
              encode(sha256(convert_to(words, 'utf8')), 'hex'), lang, 'screen', '', null, '')
      returning id into ending;
    update members_grant set ended_by_id = ending where id = living.id;
    ended := ended + 1;
  end loop;
  return ended;
end $$;
"""

GROUPS_AND_CALLS = """
drop function leave_groups(bigint);

-- Whoever leaves or dies is in no group and waits for none. Tells nobody which they were.
create function rest_groups(wanted bigint, moment timestamptz) returns void
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  if not ends_membership(wanted) then return; end if;
  update members_groupmembership m set left_at = moment from members_subjectlink k
   where k.person_id = wanted and m.subject_id = k.subject_id and m.left_at is null;
end $$;

create function wake_groups(wanted bigint, moment timestamptz) returns void
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  if not ends_membership(wanted) then return; end if;
  update members_groupmembership m set left_at = null from members_subjectlink k
   where k.person_id = wanted and m.subject_id = k.subject_id and m.left_at = moment;
end $$;

-- A wish to be called is closed; with it begin the days until name and number go.
create function rest_calls(wanted bigint, moment timestamptz) returns void
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  if not ends_membership(wanted) then return; end if;
  update members_callrequest c
     set state = 'withdrawn', closed_at = moment, taken_by = null, taken_until = null
   where c.person_id = wanted and c.closed_at is null;
end $$;

-- As before, and: who was said to have died goes with name and number.
create or replace function withdraw_call(hash bytea) returns boolean
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  update members_callrequest c
     set state = 'withdrawn', closed_at = statement_timestamp(), name = '', number = '', whom = '',
         number_mark = '', taken_until = null
   where c.secret_hash = hash and c.closed_at is null;
  return found;
end $$;

create function wake_calls(wanted bigint, moment timestamptz) returns void
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  if not ends_membership(wanted) then return; end if;
  update members_callrequest c
     set state = case when c.passed_on_at is null then 'waiting' else 'office' end, closed_at = null
   where c.person_id = wanted and c.closed_at = moment;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("members", "0018_leaving"), ("audit", "0002_vault")]
    operations = [
        migrations.RunSQL(sql, migrations.RunSQL.noop)
        for sql in (WALLS, GRANTS, GROUPS_AND_CALLS)
    ]
