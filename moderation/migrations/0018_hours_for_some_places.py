"""Who moderates some places only has hours for these and a number to be called at, and is called first.

Cases for which people are being called go on where they were: there is one step more before the others.
"""

from django.db import migrations

SQL = """
update moderation_case set called = called + 1 where called > 0;

alter policy app_insert on moderation_callnumber with check (
  ((select looks_after_cases()) or (select acting_role('board_moderator')))
  and person_id = any((select own_people('call number'))::bigint[]));

-- As before, of the whole team alone: hours for some places fill no gap of it.
create or replace function kinds_nobody_takes(since timestamptz, upto timestamptz)
returns table (kind text)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if not (acting_role('administrator') or (acting_role('moderator') and exists (
       select from moderation_safetycontact s join members_person p on p.id = s.person_id
        where p.account_id = acting_account() and s.step in ('lead', 'deputy')
          and s.named_by <> s.person_id))) then
    raise exception 'nobody asks for this' using errcode = 'insufficient_privilege';
  end if;
  return query
    with there as (
      select distinct s.person_id as who from moderation_shift s
       where s.starts_at < upto and s.ends_at > since
         and exists (select from members_person p join members_roleholding h
                       on h.account_id = p.account_id
                      where p.id = s.person_id and h.role = 'moderator'
                        and h.starts_at <= statement_timestamp()
                        and (h.ends_at is null or h.ends_at > statement_timestamp()))
    )
    select a.kind::text from moderation_avoided a join there t on t.who = a.person_id
     group by a.kind having count(*) = (select count(*) from there);
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0040_moderators_of_boards"),
        ("moderation", "0017_names"),
    ]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
