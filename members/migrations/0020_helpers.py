"""Helpers: one living grant for each, opened only while its helper acts for that person."""

from django.db import migrations, models

ACTING = """
-- The grant on which somebody acts for another person in this request; nothing for herself.
create function acting_help() returns bigint language sql stable as
$$ select case when acting_kind() = 'account'
   then nullif(current_setting('po.helps', true), '')::bigint end $$;

-- Which tick opens which kind of rows to act on; what may be read stands in visible_subjects.
create function help_opens(scope text[], kind text) returns boolean language sql immutable as
$$ select case when kind in ('answering', 'drafts') then 'answer' = any(scope)
               when kind = 'calls' then 'arrange' = any(scope)
               else false end $$;

-- Whom the acting account helps by living grants; both are still with us.
create function people_helped() returns table (grant_id bigint, subject_id uuid, person_id bigint,
  display_name text, purpose text, scope text[], since timestamptz)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if acting_account() is null then return; end if;
  return query
    select g.id, g.subject_id, p.id, p.display_name::text, g.purpose::text, g.scope::text[],
           g.starts_at
      from members_grant g
      join members_subjectlink l on l.subject_id = g.subject_id
      join members_person p on p.id = l.person_id
     where g.grantee_kind = 'account' and g.grantee_id = acting_account()
       and g.purpose in ('help', 'proxy') and g.ended_by_id is null and g.paused_at is null
       and g.starts_at <= statement_timestamp()
       and (g.ends_at is null or g.ends_at > statement_timestamp())
       and p.state in ('active', 'paused') and p.account_id is distinct from acting_account()
       and exists (select 1 from members_person h
                    where h.account_id = acting_account() and h.state = 'active')
     order by p.display_name, g.id;
end $$;

-- The one of them somebody acts for now.
create function helped() returns table (grant_id bigint, subject_id uuid, person_id bigint,
  display_name text, purpose text, scope text[])
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if acting_help() is null then return; end if;
  return query select h.grant_id, h.subject_id, h.person_id, h.display_name, h.purpose, h.scope
    from people_helped() h where h.grant_id = acting_help();
end $$;

-- Sets for whom this request acts, and says who that is; no row when there is no such help now.
create function begin_helping(wanted bigint) returns table (grant_id bigint, subject_id uuid,
  person_id bigint, display_name text, purpose text, scope text[])
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  perform set_config('po.helps', wanted::text, true);
  return query select * from helped();
  if not found then perform set_config('po.helps', '', true); end if;
end $$;
"""

