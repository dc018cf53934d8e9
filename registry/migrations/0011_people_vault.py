"""Finding, putting together and taking apart records of one person, inside one registry."""

from django.db import migrations

WALLS = """
-- Registries in which the acting account reads and fills in every form no right of its own names:
-- who may judge whether two records are one person.
create function my_doubles() returns bigint[]
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if acting_role('curator') is not true then return '{}'; end if;
  return array(select r.registry_id from registry_right r
    where r.account_id = acting_account() and r.form_id is null and r.sees and r.enters);
end $$;

-- The records of these registries whose people have left.
create function left_doubles() returns bigint[]
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(array_agg(s.id), '{}') from registry_subject s
   where s.registry_id = any(my_doubles()) and s.takes_part = 'opted_out' $$;

-- Marks are read by the functions below and by nobody.
call protect('registry_alikemark',
  sees => 'false', adds => 'false', changes => 'false', removes => 'false');

-- Whoever left is in no pair: what was found of her name stays closed with the rest.
call protect('registry_alike',
  sees => $$registry_id = any((select my_doubles())::bigint[])
            and not first_id = any((select left_doubles())::bigint[])
            and not second_id = any((select left_doubles())::bigint[])$$,
  adds => 'false',
  changes => $$registry_id = any((select my_doubles())::bigint[])$$,
  removes => 'false');

call protect('registry_joined',
  sees => $$subject_id = any((select own_subjects('registry'))::uuid[])
            or registry_id = any((select my_doubles())::bigint[])$$,
  adds => 'false',
  changes => $$subject_id = any((select own_subjects('consent'))::uuid[])
               and (select acting_kind()) = 'account'$$,
  removes => 'false');
"""

