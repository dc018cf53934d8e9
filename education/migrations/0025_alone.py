"""A guide who alone moderates is called for words of danger, also beside what was told about her.

Whoever moderates may ask whom nobody calls for a case, but for herself.
"""

from django.db import migrations

SQL = """
-- Whether somebody but this account, and but the person who told, moderates now.
create function others_moderate(wanted bigint, teller bigint) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select exists (select 1 from members_roleholding h
    where h.role = 'moderator' and h.account_id <> wanted
      and not exists (select 1 from members_person p
                       where p.id = teller and p.account_id = h.account_id)
      and h.starts_at <= statement_timestamp()
      and (h.ends_at is null or h.ends_at > statement_timestamp())) $$;

-- As before; and where nobody else moderates, words of danger go before this secret.
create or replace function told_of_my_words() returns setof uuid
language sql stable security definer set search_path = public, pg_temp as $$
  select unnest(array[m.ref] || case when others_moderate(m.by_account, r.person_id)
                                     then array[r.ref] else '{}'::uuid[] end)
    from moderation_report r
    join moderation_case c on c.id = r.case_id and c.kind = 'guide-message'
    join education_guidemessage m on m.ref = c.thing and m.by_guide
   where m.by_account = acting_account()
$$;

-- The vault keeps the same from her as the pages.
create or replace function kept_from_me() returns uuid[]
language sql stable security definer set search_path = public, pg_temp as
$$ select coalesce(array_agg(told), '{}') from told_of_my_words() told $$;

create or replace function guides_told_of(wanted bigint) returns table (person_id bigint)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if not calls_for_help() and acting_role('moderator') is not true then
    raise exception 'nobody asks for this' using errcode = 'insufficient_privilege';
  end if;
  return query
    select p.id from moderation_case c
      join moderation_report r on r.case_id = c.id or (c.kind = 'told' and r.ref = c.thing)
      join moderation_case o on o.id = r.case_id and o.kind = 'guide-message'
      join education_guidemessage m on m.ref = o.thing and m.by_guide
      join members_person p on p.account_id = m.by_account
     where c.id = wanted and (c.kind <> 'told' or others_moderate(m.by_account, r.person_id))
       and (calls_for_help() or m.by_account is distinct from acting_account());
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("education", "0024_programmes_corrected"),
        ("moderation", "0016_kept_from_me"),
    ]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
