"""What was begun on a tablet goes with its sitting; a clinic keeps numbers of its own people."""

from django.db import migrations

SQL = """
-- For whoever holds a tablet's secret, which may open nothing any more: what was begun with it is
-- gone, and nobody begins again. True when the answers had been sent.
create function end_sitting(secret bytea) returns boolean
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare held members_ticket;
begin
  select * into held from members_ticket t
   where t.secret_hash = secret and t.about = 'answer' and t.detail ? 'room' for update;
  if held.id is null then return null; end if;
  delete from questionnaires_draft d
   where d.subject_id = held.subject_id and d.about = 'ticket:' || held.id || ':room';
  update members_ticket t set withdrawn_at = statement_timestamp()
   where t.id = held.id and t.used_at is null and t.withdrawn_at is null;
  return held.used_at is not null;
end $$;

-- For the job: what was begun by codes that are used, taken back or over.
create function forget_sittings() returns bigint
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare gone bigint;
begin
  if acting_purpose() is distinct from 'assign' then return 0; end if;
  delete from questionnaires_draft d
   where d.about ~ '^ticket:[0-9]+:room$' and not exists (select 1 from members_ticket t
      where t.id = split_part(d.about, ':', 2)::bigint and t.used_at is null
        and t.withdrawn_at is null and t.expires_at > statement_timestamp());
  get diagnostics gone = row_count;
  return gone;
end $$;

-- As before; what was begun by the code before it goes with it.
create or replace function room_ticket(
  wanted bigint, secret bytea, detail jsonb, until timestamptz)
returns bigint
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  whose uuid;
  made bigint;
begin
  if not acting_role('clinician') then return null; end if;
  select a.subject_id into whose from proms_assignment a
   where a.id = wanted and a.state = 'open' and a.subject_id = any(shown_subjects())
     and (a.closes_at is null or a.closes_at > statement_timestamp());
  if whose is null then return null; end if;
  with former as (
    update members_ticket t set withdrawn_at = statement_timestamp()
     where t.subject_id = whose and t.about = 'answer' and t.object_ref = wanted::text
       and t.detail ? 'room' and t.used_at is null and t.withdrawn_at is null
    returning t.id)
  delete from questionnaires_draft d using former
   where d.subject_id = whose and d.about = 'ticket:' || former.id || ':room';
  insert into members_ticket (secret_hash, about, subject_id, object_ref, note, detail, expires_at)
    values (secret, 'answer', whose, wanted::text, '', detail, until)
    returning id into made;
  return made;
end $$;
"""

NUMBERS = """
-- Noted from a list for people who never shared with the clinic, but with who read it.
delete from proms_patientnumber n where not exists (select 1 from members_grant g
  where g.subject_id = n.subject_id and g.grantee_kind = 'clinic' and g.grantee_id = n.clinic_id);
"""


class Migration(migrations.Migration):
    dependencies = [("proms", "0020_double_entry"), ("questionnaires", "0003_drafts_by_code")]
    operations = [
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
        migrations.RunSQL(NUMBERS, migrations.RunSQL.noop),
    ]