MARKING = """
-- The marks of one record from one place (`origin`), and the pairs that follow from all its marks.
-- What somebody judged already stays judged. Nobody who left is compared. A pair with a record
-- somebody joined with, or that was put together once, is kept when it fits no more, as different
-- and judged by nobody: whoever tries names leaves a trace. Called by the two functions below.
create function mark_one(wanted bigint, place text, given jsonb) returns void
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare root bigint;
begin
  delete from registry_alikemark m where m.record_id = wanted and m.origin = place;
  insert into registry_alikemark (subject_id, registry_id, record_id, origin, kind, mark)
    select s.subject_id, s.registry_id, s.id, place, one ->> 0, one ->> 1
      from registry_subject s, jsonb_array_elements(given) one where s.id = wanted;
  select coalesce(s.same_as_id, s.id) into root from registry_subject s where s.id = wanted;
  update registry_alike p
     set state = 'different', judged_by = null, judged_at = statement_timestamp()
   where p.state = 'open' and root in (p.first_id, p.second_id)
     and (exists (select 1 from registry_joined j where j.pair_id = p.id)
       or exists (select 1 from registry_participation o
                   where o.record_id in (p.first_id, p.second_id)));
  delete from registry_alike p where p.state = 'open' and root in (p.first_id, p.second_id);
  insert into registry_alike
      (ref, registry_id, first_id, second_id, subject_id, other_id, why, strength, state)
    select gen_random_uuid(), a.registry_id, a.id, b.id, a.subject_id, b.subject_id, met.why,
           case when 'born' = any(met.why) and (met.why && array['name', 'sound']::text[]) then 3
                when met.why && array['born', 'swapped', 'near']::text[] then 2 else 1 end, 'open'
      from (
        select coalesce(s.same_as_id, s.id) as other, array_agg(distinct (case
                 when hers.kind = 'day' and mine.kind = 'day' then 'born'
                 when 'swapped' in (hers.kind, mine.kind) then 'swapped'
                 else mine.kind end)::text) as why
          from registry_alikemark mine
          join registry_alikemark hers
            on hers.registry_id = mine.registry_id and hers.mark = mine.mark
           and not (hers.kind = 'swapped' and mine.kind = 'swapped')
          join registry_subject s on s.id = hers.record_id and s.voided_at is null
         where mine.record_id in
               (select i.id from registry_subject i where i.id = root or i.same_as_id = root)
         group by 1) met
      join registry_subject a on a.id = least(root, met.other)
      join registry_subject b on b.id = greatest(root, met.other)
     where met.other <> root and 'opted_out' not in (a.takes_part, b.takes_part)
       and (met.why && array['born', 'swapped', 'near']::text[]
         or not (exists (select 1 from registry_alikemark d
                          where d.record_id = a.id and d.kind in ('day', 'near'))
             and exists (select 1 from registry_alikemark d
                          where d.record_id = b.id and d.kind in ('day', 'near'))))
    on conflict (first_id, second_id) do update
      set why = excluded.why, strength = excluded.strength,
          state = case registry_alike.state when 'later' then 'later' else 'open' end
      where registry_alike.state in ('open', 'later')
         or registry_alike.state = 'different' and registry_alike.judged_by is null;
end $$;
revoke execute on function mark_one(bigint, text, jsonb) from public, po_app, po_backup, po_erase;

-- [{"record", "origin", "marks": [[kind, mark]]}], by whoever may write about these records.
create function mark_records(rows jsonb) returns void
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  writes bigint[] := my_registries('writes');
  own uuid[] := own_subjects('registry');
  one jsonb;
begin
  for one in select * from jsonb_array_elements(rows) loop
    if exists (select 1 from registry_subject s where s.id = (one ->> 'record')::bigint
                and (s.registry_id = any(writes) or s.subject_id = any(own))) then
      perform mark_one((one ->> 'record')::bigint, one ->> 'origin', one -> 'marks');
    end if;
  end loop;
end $$;

-- {registry: [[kind, mark]]} of one person, for the records she joined with: by herself, by who
-- speaks for her by law, and by the office that has her before it. It tells nothing back.
create function mark_person(wanted bigint, rows jsonb) returns void
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare mine record;
begin
  if wanted = any(visible_persons()) is not true
     and not exists (select 1 from members_subjectlink l where l.person_id = wanted
                      and l.subject_id = any(own_subjects('registry'))) then
    return;
  end if;
  for mine in select p.record_id, p.registry_id from registry_participation p
                join members_subjectlink l on l.subject_id = p.subject_id
               where l.person_id = wanted and rows ? p.registry_id::text loop
    perform mark_one(mine.record_id, 'person', rows -> mine.registry_id::text);
  end loop;
end $$;
"""

