"""A code for a visit opens one page on its day; own words are written by their person only."""

from django.db import migrations

SQL = """
-- As before, and: a code for a visit opens what stands on its page.
create or replace function ticket_opens(about text, kind text) returns boolean
language sql immutable as
$$ select case about
   when 'care' then kind in ('consent', 'ticket', 'link')
   when 'help' then kind in ('consent', 'ticket', 'link')
   when 'answer' then kind in ('proms', 'drafts', 'ticket', 'link')
   when 'visit' then kind in ('proms', 'ticket')
   else false end $$;

-- The visit a living code names, as long as it takes place on the day the code was made for.
create function ticket_visit() returns bigint
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  return (select v.id from members_ticket t join proms_visit v
       on v.id = nullif(t.object_ref, '')::bigint and v.subject_id = t.subject_id
      and v."on" = (t.detail->>'day')::date and v.cancelled_at is null
    where t.id = acting_ticket() and t.about = 'visit'
      and t.used_at is null and t.withdrawn_at is null and t.expires_at > statement_timestamp());
end $$;

-- Whether that code was opened on its day, so that its page shows.
create function ticket_summary() returns boolean
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  return ticket_visit() is not null and exists (select 1 from members_ticket t
    where t.id = acting_ticket() and jsonb_array_length(t.detail->'opened') between 1 and 3
      and (t.detail->>'from')::timestamptz <= statement_timestamp());
end $$;

-- A visit is seen by its person and by whom she shares answers with, and written by both.
call protect('proms_visit',
  sees => $$subject_id = any((select visible_subjects('proms'))::uuid[])
    and ((select acting_kind()) is distinct from 'bearer' or id = (select ticket_visit()))$$,
  adds => $$subject_id = any((select visible_subjects('proms'))::uuid[])
    and (select acting_kind()) = 'account' and (select acting_help()) is null$$,
  changes => $$subject_id = any((select visible_subjects('proms'))::uuid[])
    and (select acting_kind()) = 'account' and (select acting_help()) is null$$,
  removes => 'false');
revoke update on proms_visit from po_app;
grant update ("on", at, with_whom, cancelled_at) on proms_visit to po_app;

call protect('proms_ownlist',
  sees => $$subject_id = any((select visible_subjects('proms'))::uuid[])
    and ((select acting_kind()) is distinct from 'bearer' or (select ticket_summary()))$$,
  adds => $$subject_id = any((select own_subjects('proms'))::uuid[])
    and (select acting_kind()) = 'account' and (select acting_help()) is null$$,
  changes => $$subject_id = any((select own_subjects('proms'))::uuid[])
    and (select acting_kind()) = 'account' and (select acting_help()) is null$$,
  removes => 'false');

-- As before, and the page of a visit: read only.
alter policy app_select on proms_assignment using (
  subject_id = any((select visible_subjects('proms') || own_subjects('answering'))::uuid[])
  and ((select acting_kind()) is distinct from 'bearer' or id = (select ticket_assignment())
    or (select ticket_summary())));
alter policy app_select on proms_response using (
  subject_id = any((select visible_subjects('proms') || own_subjects('answering'))::uuid[])
  and ((select acting_kind()) is distinct from 'bearer'
    or assignment_id = (select ticket_assignment()) or (select ticket_summary()))
  and ((select acting_help()) is null or given_by_account = (select acting_account())
    or subject_id = any((select visible_subjects('proms'))::uuid[]))
  and (not private or (select acting_by_law()) is not true
    or given_by_account = (select acting_account())));
alter policy app_select on proms_score using (
  subject_id = any((select visible_subjects('proms'))::uuid[])
  and ((select acting_kind()) is distinct from 'bearer'
    or response_id = any((select ticket_responses())::bigint[]) or (select ticket_summary()))
  and not response_id = any((select kept_private())::bigint[]));
"""


class Migration(migrations.Migration):
    dependencies = [("proms", "0012_visits")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
