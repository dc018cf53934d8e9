"""Legal proxies in the vault: two people put one into force, time and the child's age end it."""

from django.db import migrations

WALLS = """
-- The child and the asker see it; the office checks it; the software ends it.
call protect('members_proxy',
  sees => $$person_id = any((select own_persons())::bigint[])
            or child_id = any((select own_persons())::bigint[])
            or (select acting_role('administrator')) or (select acting_purpose()) = 'age'$$,
  adds => $$person_id = any((select own_persons())::bigint[]) and (select acting_kind()) = 'account'
            and state = 'waiting' and child_id is null and seen_by is null and grant_id is null$$,
  changes => $$(person_id = any((select own_persons())::bigint[])
                and state in ('waiting', 'withdrawn') and grant_id is null)
            or ((select acting_role('administrator')) and state in ('waiting', 'refused')
                and grant_id is null)$$,
  removes => 'false');

-- Written by the functions below only.
call protect('members_comingofage',
  sees => $$person_id = any((select own_persons())::bigint[])
            or (select acting_role('administrator')) or (select acting_purpose()) = 'age'$$,
  adds => 'false', changes => 'false', removes => 'false');
"""

FORCE = """
-- Helps and proxies that live now, of one person; what every function below asks first.
create function living_proxies(wanted uuid) returns setof members_grant
language sql stable security definer set search_path = public, pg_temp as $$
  select g.* from members_grant g
   where g.subject_id = wanted and g.purpose = 'proxy' and g.ended_by_id is null
     and g.paused_at is null and g.starts_at <= statement_timestamp()
     and (g.ends_at is null or g.ends_at > statement_timestamp()) order by g.id $$;
revoke execute on function living_proxies(uuid) from public;

-- One of them comes first, and only one: also none that rests or is over keeps the place.
create function make_first(whose uuid, wanted bigint) returns void
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  update members_grant set scope = array_remove(scope, 'remind'::varchar)
   where subject_id = whose and purpose = 'proxy' and ended_by_id is null and id <> wanted
     and 'remind' = any(scope);
  update members_grant set scope = array_prepend('remind'::varchar, scope)
   where id = wanted and not 'remind' = any(scope);
end $$;
revoke execute on function make_first(uuid, bigint) from public;

-- However a grant ends, the wish it came from says so.
create function proxy_has_ended() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update members_proxy set state = 'ended', ended_at = statement_timestamp()
   where grant_id = new.id and state = 'checked';
  return null;
end $$;
create trigger proxy_has_ended after update of ended_by_id on members_grant for each row
  when (new.purpose = 'proxy' and old.ended_by_id is null and new.ended_by_id is not null)
  execute function proxy_has_ended();

-- The second of two people of the office puts a proxy into force; its grant, or null.
create function accept_proxy(wanted bigint, words text, lang text, ends timestamptz) returns bigint
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  claim members_proxy;
  whose uuid;
  mine bigint;
  decided bigint;
  made bigint;
  ticks text[] := array['answer', 'summary', 'arrange'];
begin
  if acting_role('administrator') is not true then return null; end if;
  select * into claim from members_proxy where id = wanted for update;
  if claim.id is null or claim.state <> 'waiting' or claim.child_id is null
     or claim.seen_by is null or claim.seen_by = acting_account() or claim.of_age_on is null then
    return null;
  end if;
  select l.subject_id into whose from members_subjectlink l
   where l.person_id = claim.child_id for update;
  select p.account_id into mine from members_person p
   where p.id = claim.person_id and p.state = 'active' and p.account_id <> acting_account();
  if whose is null or mine is null or ends <= statement_timestamp()
     or ends > (claim.of_age_on + 1)::timestamptz
     or not exists (select 1 from members_person p
                     where p.id = claim.child_id and p.state in ('active', 'paused')
                       and p.account_id is distinct from acting_account())
     or exists (select 1 from members_comingofage c
                 where c.person_id = claim.child_id and c.reached_at is not null) then
    return null;
  end if;
  insert into members_decision (subject_id, purpose, answer, rendered, rendered_sha256, language,
                                way, consequence, account_id, hat)
    values (whose, 'proxy', 'yes', words, encode(sha256(convert_to(words, 'utf8')), 'hex'), lang,
            'paper', '', acting_account(), coalesce(current_setting('po.hat', true), ''))
    returning id into decided;
  insert into members_grant (subject_id, purpose, grantee_kind, grantee_id, scope, starts_at,
                             ends_at, decision_id)
    values (whose, 'proxy', 'account', mine, ticks, statement_timestamp(), ends, decided)
    returning id into made;
  if not exists (select 1 from living_proxies(whose) g where 'remind' = any(g.scope)) then
    perform make_first(whose, made);
  end if;
  insert into members_comingofage (person_id, "on", choice)
    values (claim.child_id, claim.of_age_on, '') on conflict (person_id) do nothing;
  update members_proxy set state = 'checked', checked_by = acting_account(), said = '', paper = '',
         checked_at = statement_timestamp(), grant_id = made where id = claim.id;
  return made;
end $$;

-- Ends one grant with its sentence, and hands the reminders on to whoever is left.
create function close_proxy(wanted bigint, words text, lang text, heard text) returns boolean
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  living members_grant;
  ending bigint;
  next_one bigint;
begin
  select * into living from members_grant g
   where g.id = wanted and g.purpose = 'proxy' and g.ended_by_id is null for update;
  if living.id is null then return false; end if;
  insert into members_decision (subject_id, purpose, answer, rendered, rendered_sha256, language,
                                way, consequence, account_id, hat)
    values (living.subject_id, 'proxy', 'ended', words,
            encode(sha256(convert_to(words, 'utf8')), 'hex'), lang, heard, '',
            acting_account(), coalesce(current_setting('po.hat', true), ''))
    returning id into ending;
  update members_grant set ended_by_id = ending where id = living.id;
  if 'remind' = any(living.scope) then
    select g.id into next_one from living_proxies(living.subject_id) g
     where not 'remind' = any(g.scope) limit 1;
    if next_one is not null then perform make_first(living.subject_id, next_one); end if;
  end if;
  return true;
end $$;
revoke execute on function close_proxy(bigint, text, text, text) from public;

-- Whoever acts lays it down herself, the office ends it, or its last day is over. Nobody else:
-- a proxy ends no other proxy.
create function end_proxy(wanted bigint, words text, lang text, heard text) returns boolean
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  whose uuid;
begin
  select g.subject_id into whose from members_grant g
    join members_subjectlink l on l.subject_id = g.subject_id
   where g.id = wanted and g.purpose = 'proxy' and (
     (g.grantee_id = acting_account() and acting_help() is null)
     or (acting_role('administrator')
       and l.person_id = nullif(current_setting('po.person', true), '')::bigint)
     or (acting_purpose() = 'age' and g.ends_at <= statement_timestamp()));
  if whose is null then return false; end if;
  perform 1 from members_subjectlink l where l.subject_id = whose for update;
  return close_proxy(wanted, words, lang, heard);
end $$;

-- From the first one to another one of the same child, in one step: reminders and letters.
create function hand_over_proxy(other bigint) returns boolean
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  whose uuid;
  child bigint;
begin
  select g.subject_id, l.person_id into whose, child from members_grant g
    join members_subjectlink l on l.subject_id = g.subject_id
   where g.id = other and g.purpose = 'proxy' for update of l;
  if whose is null
     or not exists (select 1 from living_proxies(whose) g where g.id = other)
     or (exists (select 1 from living_proxies(whose) g where 'remind' = any(g.scope)
                    and g.id <> other and g.grantee_id = acting_account()
                    and acting_help() is null)
       or (acting_role('administrator')
         and child = nullif(current_setting('po.person', true), '')::bigint)) is not true then
    return false;
  end if;
  perform make_first(whose, other);
  return true;
end $$;

-- Who acts for the same child: for one of them, for the child herself, for the office before her.
create function proxies_known(wanted bigint) returns table (grant_id bigint, account_id bigint,
  name text, is_first boolean, since timestamptz, ends_at timestamptz)
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  whose uuid;
begin
  select l.subject_id into whose from members_subjectlink l where l.person_id = wanted;
  if whose is null or (
       exists (select 1 from living_proxies(whose) g
                where g.grantee_id = acting_account() and acting_help() is null)
       or wanted = any(own_persons())
       or (acting_role('administrator')
         and wanted = nullif(current_setting('po.person', true), '')::bigint)
       or (acting_purpose() in ('age', 'assign')
         and wanted = nullif(current_setting('po.person', true), '')::bigint)) is not true then
    return;
  end if;
  return query select g.id, g.grantee_id, coalesce(p.display_name::text, ''),
           'remind' = any(g.scope), g.starts_at, g.ends_at
      from living_proxies(whose) g left join members_person p on p.account_id = g.grantee_id;
end $$;
"""

