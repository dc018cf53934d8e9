"""Who looks for a buddy or says yes is known to be of age; whoever is not is in no pair any more."""

from django.db import migrations

SQL = """
-- Herself, with her own account and for nobody else; null for everybody who may not. As before; and
-- known to be of age: who never said it says it before she looks for somebody, asks or says yes.
create or replace function my_buddy_subject() returns uuid
language sql stable security definer set search_path = public, pg_temp as $$
  select h.hers from unnest(own_subjects('programme')) as h(hers)
   where acting_kind() = 'account' and acting_help() is null
     and buddy_person(h.hers) is not null  -- the side of nobody is that of the house
     and age_side(buddy_person(h.hers)) = 'adult'
   limit 1
$$;

-- As before; and a yes goes to whoever is known to be of age, too: an ask may be older than the first
-- question for it.
create or replace function answer_buddy(wanted uuid, says_yes boolean) returns setof bigint
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare hers uuid[] := own_subjects('programme');
begin
  if acting_kind() is distinct from 'account' or acting_help() is not null
     or (says_yes and my_buddy_subject() is null) then
    return;
  end if;
  return query
    with answered as (
      update education_buddypair b
         set agreed_at = case when says_yes then statement_timestamp() end,
             ended_at = case when says_yes then null else statement_timestamp() end,
             declined = not says_yes
       where b.ref = wanted and b.buddy_subject = any(hers) and b.agreed_at is null
         and b.ended_at is null and b.asked_at > statement_timestamp() - interval '14 days'
         and (not says_yes or (buddy_person(b.subject_id) is not null
                               and age_side(buddy_person(b.subject_id)) = 'adult'))
      returning b.subject_id)
    select buddy_person(a.subject_id) from answered a where buddy_person(a.subject_id) is not null;
end $$;

-- Pairs and asks of whoever is under age, as the office wrote down or as she says by now: they end, so
-- that nobody waits and nobody's place is taken by them. Nobody is told why.
create function end_buddies_apart() returns int
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare done int;
begin
  if acting_purpose() is distinct from 'remind' then return 0; end if;
  update education_buddypair b set ended_at = statement_timestamp()
    from members_subjectlink s, members_subjectlink o
   where b.ended_at is null and s.subject_id = b.subject_id and o.subject_id = b.buddy_subject
     and (coalesce(age_side(s.person_id), '') in ('young', 'both')
       or coalesce(age_side(o.person_id), '') in ('young', 'both'));
  get diagnostics done = row_count;
  return done;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("education", "0032_numbers_kept"), ("members", "0045_age_said")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