OPENED = """
-- As before; and whoever acts for another person is that person here, as far as her ticks go.
create or replace function own_subjects(kind text) returns uuid[]
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare found uuid[];
begin
  case acting_kind()
    when 'account' then
      if acting_help() is not null then
        select array_agg(h.subject_id) into found from helped() h where help_opens(h.scope, kind);
      else
        select array_agg(l.subject_id) into found
          from members_subjectlink l join members_person p on p.id = l.person_id
         where p.account_id = acting_account();
      end if;
    when 'system' then
      if purpose_opens(acting_purpose(), kind) then
        found := array[nullif(current_setting('po.subject', true), '')::uuid];
      end if;
    when 'bearer' then
      select array_agg(t.subject_id) into found from members_ticket t
       where t.id = nullif(current_setting('po.ticket', true), '')::bigint
         and t.used_at is null and t.withdrawn_at is null
         and t.expires_at > statement_timestamp() and ticket_opens(t.about, kind);
    else null;
  end case;
  return coalesce(array_remove(found, null), '{}');
end $$;

create or replace function visible_subjects(kind text) returns uuid[]
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare granted uuid[];
begin
  if acting_help() is not null then
    select array_agg(h.subject_id) into granted from helped() h
     where kind = 'proms' and 'summary' = any(h.scope);
  else
    select array_agg(distinct g.subject_id) into granted from members_grant g
     where g.id = any(my_grants()) and (kind = any(g.scope) or kind = 'link');
  end if;
  return own_subjects(kind) || coalesce(granted, '{}');
end $$;

-- As before; help is no sharing with a clinician, and nobody who acts for another uses her own.
create or replace function my_grants() returns bigint[]
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare clinician boolean;
begin
  if acting_account() is null or acting_help() is not null
     or current_setting('po.strong', true) is distinct from '1' then
    return '{}';
  end if;
  clinician := acting_role('clinician');
  return coalesce((select array_agg(g.id) from members_grant g
    where g.ended_by_id is null and g.starts_at <= statement_timestamp()
      and (g.ends_at is null or g.ends_at > statement_timestamp())
      and g.paused_at is null
      and g.purpose not in ('help', 'proxy') and (clinician or g.purpose <> 'care')
      and ((g.grantee_kind = 'account' and g.grantee_id = acting_account())
        or (g.grantee_kind = 'clinic' and g.grantee_id in (
              select m.clinic_id from members_clinicmembership m
               where m.account_id = acting_account() and m.left_at is null)))), '{}');
end $$;

create or replace function acting_role(wanted text) returns boolean
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  return current_setting('po.strong', true) = '1' and acting_help() is null and exists (
    select 1 from members_roleholding r
     where r.account_id = acting_account() and r.role = wanted
       and r.starts_at <= statement_timestamp()
       and (r.ends_at is null or r.ends_at > statement_timestamp()));
end $$;

-- Names, addresses and birth dates open to nobody who acts for another.
create or replace function visible_persons() returns bigint[]
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  found bigint[];
  before_me bigint := nullif(current_setting('po.person', true), '')::bigint;
begin
  case acting_kind()
    when 'account' then
      if acting_help() is not null then return '{}'; end if;
      -- A union: with "or" the planner reads every person of the organisation.
      found := array(
        select p.id from members_person p where p.account_id = acting_account()
        union
        select l.person_id from members_subjectlink l
         where l.subject_id = any(visible_subjects('identity')));
      if before_me is not null and acting_role('administrator') then
        found := found || before_me;
      end if;
    when 'system' then
      if acting_purpose() in ('deliver', 'export') then found := array[before_me]; end if;
    else null;
  end case;
  return coalesce(array_remove(found, null), '{}');
end $$;

create or replace function correctable_persons() returns bigint[]
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  found bigint[];
  before_me bigint := nullif(current_setting('po.person', true), '')::bigint;
begin
  if acting_help() is not null then return '{}'; end if;
  select array_agg(p.id) into found from members_person p where p.account_id = acting_account();
  if before_me is not null and acting_role('administrator') then
    found := found || before_me;
  end if;
  return coalesce(found, '{}');
end $$;

create or replace function own_persons() returns bigint[]
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  case
    when acting_help() is not null then return '{}';
    when acting_kind() = 'account' then
      return coalesce((select array_agg(p.id) from members_person p
                        where p.account_id = acting_account()), '{}');
    when acting_purpose() = 'export' then
      return array_remove(array[nullif(current_setting('po.person', true), '')::bigint], null);
    else return '{}';
  end case;
end $$;

-- Whose wishes to be called the actor may see and put down: her own, or of whom she helps with that.
create function persons_to_call() returns bigint[]
language sql stable security definer set search_path = public, pg_temp as $$
  select case when acting_help() is null then own_persons()
    else array(select h.person_id from helped() h where help_opens(h.scope, 'calls')) end $$;

alter policy app_select on members_callrequest using (
  person_id = any((select persons_to_call())::bigint[])
  or ((select acting_role('desk'))
      and (state = 'waiting' or outcome_by = (select acting_account())))
  or ((select acting_role('administrator')) and passed_on_at is not null));
alter policy app_insert on members_callrequest with check (
  person_id is null or person_id = any((select persons_to_call())::bigint[]));
alter policy app_update on members_callrequest
  using ((select acting_kind()) = 'account'
    and (person_id = any((select persons_to_call())::bigint[])
      or ((select acting_role('desk'))
          and (state = 'waiting' or outcome_by = (select acting_account())))
      or ((select acting_role('administrator')) and passed_on_at is not null)))
  with check ((select acting_kind()) = 'account'
    and (person_id = any((select persons_to_call())::bigint[])
      or ((select acting_role('desk'))
          and (state = 'waiting' or outcome_by = (select acting_account())))
      or ((select acting_role('administrator')) and passed_on_at is not null)));
"""

