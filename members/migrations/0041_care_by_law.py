"""A legal proxy shares a child's answers with a clinician and ends it; of age, all of that is over.

Codes of hers end with her proxy, and when the child gets an account of its own.
"""

from django.db import migrations

WALLS = """
-- As before; and the care of a child without an account, whoever decides for it by law.
alter policy app_select on members_decision using (
  (subject_id = any((select own_subjects('consent'))::uuid[])
    and (select acting_kind()) is distinct from 'bearer')
  or (purpose like 'registry:%' and subject_id = any((select deciding_subjects())::uuid[]))
  or (purpose = 'care' and subject_id = any((select by_law_subjects())::uuid[])));
alter policy app_insert on members_decision with check (
  (subject_id = any((select own_subjects('consent'))::uuid[])
    and (select acting_kind()) = 'account')
  or (purpose like 'registry:%' and subject_id = any((select deciding_subjects())::uuid[]))
  or (purpose = 'care' and hat = 'proxy' and account_id = (select acting_account())
    and subject_id = any((select by_law_subjects())::uuid[])));
alter policy app_select on members_grant using (
  (subject_id = any((select own_subjects('consent'))::uuid[])
    and ((select acting_kind()) is distinct from 'bearer'
      or decision_id = (select ticket_decision())))
  or id = any((select my_grants())::bigint[])
  or (purpose like 'registry:%' and subject_id = any((select deciding_subjects())::uuid[]))
  or (purpose = 'care' and subject_id = any((select by_law_subjects())::uuid[])));
alter policy app_update on members_grant
  using ((subject_id = any((select own_subjects('consent'))::uuid[])
      and (select acting_kind()) = 'account')
    or (purpose like 'registry:%' and subject_id = any((select deciding_subjects())::uuid[]))
    or (purpose = 'care' and subject_id = any((select by_law_subjects())::uuid[])))
  with check ((subject_id = any((select own_subjects('consent'))::uuid[])
      and (select acting_kind()) = 'account')
    or (purpose like 'registry:%' and grantee_kind = 'nobody'
      and subject_id = any((select deciding_subjects())::uuid[]))
    or (purpose = 'care' and ended_by_id is not null
      and subject_id = any((select by_law_subjects())::uuid[])));
alter policy app_insert on members_grantevent with check (
  subject_id = any((select own_subjects('consent'))::uuid[])
  or (purpose like 'registry:%' and subject_id = any((select deciding_subjects())::uuid[]))
  or (purpose = 'care' and subject_id = any((select by_law_subjects())::uuid[])));

-- Codes for clinicians and for a visit of that child; each says who made it by law.
alter policy app_select on members_ticket using (
  (subject_id = any((select own_subjects('ticket'))::uuid[])
    and ((select acting_kind()) is distinct from 'bearer' or id = (select acting_ticket())))
  or (about in ('care', 'visit') and subject_id = any((select by_law_subjects())::uuid[])));
alter policy app_insert on members_ticket with check (
  (subject_id = any((select own_subjects('ticket'))::uuid[])
    and (select acting_kind()) is distinct from 'bearer')
  or (about in ('care', 'visit') and detail->>'by_law' = (select acting_account())::text
    and subject_id = any((select by_law_subjects())::uuid[])));
alter policy app_update on members_ticket
  using ((subject_id = any((select own_subjects('ticket'))::uuid[])
      and ((select acting_kind()) is distinct from 'bearer' or id = (select acting_ticket())))
    or (about in ('care', 'visit') and subject_id = any((select by_law_subjects())::uuid[])))
  with check ((subject_id = any((select own_subjects('ticket'))::uuid[])
      and ((select acting_kind()) is distinct from 'bearer' or id = (select acting_ticket())))
    or (about in ('care', 'visit') and subject_id = any((select by_law_subjects())::uuid[])));
"""

