"""Who looks for a buddy or says yes is known to be of age; whoever is not is in no pair any more."""

from django.db import migrations

SQL = """
-- Herself, with her own account and for nobody else; null for everybody who may not. As before; and
-- known to be of age: who never said it says it before she looks for somebody, asks or says yes.
create or replace function my_buddy_subject() returns uuid
language sql stable security definer set search_path = public, pg_temp as $$
  select h.hers from unnest(own_subjects('programme')) as h(hers)
   where acting_kind() = 'account' and acting_help() is null
     and age_side(buddy_person(h.hers)) = 'adult'
   limit 1
$$;

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