AGE = """
-- One person is of age: what others may do for her by law ends, and all waits for her word.
create function come_of_age(wanted bigint, words text, lang text) returns boolean
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  found members_comingofage;
  living record;
begin
  if acting_purpose() is distinct from 'age'
     or wanted is distinct from nullif(current_setting('po.person', true), '')::bigint then
    return false;
  end if;
  perform 1 from members_subjectlink l where l.person_id = wanted for update;
  select * into found from members_comingofage c where c.person_id = wanted for update;
  if found.id is null or found.reached_at is not null
     -- nowhere on earth it is that day already
     or found."on" > (statement_timestamp() at time zone 'UTC' + interval '14 hours')::date
     or not exists (select 1 from members_person p
                     where p.id = wanted and p.state in ('active', 'paused')) then
    return false;
  end if;
  for living in
    select g.id from members_grant g join members_subjectlink l on l.subject_id = g.subject_id
     where l.person_id = wanted and g.purpose = 'proxy' and g.ended_by_id is null order by g.id
  loop
    perform close_proxy(living.id, words, lang, 'screen');
  end loop;
  update members_proxy set state = 'withdrawn', said = '', paper = ''
   where child_id = wanted and state = 'waiting';
  update members_comingofage set reached_at = statement_timestamp() where id = found.id;
  update members_person set state = 'undecided', state_since = statement_timestamp()
   where id = wanted;
  return true;
end $$;

-- She has decided, herself: everything goes on from here.
create function decide_at_age(said text) returns boolean
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  mine bigint;
begin
  if acting_account() is null or acting_help() is not null then return false; end if;
  select p.id into mine from members_person p
   where p.account_id = acting_account() and p.state = 'undecided' for update;
  if mine is null then return false; end if;
  update members_comingofage set decided_at = statement_timestamp(), choice = said
   where person_id = mine and reached_at is not null and decided_at is null;
  if not found then return false; end if;
  update members_person set state = 'active', state_since = statement_timestamp() where id = mine;
  return true;
end $$;

-- Of these, whoever is of age and has not decided: nothing is collected, released or deleted.
create function undecided_subjects(wanted uuid[]) returns setof uuid
language sql stable security definer set search_path = public, pg_temp as $$
  select l.subject_id from members_subjectlink l
    join members_comingofage c on c.person_id = l.person_id
   where l.subject_id = any(wanted) and c.decided_at is null
     and c.reached_at is not null $$;

-- Of these accounts, those whose mailbox belongs to somebody who acts or acted for them by law.
create function kept_from_mailbox(wanted bigint[]) returns setof bigint
language sql stable security definer set search_path = public, pg_temp as $$
  select a.id from members_account a join members_person p on p.account_id = a.id
    join members_proxy x on x.child_id = p.id and x.state in ('checked', 'ended')
    join members_person y on y.id = x.person_id join members_account b on b.id = y.account_id
   where a.id = any(wanted) and a.email <> '' and lower(a.email) = lower(b.email) $$;

-- Whether this address belongs to somebody who acts or acted for this person by law; the office.
create function is_mailbox_of_proxy(wanted bigint, address text) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select acting_role('administrator') and exists (select 1 from members_proxy x
    join members_person y on y.id = x.person_id join members_account b on b.id = y.account_id
   where x.child_id = wanted and x.state in ('waiting', 'checked', 'ended')
     and lower(b.email) = lower(trim(address))) $$;
"""