TOGETHER = """
-- Puts two records together which one person said are one and another one confirms now. Entries
-- move to the record that stays; where it has one on the same occasion, both stand side by side.
create function put_together(wanted bigint) returns bigint
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  pair registry_alike;
  stays registry_subject;
  goes registry_subject;
  place record;
  free integer;
  before jsonb;
  made bigint;
begin
  select * into pair from registry_alike where id = wanted for update;
  if pair.id is null or pair.registry_id = any(my_doubles()) is not true
     or pair.state <> 'same' or pair.judged_by = acting_account() then
    return null;
  end if;
  perform 1 from registry_subject where id in (pair.first_id, pair.second_id) order by id for update;
  select * into stays from registry_subject where id = pair.first_id;
  select * into goes from registry_subject where id = pair.second_id;
  if exists (select 1 from registry_participation p where p.record_id = goes.id) then
    select * into stays from registry_subject where id = pair.second_id;
    select * into goes from registry_subject where id = pair.first_id;
  end if;
  if exists (select 1 from registry_participation p where p.record_id = goes.id)
     or 'opted_out' in (stays.takes_part, goes.takes_part)
     or (stays.vital = 'dead') <> (goes.vital = 'dead')
     or stays.same_as_id is not null or goes.same_as_id is not null
     or stays.voided_at is not null or goes.voided_at is not null then
    return null;
  end if;
  select coalesce(jsonb_agg(jsonb_build_array(e.id, e.instance) order by e.id), '[]') into before
    from registry_entry e where e.record_id = goes.id and e.voided_at is null;
  for place in select distinct e.event_id, e.repeats_event, e.instance,
                      case when e.repeats_event then null else e.form_id end as form_id
                 from registry_entry e where e.record_id = goes.id and e.voided_at is null
                order by 3, 1, 4 loop
    free := place.instance;
    if exists (select 1 from registry_entry e where e.record_id = stays.id and e.voided_at is null
                and e.event_id is not distinct from place.event_id
                and e.repeats_event = place.repeats_event and e.instance = place.instance
                and (place.form_id is null or e.form_id = place.form_id)) then
      select greatest(1, max(e.instance)) + 1 into free from registry_entry e
       where e.record_id in (stays.id, goes.id) and e.voided_at is null
         and e.event_id is not distinct from place.event_id
         and e.repeats_event = place.repeats_event
         and (place.form_id is null or e.form_id = place.form_id);
    end if;
    update registry_entry e
       set record_id = stays.id, subject_id = stays.subject_id, instance = free,
           row_version = e.row_version + 1
     where e.record_id = goes.id and e.voided_at is null
       and e.event_id is not distinct from place.event_id
       and e.repeats_event = place.repeats_event and e.instance = place.instance
       and (place.form_id is null or e.form_id = place.form_id);
  end loop;
  perform follow_entries(before);
  update registry_subject set same_as_id = stays.id
   where id = goes.id or same_as_id = goes.id;
  update registry_alike set state = 'joined' where id = pair.id;
  insert into registry_joined (ref, registry_id, pair_id, kept_id, gone_id, subject_id, other_id,
                               number, moved, said, judged_by, made_by)
    values (gen_random_uuid(), pair.registry_id, pair.id, stays.id, goes.id, stays.subject_id,
            goes.subject_id, goes.number, before, '', pair.judged_by, acting_account())
    returning id into made;
  return made;
end $$;

-- Questions about an answer, and what was found right in it, stand where the entry stands.
create function follow_entries(moved jsonb) returns void
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  update registry_query q set record_id = e.record_id, subject_id = e.subject_id
    from registry_entry e, jsonb_array_elements(moved) one
   where e.id = (one ->> 0)::bigint and q.entry_id = e.id;
  update registry_accepted q set record_id = e.record_id, subject_id = e.subject_id
    from registry_entry e, jsonb_array_elements(moved) one
   where e.id = (one ->> 0)::bigint and q.entry_id = e.id;
end $$;
revoke execute on function follow_entries(jsonb) from public, po_app, po_backup, po_erase;

-- Exactly back: every entry that came over stands where it stood; what was entered since stays.
-- By those who may judge, and by the person herself. What was put together later comes apart first.
create function take_apart(wanted bigint) returns boolean
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare done registry_joined;
begin
  select * into done from registry_joined where id = wanted for update;
  if done.id is null or done.ended_at is not null
     or exists (select 1 from registry_joined j where j.gone_id = done.kept_id and j.ended_at is null)
     or (done.registry_id = any(my_doubles())
           and not exists (select 1 from registry_subject s
                            where s.id = done.kept_id and s.takes_part = 'opted_out')
         or (done.subject_id = any(own_subjects('consent')) and acting_kind() = 'account')) is not true
  then
    return false;
  end if;
  update registry_entry e
     set record_id = done.gone_id, subject_id = done.other_id, instance = (one ->> 1)::integer,
         row_version = e.row_version + 1
    from jsonb_array_elements(done.moved) one
   where e.id = (one ->> 0)::bigint and e.record_id = done.kept_id;
  perform follow_entries(done.moved);
  update registry_subject set same_as_id = null where id = done.gone_id;
  update registry_subject s set same_as_id = done.gone_id
    from registry_joined j
   where j.kept_id = done.gone_id and j.ended_at is null and s.id = j.gone_id;
  update registry_alike set state = 'different', judged_by = acting_account(),
         judged_at = statement_timestamp() where id = done.pair_id;
  update registry_joined set ended_at = statement_timestamp(), ended_by = acting_account()
   where id = done.id;
  return true;
end $$;
"""