CODES = """
-- False for a code somebody made by law who acts for the child no more, or not at the moment, and
-- for one of a child that has an account by now. Everything else stands.
create function ticket_stands() returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select not exists (
    select 1 from members_ticket t where t.id = acting_ticket() and t.detail ? 'by_law'
       and not exists (
         select 1 from living_proxies(t.subject_id) g
           join members_subjectlink l on l.subject_id = g.subject_id
           join members_person p on p.id = l.person_id
          where g.grantee_id = (t.detail->>'by_law')::bigint and p.account_id is null)) $$;

-- As before; and a code that does not stand makes no grant.
create or replace function ticket_decision() returns bigint
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  return (select nullif(t.object_ref, '')::bigint from members_ticket t
    where t.id = acting_ticket() and t.about in ('care', 'help') and ticket_stands()
      and t.used_at is null and t.withdrawn_at is null and t.expires_at > statement_timestamp());
end $$;

-- As before; and the codes its proxy made for the child are taken back.
create or replace function proxy_has_ended() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update members_proxy set state = 'ended', ended_at = statement_timestamp()
   where grant_id = new.id and state = 'checked';
  update members_ticket set withdrawn_at = statement_timestamp()
   where subject_id = new.subject_id and about in ('care', 'visit')
     and detail->>'by_law' = new.grantee_id::text
     and used_at is null and withdrawn_at is null;
  return null;
end $$;

-- From an account of its own on the child decides alone: what was made by law opens nothing more.
create function account_was_given() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update members_ticket t set withdrawn_at = statement_timestamp()
    from members_subjectlink l
   where l.person_id = new.id and t.subject_id = l.subject_id and t.about in ('care', 'visit')
     and t.detail ? 'by_law' and t.used_at is null and t.withdrawn_at is null;
  return null;
end $$;
create trigger account_was_given after update of account_id on members_person for each row
  when (old.account_id is null and new.account_id is not null)
  execute function account_was_given();
"""

CLINICIANS = """
-- As before; and nobody reads as a clinician of whom she acts for by law, whoever shared it and
-- with which clinic: a young person keeps things from her parents.
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
               where m.account_id = acting_account() and m.left_at is null)))
      and not exists (select 1 from members_grant mine
        where mine.purpose = 'proxy' and mine.subject_id = g.subject_id
          and mine.grantee_kind = 'account' and mine.grantee_id = acting_account()
          and mine.ended_by_id is null
          and (mine.ends_at is null or mine.ends_at > statement_timestamp()))), '{}');
end $$;
"""

AGE = """
-- The day the child is of age for whom the acting code was made by law; nothing for other codes.
create function ticket_of_age() returns date
language sql stable security definer set search_path = public, pg_temp as $$
  select c."on" from members_ticket t
    join members_subjectlink l on l.subject_id = t.subject_id
    join members_comingofage c on c.person_id = l.person_id
   where t.id = acting_ticket() and t.detail ? 'by_law' $$;

-- What was shared by law with clinicians ends with one sentence each, and codes of it open nothing.
create function close_care_by_law(whose uuid, words text, lang text) returns void
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  living record;
  ending bigint;
begin
  for living in
    select g.id from members_grant g join members_decision d on d.id = g.decision_id
     where g.subject_id = whose and g.purpose = 'care' and g.ended_by_id is null
       and d.hat = 'proxy' order by g.id
  loop
    insert into members_decision (subject_id, purpose, answer, rendered, rendered_sha256, language,
                                  way, consequence, account_id, hat)
      values (whose, 'care', 'ended', words, encode(sha256(convert_to(words, 'utf8')), 'hex'),
              lang, 'screen', '', null, '')
      returning id into ending;
    update members_grant set ended_by_id = ending where id = living.id;
  end loop;
  update members_ticket set withdrawn_at = statement_timestamp()
   where subject_id = whose and about in ('care', 'visit') and detail ? 'by_law'
     and used_at is null and withdrawn_at is null;
end $$;
revoke execute on function close_care_by_law(uuid, text, text) from public;

-- As before; and what was shared for her by law ends.
create or replace function come_of_age(wanted bigint, words text, lang text) returns boolean
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  found members_comingofage;
  living record;
  whose uuid;
begin
  if acting_purpose() is distinct from 'age'
     or wanted is distinct from nullif(current_setting('po.person', true), '')::bigint then
    return false;
  end if;
  select l.subject_id into whose from members_subjectlink l where l.person_id = wanted for update;
  select * into found from members_comingofage c where c.person_id = wanted for update;
  if found.id is null or found.reached_at is not null
     -- nowhere on earth it is that day already
     or found."on" > (statement_timestamp() at time zone 'UTC' + interval '14 hours')::date
     or not exists (select 1 from members_person p
                     where p.id = wanted and p.state in ('active', 'paused')) then
    return false;
  end if;
  for living in
    select g.id from members_grant g where g.subject_id = whose
       and g.purpose = 'proxy' and g.ended_by_id is null order by g.id
  loop
    perform close_proxy(living.id, words, lang, 'screen');
  end loop;
  perform close_care_by_law(whose, words, lang);
  update members_proxy set state = 'withdrawn', said = '', paper = ''
   where child_id = wanted and state = 'waiting';
  update members_comingofage set reached_at = statement_timestamp() where id = found.id;
  update members_person set state = 'undecided', state_since = statement_timestamp()
   where id = wanted;
  return true;
end $$;
"""


class Migration(migrations.Migration):
    # Its walls are those registries left: they stand after them, not before.
    dependencies = [
        ("members", "0040_moderators_of_boards"),
        ("registry", "0011_people_vault"),
    ]
    operations = [
        migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in (WALLS, CODES, CLINICIANS, AGE)
    ]