HELPING = """
-- As before; and where the young person signs in herself, a legal proxy fills nothing in for her.
create or replace function people_helped() returns table (grant_id bigint, subject_id uuid,
  person_id bigint, display_name text, purpose text, scope text[], since timestamptz)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if acting_account() is null then return; end if;
  return query
    select g.id, g.subject_id, p.id, p.display_name::text, g.purpose::text,
           case when g.purpose = 'proxy' and p.account_id is not null
             then array_remove(g.scope, 'answer'::varchar)::text[] else g.scope::text[] end,
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

-- Whether somebody acts now by law, and not as a helper.
create function acting_by_law() returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select acting_help() is not null
     and exists (select 1 from helped() h where h.purpose = 'proxy') $$;

-- Whether somebody acts by law for the acting person, who signs in herself: she chooses then
-- what they read. Also for what she sent with a code.
create function has_proxy(wanted uuid) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select wanted = any(own_subjects('proms')) and exists (select 1 from living_proxies(wanted))
     and exists (select 1 from members_subjectlink l join members_person p on p.id = l.person_id
                  where l.subject_id = wanted and p.account_id is not null) $$;

-- As before; of several legal proxies the first, or the one who came first when that one rests.
create or replace function helpers_to_remind() returns table (grant_id bigint, person_id bigint)
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  whose uuid := nullif(current_setting('po.subject', true), '')::uuid;
begin
  if acting_purpose() is distinct from 'assign' then return; end if;
  return query select g.id, p.id from members_grant g join members_person p
      on p.account_id = g.grantee_id
   where g.subject_id = whose and g.grantee_kind = 'account' and g.ended_by_id is null
     and g.paused_at is null and (g.ends_at is null or g.ends_at > statement_timestamp())
     and ((g.purpose = 'help' and 'remind' = any(g.scope))
       or g.id = (select l.id from living_proxies(whose) l
                   order by ('remind' = any(l.scope)) desc, l.id limit 1))
   order by g.id;
end $$;

create or replace function still_reminded(wanted bigint[]) returns setof bigint
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if acting_purpose() is distinct from 'deliver' then return; end if;
  return query select g.id from members_grant g
      join members_subjectlink l on l.subject_id = g.subject_id
      join members_person p on p.id = l.person_id
    where g.id = any(wanted) and g.ended_by_id is null and g.paused_at is null
      and (g.purpose = 'proxy' or 'remind' = any(g.scope))
      and (g.ends_at is null or g.ends_at > statement_timestamp()) and p.state = 'active';
end $$;
"""

ONE_FIRST = """
create unique index proxy_one_first on members_grant (subject_id)
  where purpose = 'proxy' and ended_by_id is null and scope @> array['remind']::varchar[];
"""


class Migration(migrations.Migration):
    dependencies = [("members", "0025_proxies")]
    operations = [
        migrations.RunSQL(sql, migrations.RunSQL.noop)
        for sql in (WALLS, FORCE, AGE, HELPING, ONE_FIRST)
    ]