BY_LAW = """
-- The child somebody acts for by law in this request, while it has no account of its own.
create function by_law_subjects() returns uuid[]
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  return array(select h.subject_id from helped() h join members_person p on p.id = h.person_id
    where h.purpose = 'proxy' and 'answer' = any(h.scope) and p.account_id is null);
end $$;

-- Whose decision about registries may be carried out in this transaction by somebody else: the
-- child's, by law, or the one person's whose signed paper two people looked at.
create function deciding_subjects() returns uuid[]
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if acting_purpose() = 'paper' then
    return array_remove(array[nullif(current_setting('po.subject', true), '')::uuid], null);
  end if;
  return by_law_subjects();
end $$;

-- As before; and what registries ask, a legal proxy decides for the child, and paper says.
alter policy app_select on members_decision using (
  (subject_id = any((select own_subjects('consent'))::uuid[])
    and (select acting_kind()) is distinct from 'bearer')
  or (purpose like 'registry:%' and subject_id = any((select deciding_subjects())::uuid[])));
alter policy app_insert on members_decision with check (
  (subject_id = any((select own_subjects('consent'))::uuid[])
    and (select acting_kind()) = 'account')
  or (purpose like 'registry:%' and subject_id = any((select deciding_subjects())::uuid[])));
alter policy app_select on members_grant using (
  (subject_id = any((select own_subjects('consent'))::uuid[])
    and ((select acting_kind()) is distinct from 'bearer'
      or decision_id = (select ticket_decision())))
  or id = any((select my_grants())::bigint[])
  or (purpose like 'registry:%' and subject_id = any((select deciding_subjects())::uuid[])));
alter policy app_insert on members_grant with check (
  (subject_id = any((select own_subjects('consent'))::uuid[])
    and ((select acting_kind()) = 'account' or decision_id = (select ticket_decision())))
  or (purpose like 'registry:%' and grantee_kind = 'nobody'
    and subject_id = any((select deciding_subjects())::uuid[])));
alter policy app_update on members_grant
  using ((subject_id = any((select own_subjects('consent'))::uuid[])
      and (select acting_kind()) = 'account')
    or (purpose like 'registry:%' and subject_id = any((select deciding_subjects())::uuid[])))
  with check ((subject_id = any((select own_subjects('consent'))::uuid[])
      and (select acting_kind()) = 'account')
    or (purpose like 'registry:%' and grantee_kind = 'nobody'
      and subject_id = any((select deciding_subjects())::uuid[])));
alter policy app_insert on members_grantevent with check (
  subject_id = any((select own_subjects('consent'))::uuid[])
  or (purpose like 'registry:%' and subject_id = any((select deciding_subjects())::uuid[])));

alter policy app_insert on registry_participation with check (
  (subject_id = any((select own_subjects('consent'))::uuid[])
    and (select acting_kind()) = 'account' and not by_law)
  or (subject_id = any((select deciding_subjects())::uuid[])
    and by_law = ((select acting_kind()) = 'account')));
alter policy app_update on registry_participation
  using ((subject_id = any((select own_subjects('consent'))::uuid[])
      and (select acting_kind()) = 'account')
    or subject_id = any((select deciding_subjects())::uuid[]))
  with check ((subject_id = any((select own_subjects('consent'))::uuid[])
      and (select acting_kind()) = 'account')
    or subject_id = any((select deciding_subjects())::uuid[]));
alter policy app_insert on registry_subject with check (
  registry_id = any((select my_registries('enters'))::bigint[])
  or (subject_id = any((select own_subjects('consent'))::uuid[])
      and (select acting_kind()) = 'account')
  or subject_id = any((select deciding_subjects())::uuid[]));
alter policy app_update on registry_subject
  using (registry_id = any((select my_registries('enters'))::bigint[])
    or (subject_id = any((select own_subjects('consent'))::uuid[])
        and (select acting_kind()) = 'account')
    or subject_id = any((select deciding_subjects())::uuid[]))
  with check (registry_id = any((select my_registries('enters'))::bigint[])
    or (subject_id = any((select own_subjects('consent'))::uuid[])
        and (select acting_kind()) = 'account')
    or subject_id = any((select deciding_subjects())::uuid[]));

alter policy app_select on registry_participation using (
  subject_id = any((select own_subjects('registry'))::uuid[])
  or registry_id = any((select my_registries('sees'))::bigint[])
  or subject_id = any((select deciding_subjects())::uuid[]));
alter policy app_select on registry_subject using (
  subject_id = any((select visible_subjects('registry'))::uuid[])
  or registry_id = any((select my_registries('sees'))::bigint[])
  or subject_id = any((select deciding_subjects())::uuid[]));

-- A form of consent on paper: its person sees it, the desk keys it in and looks a second time.
call protect('registry_paperconsent',
  sees => $$subject_id = any((select own_subjects('registry'))::uuid[])
            or subject_id = any((select deciding_subjects())::uuid[])
            or (state in ('printed', 'keyed')
                and ((select acting_role('desk')) or (select acting_role('administrator')))
                and not subject_id = any((select own_subjects('registry'))::uuid[]))$$,
  adds => $$(select acting_purpose()) = 'paper'
            and subject_id = any((select deciding_subjects())::uuid[]) and state = 'printed'$$,
  changes => $$subject_id = any((select deciding_subjects())::uuid[])
            or (state in ('printed', 'keyed')
                and ((select acting_role('desk')) or (select acting_role('administrator')))
                and not subject_id = any((select own_subjects('registry'))::uuid[]))$$,
  removes => 'false');

-- Whether the one person whose paper is in hand is a child somebody spoke for by law.
create function child_on_paper() returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(acting_purpose() = 'paper', false) and exists (
    select 1 from members_comingofage c join members_subjectlink l on l.person_id = c.person_id
     where l.subject_id = any(deciding_subjects()) and c.reached_at is null) $$;

-- Of these records, those about somebody who came of age and has not decided: about the membership,
-- or, where a proxy had signed, about this registry. Nothing is entered or used meanwhile.
create function frozen_records(wanted bigint[]) returns setof bigint
language sql stable security definer set search_path = public, pg_temp as $$
  select s.id from registry_subject s
    join members_subjectlink l on l.subject_id = s.subject_id
    join members_comingofage c on c.person_id = l.person_id
   where s.id = any(wanted) and c.reached_at is not null
     and (c.decided_at is null or exists (select 1 from registry_participation p
           where p.record_id = s.id and p.by_law)) $$;

create or replace function undecided_subjects() returns uuid[]
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(array_agg(l.subject_id), '{}')
    from members_comingofage c join members_subjectlink l on l.person_id = c.person_id
   where c.reached_at is not null
     and (c.decided_at is null or exists (select 1 from registry_participation p
           where p.subject_id = l.subject_id and p.by_law
             and p.registry_id = nullif(current_setting('po.registry', true), '')::bigint)) $$;

create or replace function registry_consenting(wanted bigint, code text)
returns table (subject_id uuid, scope text[], since timestamptz)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if may_ask_consents(wanted) is not true then return; end if;
  return query
    select g.subject_id, g.scope::text[], g.starts_at
      from members_grant g
      join registry_participation p on p.subject_id = g.subject_id and p.registry_id = wanted
     where g.purpose = 'registry:' || wanted || ':' || code
       and g.grantee_kind = 'nobody' and g.ended_by_id is null and g.paused_at is null
       and g.starts_at <= statement_timestamp()
       and (g.ends_at is null or g.ends_at > statement_timestamp())
       and p.state = 'active' and (p.paused_at is null or not 'contact' = any(g.scope))
       and not exists (select 1 from frozen_records(array[p.record_id]))
     order by g.subject_id;
end $$;
"""

