"""Row-level security on subjects and entries: the person herself, and curators form by form."""

from django.db import migrations

SQL = """
-- Registries in which the acting curator sees, or enters, at least one form. A command on the host
-- (purpose operate) works in all of them; its audit rows say so.
create function my_registries(what text) returns bigint[]
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if acting_purpose() = 'operate' then
    return array(select r.id from registry_registry r);
  end if;
  if not acting_role('curator') then return '{}'; end if;
  return array(select distinct r.registry_id from registry_right r
    where r.account_id = acting_account()
      and (what = 'sees' and r.sees or what = 'enters' and r.enters));
end $$;

-- Forms of these registries: a right that names a form goes before the one for the whole registry.
create function my_forms(what text) returns bigint[]
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if acting_purpose() = 'operate' then
    return array(select f.id from registry_form f);
  end if;
  if not acting_role('curator') then return '{}'; end if;
  return array(select f.id from registry_form f
    join registry_dataset d on d.id = f.dataset_id
    join lateral (select r.sees, r.enters from registry_right r
       where r.account_id = acting_account() and r.registry_id = d.registry_id
         and (r.form_id = f.id or r.form_id is null)
       order by r.form_id nulls last limit 1) held on true
    where what = 'sees' and held.sees or what = 'enters' and held.enters);
end $$;

call protect('registry_subject',
  sees => $$subject_id = any((select visible_subjects('registry'))::uuid[])
            or registry_id = any((select my_registries('sees'))::bigint[])$$,
  adds => $$registry_id = any((select my_registries('enters'))::bigint[])$$,
  changes => $$registry_id = any((select my_registries('enters'))::bigint[])$$,
  removes => 'false');

call protect('registry_entry',
  sees => $$subject_id = any((select visible_subjects('registry'))::uuid[])
            or (registry_id = any((select my_registries('sees'))::bigint[])
                and form_id = any((select my_forms('sees'))::bigint[]))$$,
  adds => $$registry_id = any((select my_registries('enters'))::bigint[])
            and form_id = any((select my_forms('enters'))::bigint[])$$,
  changes => $$registry_id = any((select my_registries('enters'))::bigint[])
               and form_id = any((select my_forms('enters'))::bigint[])$$,
  removes => 'false');

call protect('registry_entryevent',
  sees => $$subject_id = any((select visible_subjects('registry'))::uuid[])
            or (registry_id = any((select my_registries('sees'))::bigint[])
                and form_id = any((select my_forms('sees'))::bigint[]))$$,
  adds => $$registry_id = any((select my_registries('enters'))::bigint[])
            and form_id = any((select my_forms('enters'))::bigint[])$$,
  changes => 'false', removes => 'false');
call only_grows('registry_entryevent');
"""

INDEXES = """
create index registry_entryevent_of on registry_entryevent (pgh_obj_id, row_version);
create index registry_entryevent_subject on registry_entryevent (subject_id);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0001_initial"),
        ("access", "0001_vault"),
        ("members", "0013_mailbox"),
    ]
    operations = [migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in (SQL, INDEXES)]
