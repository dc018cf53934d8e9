"""Row-level security on what says who a person is, what she decided, and who holds a code."""

from django.db import migrations

SQL = """
-- Nobody reads or writes the link but the vault's functions; link_person makes one at joining.
call protect('members_subjectlink',
  sees => 'false', adds => 'false', changes => 'false', removes => 'false');

call protect('members_personkey',
  sees => $$person_id = any((select visible_persons())::bigint[])$$,
  adds => $$person_id = any((select visible_persons())::bigint[])$$,
  changes => $$person_id = any((select visible_persons())::bigint[])$$,
  removes => 'false');

-- An own record: corrected by the person, or by an administrator who has her before him.
call protect('members_identity',
  sees => $$person_id = any((select visible_persons())::bigint[])$$,
  adds => $$person_id = any((select correctable_persons())::bigint[])$$,
  changes => $$person_id = any((select correctable_persons())::bigint[])$$,
  removes => 'false');

call protect('members_decision',
  sees => $$subject_id = any((select own_subjects('consent'))::uuid[])$$,
  adds => $$subject_id = any((select own_subjects('consent'))::uuid[])$$,
  changes => 'false', removes => 'false');
call only_grows('members_decision');

-- A grant is made and ended by its subject (or her ticket); the grantee sees it while it lives.
call protect('members_grant',
  sees => $$subject_id = any((select own_subjects('consent'))::uuid[])
            or id = any((select my_grants())::bigint[])$$,
  adds => $$subject_id = any((select own_subjects('consent'))::uuid[])$$,
  changes => $$subject_id = any((select own_subjects('consent'))::uuid[])$$,
  removes => 'false');
call protect('members_grantevent',
  sees => $$subject_id = any((select own_subjects('consent'))::uuid[])$$,
  adds => $$subject_id = any((select own_subjects('consent'))::uuid[])$$,
  changes => 'false', removes => 'false');
call only_grows('members_grantevent');

call protect('members_ticket',
  sees => $$subject_id = any((select own_subjects('ticket'))::uuid[])$$,
  adds => $$subject_id = any((select own_subjects('ticket'))::uuid[])$$,
  changes => $$subject_id = any((select own_subjects('ticket'))::uuid[])$$,
  removes => 'false');

call only_grows('members_tombstone');

-- A published consent text never changes: people decided on exactly these words.
create function refuse_published() returns trigger language plpgsql as $$
begin
  if old.published_at is not null then
    raise exception 'a published text never changes; make a new version';
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end $$;
create trigger published_stays before update or delete on members_consenttext
  for each row execute function refuse_published();

-- Limits and used-code marks: they must survive when the key-value server is gone.
create table po_cache (
  cache_key varchar(255) primary key, value text not null, expires timestamptz not null);
create index po_cache_expires on po_cache (expires);
"""

CORRECTABLE = """
-- Persons whose identity the actor may write: herself, and the one before an administrator.
create function correctable_persons() returns bigint[]
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  found bigint[];
  before_me bigint := nullif(current_setting('po.person', true), '')::bigint;
begin
  select array_agg(p.id) into found from members_person p where p.account_id = acting_account();
  if before_me is not null and acting_role('administrator') then
    found := found || before_me;
  end if;
  return coalesce(found, '{}');
end $$;
"""


LINKING = """
-- Gives a person her random subject id, once; answers nothing, so that it tells nobody.
create function link_person(wanted bigint) returns void
language sql volatile security definer set search_path = public, pg_temp as $$
  insert into members_subjectlink (person_id, subject_id) values (wanted, gen_random_uuid())
  on conflict (person_id) do nothing
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("members", "0001_initial"), ("access", "0001_vault")]
    operations = [
        migrations.RunSQL(CORRECTABLE, migrations.RunSQL.noop),
        migrations.RunSQL(LINKING, migrations.RunSQL.noop),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
