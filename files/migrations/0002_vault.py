"""Row-level security on files and jobs, and how the worker finds a job without knowing whose."""

from django.db import migrations

SQL = """
-- A stored file never changes; it is only told when to go.
call protect('files_storedfile',
  sees => $$subject_id = any((select own_subjects('files'))::uuid[])$$,
  adds => $$subject_id = any((select own_subjects('files'))::uuid[])$$,
  changes => $$subject_id = any((select own_subjects('files'))::uuid[])$$,
  removes => 'false');
revoke update on files_storedfile from po_app;
grant update (expires_at) on files_storedfile to po_app;

call protect('files_job',
  sees => $$subject_id = any((select own_subjects('jobs'))::uuid[])$$,
  adds => $$subject_id = any((select own_subjects('jobs'))::uuid[])$$,
  changes => $$subject_id = any((select own_subjects('jobs'))::uuid[])$$,
  removes => 'false');

-- Jobs to begin or to go on with, oldest first: ids only.
create function waiting_jobs(most int) returns setof bigint
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if acting_kind() is distinct from 'system' then return; end if;
  return query select j.id from files_job j
    where (j.state = 'queued' and j.due_at <= statement_timestamp())
       or (j.state = 'running' and j.lease_until < statement_timestamp())
    order by j.due_at, j.id limit most;
end $$;

-- Takes one such job in hand, once: what it is and whose.
create function claim_job(wanted bigint, claimer text, seconds int)
returns table (kind text, subject_id uuid)
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  if acting_kind() is distinct from 'system' then return; end if;
  return query update files_job j
       set state = 'running', claimed_by = claimer, attempts = j.attempts + 1,
           lease_until = statement_timestamp() + make_interval(secs => seconds)
     where j.id = (select w.id from files_job w
                    where w.id = wanted
                      and ((w.state = 'queued' and w.due_at <= statement_timestamp())
                        or (w.state = 'running' and w.lease_until < statement_timestamp()))
                      for update skip locked)
    returning j.kind::text, j.subject_id;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("files", "0001_initial"), ("access", "0001_vault")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
