"""Row-level security on saved pages and corrections, and two narrow doors for notices."""

from django.db import migrations

WALLS = """
-- Which pages somebody keeps is hers alone.
call protect('education_savedpage',
  sees => $$subject_id = any((select own_subjects('pages'))::uuid[])$$,
  adds => $$subject_id = any((select own_subjects('pages'))::uuid[])$$,
  changes => 'false',
  removes => $$subject_id = any((select own_subjects('pages'))::uuid[])$$);

-- A correction is read by whoever wrote it and by editors, who answer it. Visitors leave a row and
-- see none.
call protect('education_correction',
  sees => $$subject_id = any((select own_subjects('pages'))::uuid[])
            or (select acting_role('editor'))$$,
  adds => $$subject_id is null or subject_id = any((select own_subjects('pages'))::uuid[])$$,
  changes => $$(select acting_role('editor'))$$,
  removes => 'false');
revoke update on education_correction from po_app;
grant update (answer, answered_at, answered_by) on education_correction to po_app;
"""

DOORS = """
-- Whom to tell that a correction was answered; for the editor who answered it, as an id only.
create function person_to_answer(wanted bigint) returns bigint
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if not acting_role('editor') then return null; end if;
  return (select k.person_id from education_correction c
            join members_subjectlink k on k.subject_id = c.subject_id
           where c.id = wanted and c.answered_by = acting_account());
end $$;

-- Whom to tell that something urgent happened to a page they keep; for the job that tells them.
create function people_who_saved(wanted bigint, after_id bigint, size int) returns setof bigint
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if acting_purpose() is distinct from 'remind' then return; end if;
  return query select k.person_id from education_savedpage s
      join members_subjectlink k on k.subject_id = s.subject_id
     where s.article_id = wanted and k.person_id > after_id order by k.person_id limit size;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("education", "0001_initial"), ("members", "0013_mailbox")]
    operations = [migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in (WALLS, DOORS)]
