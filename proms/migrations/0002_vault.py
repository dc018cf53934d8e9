"""Row-level security on assignments, responses and scores; sent answers do not change."""

from django.db import migrations

SQL = """
-- Asked by the person herself, by the organisation's job, or by somebody she shares answers with.
call protect('proms_assignment',
  sees => $$subject_id = any((select visible_subjects('proms'))::uuid[])$$,
  adds => $$subject_id = any((select visible_subjects('proms'))::uuid[])$$,
  changes => $$subject_id = any((select own_subjects('proms'))::uuid[])$$,
  removes => 'false');

call protect('proms_response',
  sees => $$subject_id = any((select visible_subjects('proms'))::uuid[])$$,
  adds => $$subject_id = any((select own_subjects('proms'))::uuid[])$$,
  changes => $$subject_id = any((select own_subjects('proms'))::uuid[])$$,
  removes => 'false');
revoke update on proms_response from po_app;
grant update (withdrawn_at) on proms_response to po_app;

call protect('proms_score',
  sees => $$subject_id = any((select visible_subjects('proms'))::uuid[])$$,
  adds => $$subject_id = any((select own_subjects('proms'))::uuid[])$$,
  changes => 'false', removes => 'false');
call only_grows('proms_score');

-- Which of these assignments still wait: ids only, for the job that is about to remind.
create function still_open(wanted bigint[]) returns setof bigint
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if acting_purpose() is distinct from 'deliver' then return; end if;
  return query select a.id from proms_assignment a
    where a.id = any(wanted) and a.state = 'open'
      and (a.closes_at is null or a.closes_at > statement_timestamp());
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("proms", "0001_initial"), ("access", "0001_vault")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
