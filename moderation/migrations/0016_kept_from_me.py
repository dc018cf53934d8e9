"""What a feature keeps from somebody who moderates, the vault keeps from her too."""

from django.db import migrations

SQL = """
-- Things and reports whose cases the acting moderator does not see. Features with something to keep say what.
create function kept_from_me() returns uuid[]
language sql stable security definer set search_path = public, pg_temp as
$$ select '{}'::uuid[] $$;

create function cases_kept_from_me() returns bigint[]
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare kept uuid[] := kept_from_me();
begin
  if kept = '{}' then return '{}'; end if;  -- nearly always: no look into the table
  return (select coalesce(array_agg(c.id), '{}') from moderation_case c where c.thing = any(kept));
end $$;

-- All as before, without those.
alter policy app_select on moderation_case using (
  ((select looks_after_cases()) and not thing = any((select kept_from_me())::uuid[]))
  or (select calls_for_help())
  or place = any((select my_places())::uuid[])
  or person_id = any((select export_people())::bigint[]));
alter policy app_update on moderation_case
  using (((select looks_after_cases()) and not thing = any((select kept_from_me())::uuid[]))
         or (select calls_for_help())
         or place = any((select my_places())::uuid[]))
  with check ((select looks_after_cases()) or (select calls_for_help())
         or place = any((select my_places())::uuid[]));
alter policy app_select on moderation_followup using (
  ((select looks_after_cases()) and not case_id = any((select cases_kept_from_me())::bigint[]))
  or case_id = any((select cases_of_my_places())::bigint[]));
alter policy app_select on moderation_report using (
  ((select looks_after_cases()) and not ref = any((select kept_from_me())::uuid[]))
  or case_id = any((select cases_of_my_places())::bigint[])
  or person_id = any((select own_people('reports'))::bigint[]));
alter policy app_select on moderation_caseevent using (
  ((select looks_after_cases()) and not case_id = any((select cases_kept_from_me())::bigint[]))
  or case_id = any((select cases_of_my_places())::bigint[]));
alter policy app_select on moderation_decision using (
  ((select looks_after_cases()) and not case_id = any((select cases_kept_from_me())::bigint[]))
  or case_id = any((select cases_of_my_places())::bigint[])
  or person_id = any((select own_people('decisions'))::bigint[]));
alter policy app_select on moderation_privateword using (
  ((select looks_after_cases()) and not case_id = any((select cases_kept_from_me())::bigint[]))
  or case_id = any((select cases_of_my_places())::bigint[])
  or person_id = any((select own_people('words'))::bigint[]));
alter policy app_select on moderation_reveal using (
  ((select looks_after_cases()) and not case_id = any((select cases_kept_from_me())::bigint[]))
  or (select calls_for_help())
  or (told_at is not null and person_id = any((select own_people('reveals'))::bigint[])));
"""


class Migration(migrations.Migration):
    dependencies = [("moderation", "0015_decisions_seen")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
