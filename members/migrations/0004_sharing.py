"""Whoever holds a code gets what its ticket names, and care is shared with clinicians only."""

from django.db import migrations

TICKETS = """
-- A code for care also tells whose it is: her display name stands above what she offers.
create or replace function ticket_opens(about text, kind text) returns boolean
language sql immutable as
$$ select case about
   when 'care' then kind in ('consent', 'ticket', 'link')
   when 'answer' then kind in ('proms', 'drafts', 'ticket')
   else false end $$;

create function acting_ticket() returns bigint language sql stable as
$$ select case when acting_kind() = 'bearer'
   then nullif(current_setting('po.ticket', true), '')::bigint end $$;

-- The decision a living ticket for care was made by.
create function ticket_decision() returns bigint
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  return (select nullif(t.object_ref, '')::bigint from members_ticket t
    where t.id = acting_ticket() and t.about = 'care'
      and t.used_at is null and t.withdrawn_at is null and t.expires_at > statement_timestamp());
end $$;
"""

GRANTS = """
-- Living grants to the acting account or to a clinic it belongs to; second factor shown, and
-- what is shared for care reaches nobody who is no clinician any more.
create or replace function my_grants() returns bigint[]
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare clinician boolean;
begin
  if acting_account() is null or current_setting('po.strong', true) is distinct from '1' then
    return '{}';
  end if;
  clinician := acting_role('clinician');
  return coalesce((select array_agg(g.id) from members_grant g
    where g.ended_by_id is null and g.starts_at <= statement_timestamp()
      and (g.ends_at is null or g.ends_at > statement_timestamp())
      and (clinician or g.purpose <> 'care')
      and ((g.grantee_kind = 'account' and g.grantee_id = acting_account())
        or (g.grantee_kind = 'clinic' and g.grantee_id in (
              select m.clinic_id from members_clinicmembership m
               where m.account_id = acting_account() and m.left_at is null)))), '{}');
end $$;
"""

POLICIES = """
-- Evidence is written by the person it is about, signed in; a code decides nothing.
alter policy app_select on members_decision using (
  subject_id = any((select own_subjects('consent'))::uuid[])
  and (select acting_kind()) is distinct from 'bearer');
alter policy app_insert on members_decision with check (
  subject_id = any((select own_subjects('consent'))::uuid[])
  and (select acting_kind()) = 'account');

-- A code makes the one grant its decision speaks of; it neither sees nor changes another.
alter policy app_select on members_grant using (
  (subject_id = any((select own_subjects('consent'))::uuid[])
    and ((select acting_kind()) is distinct from 'bearer'
      or decision_id = (select ticket_decision())))
  or id = any((select my_grants())::bigint[]));
alter policy app_insert on members_grant with check (
  subject_id = any((select own_subjects('consent'))::uuid[])
  and ((select acting_kind()) = 'account' or decision_id = (select ticket_decision())));
alter policy app_update on members_grant
  using (subject_id = any((select own_subjects('consent'))::uuid[])
    and (select acting_kind()) = 'account')
  with check (subject_id = any((select own_subjects('consent'))::uuid[])
    and (select acting_kind()) = 'account');
alter policy app_select on members_grantevent using (
  subject_id = any((select own_subjects('consent'))::uuid[])
  and (select acting_kind()) is distinct from 'bearer');

alter policy app_select on members_ticket using (
  subject_id = any((select own_subjects('ticket'))::uuid[])
  and ((select acting_kind()) is distinct from 'bearer' or id = (select acting_ticket())));
alter policy app_insert on members_ticket with check (
  subject_id = any((select own_subjects('ticket'))::uuid[])
  and (select acting_kind()) is distinct from 'bearer');
alter policy app_update on members_ticket
  using (subject_id = any((select own_subjects('ticket'))::uuid[])
    and ((select acting_kind()) is distinct from 'bearer' or id = (select acting_ticket())))
  with check (subject_id = any((select own_subjects('ticket'))::uuid[])
    and ((select acting_kind()) is distinct from 'bearer' or id = (select acting_ticket())));
"""


class Migration(migrations.Migration):
    dependencies = [("members", "0003_office")]
    operations = [
        migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in (TICKETS, GRANTS, POLICIES)
    ]