RESEARCH = """
-- Entries that came over from another record, until the person herself says that they may be used
-- like her own answers: the narrower consent counts, and nobody asked for the other one.
create function held_entries() returns bigint[]
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(array_agg((one ->> 0)::bigint), '{}')
    from registry_joined j, jsonb_array_elements(j.moved) one
   where j.ended_at is null and j.said <> 'use'
     and exists (select 1 from registry_participation p where p.record_id = j.kept_id) $$;
grant execute on function held_entries() to po_research;
grant select (id) on registry_entry to po_research;

alter policy research_select on registry_entry using (
  registry_id = (select research_registry()) and voided_at is null
  and not subject_id = any((select undecided_subjects())::uuid[])
  and not id = any((select held_entries())::bigint[])
  and exists (select 1 from members_grant g
    where g.subject_id = registry_entry.subject_id
      and (g.scope @> array['past', 'future']::varchar[]
        or g.scope @> array['past']::varchar[] and registry_entry.changed_at <= g.starts_at
        or g.scope @> array['future']::varchar[] and registry_entry.first_at > g.starts_at)));
"""


COUNTED = """
-- Answers that are counted often, in columns of their own: text for codes, double for numbers, both
-- with comparisons that may use an index under row security. "counted" says which question is where.
create function fill_counted() returns trigger language plpgsql as $$
declare places jsonb;
begin
  select f.counted into places from registry_form f where f.id = new.form_id;
  if places = '{}' then
    if tg_op = 'INSERT' then return new; end if;
    if coalesce(old.t1, old.t2, old.t3, old.t4) is null
       and coalesce(old.n1, old.n2, old.n3, old.n4) is null then
      return new;
    end if;
  end if;
  new.t1 := new.answers ->> (places ->> 't1');
  new.t2 := new.answers ->> (places ->> 't2');
  new.t3 := new.answers ->> (places ->> 't3');
  new.t4 := new.answers ->> (places ->> 't4');
  new.n1 := counted_number(new.answers -> (places ->> 'n1'));
  new.n2 := counted_number(new.answers -> (places ->> 'n2'));
  new.n3 := counted_number(new.answers -> (places ->> 'n3'));
  new.n4 := counted_number(new.answers -> (places ->> 'n4'));
  return new;
end $$;
create function counted_number(answer jsonb) returns float8 language sql immutable as
$$ select case when jsonb_typeof(answer) = 'number' then answer::float8 end $$;
create trigger fill_counted before insert or update on registry_entry
  for each row execute function fill_counted();

-- Which questions of a form these are, by whoever looks after its registry; entries follow at once,
-- also those that are closed to her, and nothing of their history changes by it.
create function count_often(wanted bigint, places jsonb) returns void
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  if not exists (select 1 from registry_form f
       join registry_dataset d on d.id = f.dataset_id
       join registry_right r on r.registry_id = d.registry_id
      where f.id = wanted and r.account_id = acting_account() and r.manages)
     or acting_role('curator') is not true then
    raise exception 'only who looks after the registry' using errcode = 'insufficient_privilege';
  end if;
  update registry_form set counted = places where id = wanted;
  update registry_entry set answers = answers where form_id = wanted;
end $$;

grant select (t1, t2, t3, t4, n1, n2, n3, n4) on registry_entry to po_research;
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0010_people"), ("members", "0031_intended_purpose")]
    operations = [
        migrations.RunSQL(sql, migrations.RunSQL.noop)
        for sql in (WALLS, MARKING, TOGETHER, BY_LAW, RESEARCH, COUNTED)
    ]
