"""Records put together: alone with what is written meanwhile, and apart with all of their history."""

from django.db import migrations, models

APART = """
-- What these entries said while they stood in the record "kept" belongs to the other person: her
-- history, her file and her erasure.
create function follow_history(moved jsonb, kept bigint, gone bigint, whose uuid) returns void
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  update registry_entryevent v set record_id = gone, subject_id = whose
    from jsonb_array_elements(moved) one
   where v.pgh_obj_id = (one ->> 0)::bigint and v.record_id = kept;
end $$;
revoke execute on function follow_history(jsonb, bigint, bigint, uuid)
  from public, po_app, po_backup, po_erase;

-- As before; and alone: whoever brings a file or begins an entry waits, and this waits for them. The
-- registry comes before the pair, as it does where files are brought.
create or replace function put_together(wanted bigint) returns bigint
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
  perform 1 from registry_registry r
   where r.id = (select p.registry_id from registry_alike p where p.id = wanted) for no key update;
  select * into pair from registry_alike where id = wanted for update;
  if pair.id is null or pair.registry_id = any(my_doubles()) is not true
     or pair.state <> 'same' or pair.judged_by = acting_account() then
    return null;
  end if;
  perform 1 from registry_subject where id in (pair.first_id, pair.second_id) order by id
    for no key update;
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


-- As before, alone too, and what was written meanwhile goes along.
-- Exactly back: every entry that came over stands where it stood; what was entered since stays.
-- By those who may judge, and by the person herself. What was put together later comes apart first.
create or replace function take_apart(wanted bigint) returns boolean
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare done registry_joined;
begin
  perform 1 from registry_registry r
   where r.id = (select j.registry_id from registry_joined j where j.id = wanted)
     for no key update;
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
  perform follow_history(done.moved, done.kept_id, done.gone_id, done.other_id);
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

HISTORY = """
-- What came apart before: the last that was put together came apart first.
do $$
declare done registry_joined;
begin
  for done in select * from registry_joined j where j.ended_at is not null order by j.ended_at, j.id desc
  loop
    update registry_entryevent v set record_id = done.gone_id, subject_id = done.other_id
      from jsonb_array_elements(done.moved) one
     where v.pgh_obj_id = (one ->> 0)::bigint and v.record_id = done.kept_id
       and v.pgh_created_at <= done.ended_at;
  end loop;
end $$;
"""

ALONE = """
-- Whether a record stands for itself, and stays so until this transaction ends: put together and
-- taken apart is meanwhile nothing in its registry. For whoever may write about it.
create function hold_record(wanted bigint) returns boolean
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  perform 1 from registry_registry r join registry_subject s on s.registry_id = r.id
   where s.id = wanted and (r.id = any(my_registries('writes'))
                            or s.subject_id = any(own_subjects('registry'))) for share of r;
  return found and exists (select 1 from registry_subject s
    where s.id = wanted and s.same_as_id is null and s.voided_at is null);
end $$;
"""

MARKS = """
-- [{"record", "entry", "origin", "marks": [[kind, mark]]}], by whoever may write about these records.
-- The marks stay with the record an entry came from: taken apart, each has its own again.
create or replace function mark_records(rows jsonb) returns void
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  writes bigint[] := my_registries('writes');
  own uuid[] := own_subjects('registry');
  one jsonb;
  home bigint;
  earlier bigint;
begin
  for one in select * from jsonb_array_elements(rows) loop
    home := (one ->> 'record')::bigint;
    if exists (select 1 from registry_subject s where s.id = home
                and (s.registry_id = any(writes) or s.subject_id = any(own))) then
      loop
        select j.gone_id into earlier from registry_joined j
         where j.kept_id = home and j.ended_at is null
           and exists (select 1 from jsonb_array_elements(j.moved) m
                        where (m ->> 0)::bigint = (one ->> 'entry')::bigint);
        exit when not found;
        home := earlier;
      end loop;
      perform mark_one(home, one ->> 'origin', one -> 'marks');
    end if;
  end loop;
end $$;

-- Nobody asks any more what these marks were made of: they go, and pairs nobody has judged that met
-- by them alone. One that was put together once stays, as different and judged by nobody.
create function drop_marks(wanted bigint, place text) returns void
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare lone bigint[];
begin
  if acting_role('curator') is not true
     or not exists (select 1 from registry_right r where r.registry_id = wanted
                     and r.account_id = acting_account() and r.manages) then
    raise exception 'only who looks after the registry' using errcode = 'insufficient_privilege';
  end if;
  delete from registry_alikemark m where m.registry_id = wanted and m.origin = place;
  lone := array(select p.id from registry_alike p
    where p.registry_id = wanted and p.state = 'open' and p.judged_by is null
      and not exists (
        select 1 from registry_alikemark mine
          join registry_alikemark hers
            on hers.registry_id = mine.registry_id and hers.mark = mine.mark
           and not (hers.kind = 'swapped' and mine.kind = 'swapped')
         where mine.record_id in (select a.id from registry_subject a
                                   where a.id = p.first_id or a.same_as_id = p.first_id)
           and hers.record_id in (select b.id from registry_subject b
                                   where b.id = p.second_id or b.same_as_id = p.second_id)));
  update registry_alike p set state = 'different', judged_at = statement_timestamp()
   where p.id = any(lone) and exists (select 1 from registry_joined j where j.pair_id = p.id);
  delete from registry_alike p
   where p.id = any(lone) and not exists (select 1 from registry_joined j where j.pair_id = p.id);
end $$;
"""

SINCE = """
-- Of these people those whose entries of another record were used at this moment, as they had said,
-- and are not hers to be used any more: she said so since, or the records came apart. For the
-- research role and the registry it speaks for.
create function found_since(subjects uuid[], moment timestamptz) returns setof uuid
language sql stable security definer set search_path = public, pg_temp as $$
  select j.subject_id from registry_joined j
   where j.subject_id = any(subjects) and j.registry_id = research_registry()
     and j.made_at <= moment
     and (j.ended_at > moment or j.said <> 'use' and j.said_at > moment)
     and exists (select 1 from members_decision d
       where d.subject_id = j.subject_id and d.answer = 'yes' and d.at <= moment
         and d.purpose = 'registry:' || j.registry_id || ':from_elsewhere') $$;
revoke execute on function found_since(uuid[], timestamptz) from public, po_app, po_backup, po_erase;
grant execute on function found_since(uuid[], timestamptz) to po_research;
"""

OUT_AGAIN = """
-- Sealed copies that were fetched before this was written down: out until they are certified again.
update registry_archive a set fetched_at = (select max(f.at) from registry_fetched f
   where f.release_id = a.release_id and f.at > r.certified_at)
  from registry_release r where r.id = a.release_id and a.file_ref is not null;
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0016_figures")]
    operations = [
        migrations.AddField("archive", "fetched_at", models.DateTimeField(null=True)),
        *(
            migrations.RunSQL(sql, migrations.RunSQL.noop)
            for sql in (APART, HISTORY, ALONE, MARKS, SINCE, OUT_AGAIN)
        ),
    ]