CODES = """
-- As before, and: a code that names a helper makes that one grant.
create or replace function ticket_opens(about text, kind text) returns boolean
language sql immutable as
$$ select case about
   when 'care' then kind in ('consent', 'ticket', 'link')
   when 'help' then kind in ('consent', 'ticket', 'link')
   when 'answer' then kind in ('proms', 'drafts', 'ticket', 'link')
   else false end $$;

create or replace function ticket_decision() returns bigint
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  return (select nullif(t.object_ref, '')::bigint from members_ticket t
    where t.id = acting_ticket() and t.about in ('care', 'help')
      and t.used_at is null and t.withdrawn_at is null and t.expires_at > statement_timestamp());
end $$;
"""

ENDING = """
-- Ends a help: the person herself, the helper, or the office with the person before it.
-- Evidence stays as one sentence; false when there was nothing to end, or it is not hers to end.
create function end_helping(wanted bigint, words text, lang text, heard text) returns boolean
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  living record;
  ending bigint;
begin
  select g.id, g.subject_id, g.purpose, g.grantee_id, l.person_id, p.account_id into living
    from members_grant g join members_subjectlink l on l.subject_id = g.subject_id
    join members_person p on p.id = l.person_id
   where g.id = wanted and g.purpose = 'help' and g.ended_by_id is null for update of g;
  if living.id is null or acting_account() is null
     or (living.grantee_id = acting_account()
       or (living.account_id is not distinct from acting_account() and acting_help() is null)
       or (acting_role('administrator')
         and living.person_id = nullif(current_setting('po.person', true), '')::bigint)
     ) is not true then  -- "not" of nothing would let everybody through
    return false;
  end if;
  insert into members_decision (subject_id, purpose, answer, rendered, rendered_sha256, language,
                                way, consequence, account_id, hat)
    values (living.subject_id, living.purpose, 'ended', words,
            encode(sha256(convert_to(words, 'utf8')), 'hex'), lang, heard, '',
            acting_account(), coalesce(current_setting('po.hat', true), ''))
    returning id into ending;
  update members_grant set ended_by_id = ending where id = living.id;
  return true;
end $$;

-- What she shares with others, and helps of hers to others: both rest, wake and end together.
create function shared_or_helping(wanted bigint) returns setof bigint
language sql stable security definer set search_path = public, pg_temp as $$
  select g.id from members_grant g join members_subjectlink l on l.subject_id = g.subject_id
   where l.person_id = wanted and g.grantee_kind <> 'nobody'
  union
  select g.id from members_grant g join members_person p on p.account_id = g.grantee_id
   where p.id = wanted and g.purpose in ('help', 'proxy') and g.grantee_kind = 'account' $$;
revoke execute on function shared_or_helping(bigint) from public;

-- As before; and whoever leaves or dies helps nobody any more.
create or replace function rest_sharing(wanted bigint, moment timestamptz) returns void
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  if not ends_membership(wanted) then return; end if;
  update members_grant g set paused_at = moment
   where g.id in (select shared_or_helping(wanted))
     and g.ended_by_id is null and g.paused_at is null;
  update members_ticket t set withdrawn_at = moment from members_subjectlink l
   where l.person_id = wanted and t.subject_id = l.subject_id
     and t.used_at is null and t.withdrawn_at is null;
end $$;

create or replace function wake_sharing(wanted bigint, moment timestamptz) returns void
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  if not ends_membership(wanted) then return; end if;
  update members_grant g set paused_at = null
   where g.id in (select shared_or_helping(wanted)) and g.paused_at = moment;
  update members_ticket t set withdrawn_at = null from members_subjectlink l
   where l.person_id = wanted and t.subject_id = l.subject_id and t.withdrawn_at = moment;
end $$;

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
     where g.id in (select shared_or_helping(wanted)) and g.ended_by_id is null
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

OFFICE = """
-- The subject of the person an administrator has before her, and of nobody who is herself.
create function subject_before_me() returns uuid
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  return (select l.subject_id from members_subjectlink l join members_person p on p.id = l.person_id
    where acting_role('administrator') and p.account_id is distinct from acting_account()
      and p.id = nullif(current_setting('po.person', true), '')::bigint);
end $$;

