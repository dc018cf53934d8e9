"""Nobody who said that she is not yet 18 is or has a buddy, and nobody who has not been asked yet."""

from django.db import migrations

SQL = """
-- The person behind a subject, if she may be or have a buddy now: an active member with an account
-- of her own, not kept from writing, and neither checked by the office to be under age nor by her own
-- words. Who only works here writes to no member. Who was never asked says it before she acts, below.
create or replace function buddy_person(hers uuid) returns bigint
language sql stable security definer set search_path = public, pg_temp as $$
  select p.id from members_subjectlink l
    join members_person p on p.id = l.person_id and p.state = 'active' and p.account_id is not null
   where l.subject_id = hers
     and exists (select 1 from members_roleholding r
                  where r.account_id = p.account_id and r.role = 'member'
                    and r.starts_at <= statement_timestamp()
                    and (r.ends_at is null or r.ends_at > statement_timestamp()))
     and coalesce(age_side(p.id), '') not in ('young', 'both')
     and not exists (select 1 from moderation_silence s
                      where s.person_id = p.id and s.lifted_at is null
                        and (s.until_at is null or s.until_at > statement_timestamp()))
$$;

-- Herself, with her own account and for nobody else, known to be of age; null for everybody who may
-- not. She looks for somebody, asks and says yes by this alone.
create or replace function my_buddy_subject() returns uuid
language sql stable security definer set search_path = public, pg_temp as $$
  select h.hers from unnest(own_subjects('programme')) as h(hers)
   where acting_kind() = 'account' and acting_help() is null
     and age_side(buddy_person(h.hers)) = 'adult'
   limit 1
$$;

-- Pairs and asks of two who cannot write to each other any more, by what one of them said of her age:
-- they end, so that neither waits and neither has her place taken. Nobody is told why.
create function end_buddies_apart() returns int
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare done int;
begin
  if acting_purpose() is distinct from 'remind' then return 0; end if;
  update education_buddypair b set ended_at = statement_timestamp()
    from members_subjectlink s, members_subjectlink o
   where b.ended_at is null and s.subject_id = b.subject_id and o.subject_id = b.buddy_subject
     and (coalesce(age_side(s.person_id), '') in ('young', 'both')
       or coalesce(age_side(o.person_id), '') in ('young', 'both'))
     and (age_side(s.person_id) is distinct from age_side(o.person_id)
       or age_side(s.person_id) = 'both');
  get diagnostics done = row_count;
  return done;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("education", "0032_numbers_kept"), ("members", "0045_age_said")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
