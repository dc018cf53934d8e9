"""Who is in a release, and the research role: it sees what people agreed to, and nothing else."""

from django.db import migrations

RELEASES = """
-- The release the software is making or ending now; its job stands under the release's own id.
create function acting_release() returns bigint
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if acting_purpose() is distinct from 'export' then return null; end if;
  return (select r.id from registry_release r
    where r.ref = nullif(current_setting('po.subject', true), '')::uuid);
end $$;

call protect('registry_releasesubject',
  sees => $$subject_id = any((select own_subjects('registry'))::uuid[])
            or release_id = (select acting_release())$$,
  adds => $$release_id = (select acting_release())$$,
  changes => $$release_id = (select acting_release())$$,
  removes => 'false');

call protect('registry_releaserow',
  sees => $$release_id = (select acting_release())$$,
  adds => $$release_id = (select acting_release())$$,
  changes => $$release_id = (select acting_release())$$,
  removes => $$release_id = (select acting_release())$$);

call only_grows('registry_requeststep');
call only_grows('registry_requestpaper');
call only_grows('registry_fetched');
call only_grows('registry_countrun');
"""

RESEARCH = """
-- Which registry is counted, and which use people must have agreed to. Nothing set: no row.
create function research_registry() returns bigint language sql stable as
$$ select nullif(current_setting('po.registry', true), '')::bigint $$;
create function research_use() returns text language sql stable as
$$ select nullif(current_setting('po.use', true), '') $$;

-- Young people who are of age now and have not decided yet: nothing of theirs is used meanwhile.
create function undecided_subjects() returns uuid[]
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(array_agg(l.subject_id), '{}')
    from members_comingofage c join members_subjectlink l on l.person_id = c.person_id
   where c.reached_at is not null and c.decided_at is null $$;

grant execute on function research_registry(), research_use(), acting_purpose(), acting_kind(),
  acting_release(), undecided_subjects() to po_research;

-- Columns by name: what is sealed, who wrote it and the record's number stay out of reach.
grant select (subject_id, purpose, scope, starts_at, ends_at, ended_by_id, paused_at)
  on members_grant to po_research;
grant select (subject_id, registry_id, form_id, event_id, instance, repeats_event, answers,
  missing, changed_at, voided_at) on registry_entry to po_research;

create policy research_select on members_grant for select to po_research using (
  purpose = (select research_use()) and ended_by_id is null and paused_at is null
  and starts_at <= statement_timestamp()
  and (ends_at is null or ends_at > statement_timestamp()));

-- A yes speaks of what was given before it and of what came after it, each by itself.
create policy research_select on registry_entry for select to po_research using (
  registry_id = (select research_registry()) and voided_at is null
  and not subject_id = any((select undecided_subjects())::uuid[])
  and exists (select 1 from members_grant g
    where g.subject_id = registry_entry.subject_id
      and (g.scope @> array['past']::varchar[] and registry_entry.changed_at <= g.starts_at
        or g.scope @> array['future']::varchar[] and registry_entry.changed_at > g.starts_at)));

-- A release is copied in one statement under the same policy.
grant insert on registry_releasesubject, registry_releaserow to po_research;
create policy research_insert on registry_releasesubject for insert to po_research
  with check (release_id = (select acting_release()));
create policy research_insert on registry_releaserow for insert to po_research
  with check (release_id = (select acting_release()));
"""


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0004_requests"),
        ("access", "0001_vault"),
        ("members", "0026_proxies_vault"),
    ]
    operations = [migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in (RELEASES, RESEARCH)]