-- Who helps that person, and which codes are open. It is a look the person can read.
create function office_helps()
returns table (is_offer boolean, id bigint, name text, account_id bigint, scope text[], at timestamptz)
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare whose uuid := subject_before_me();
begin
  if whose is null then return; end if;
  insert into audit_read (subject_id, actor_kind, account_id, hat, purpose, reader_name, what,
                          object_ref, request_id)
    select whose, 'account', acting_account(), coalesce(current_setting('po.hat', true), ''), '',
           coalesce((select p.display_name from members_person p
                      where p.account_id = acting_account()), ''), 'members.helpers', '', '';
  return query
    select false, g.id, coalesce(p.display_name::text, ''), g.grantee_id, g.scope::text[],
           g.starts_at
      from members_grant g left join members_person p on p.account_id = g.grantee_id
     where g.subject_id = whose and g.purpose = 'help' and g.ended_by_id is null
       and (g.ends_at is null or g.ends_at > statement_timestamp())
    union all
    select true, t.id, t.note::text, null::bigint,
           array(select jsonb_array_elements_text(t.detail -> 'ticks')), t.expires_at
      from members_ticket t
     where t.subject_id = whose and t.about = 'help' and t.used_at is null
       and t.withdrawn_at is null and t.expires_at > statement_timestamp()
    order by 1, 2;
end $$;

-- A helper named by telephone or letter: the words as evidence, and a code that opens nothing yet.
create function office_offer_help(secret bytea, words text, lang text, heard text, meant text,
                                  detail jsonb, until timestamptz) returns bigint
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  whose uuid := subject_before_me();
  decided bigint;
  made bigint;
begin
  if whose is null or heard not in ('phone', 'paper') then return null; end if;
  insert into members_decision (subject_id, purpose, answer, rendered, rendered_sha256, language,
                                way, consequence, account_id, hat)
    values (whose, 'help', 'yes', words, encode(sha256(convert_to(words, 'utf8')), 'hex'), lang,
            heard, '', acting_account(), coalesce(current_setting('po.hat', true), ''))
    returning id into decided;
  insert into members_ticket (secret_hash, about, subject_id, object_ref, note, detail, expires_at)
    values (secret, 'help', whose, decided::text, meant, detail, until)
    returning id into made;
  return made;
end $$;

-- A code nobody used yet opens nothing any more, at the word of the person before the office.
create function office_take_back_help(wanted bigint) returns boolean
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  update members_ticket t set withdrawn_at = statement_timestamp()
   where t.id = wanted and t.subject_id = subject_before_me() and t.about = 'help'
     and t.used_at is null and t.withdrawn_at is null;
  return found;
end $$;
"""

REMINDING = """
-- Who gets the same reminders as this person, for the job that is about to queue them.
create function helpers_to_remind() returns table (grant_id bigint, person_id bigint)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if acting_purpose() is distinct from 'assign' then return; end if;
  return query select g.id, p.id from members_grant g join members_person p
      on p.account_id = g.grantee_id
   where g.subject_id = nullif(current_setting('po.subject', true), '')::uuid
     and g.grantee_kind = 'account' and g.purpose in ('help', 'proxy') and g.ended_by_id is null
     and g.paused_at is null
     and 'remind' = any(g.scope) and (g.ends_at is null or g.ends_at > statement_timestamp())
   order by g.id;
end $$;

-- Which of these helps still live with reminders: ids only, for what is about to be sent.
create function still_reminded(wanted bigint[]) returns setof bigint
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if acting_purpose() is distinct from 'deliver' then return; end if;
  return query select g.id from members_grant g
      join members_subjectlink l on l.subject_id = g.subject_id
      join members_person p on p.id = l.person_id
    where g.id = any(wanted) and g.ended_by_id is null and g.paused_at is null and 'remind' = any(g.scope)
      and (g.ends_at is null or g.ends_at > statement_timestamp()) and p.state = 'active';
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("members", "0019_leaving_vault")]
    operations = [
        migrations.AddConstraint(
            model_name="grant",
            constraint=models.UniqueConstraint(
                fields=("subject_id", "grantee_id"),
                condition=models.Q(
                    ("ended_by__isnull", True), ("purpose__in", ("help", "proxy"))
                ),
                name="one_help_each",
            ),
        ),
        *(
            migrations.RunSQL(sql, migrations.RunSQL.noop)
            for sql in (ACTING, OPENED, CODES, ENDING, OFFICE, REMINDING)
        ),
    ]
