"""Row-level security on requests about data and what was found for them; a search of call notes."""

from django.db import migrations

SQL = """
-- The office works on them; the person it is about takes hers along in her own file.
call protect('members_rightsrequest',
  sees => $$person_id = any((select own_persons())::bigint[])
            or (select acting_role('administrator'))$$,
  adds => $$(select acting_role('administrator'))$$,
  changes => $$(select acting_role('administrator'))$$,
  removes => 'false');

call protect('members_foundtext',
  sees => $$(select acting_role('administrator'))$$,
  adds => $$(select acting_role('administrator'))$$,
  changes => $$(select acting_role('administrator'))$$,
  removes => $$(select acting_role('administrator'))$$);

-- Notes about calls in which a word stands, and calls of a number; only while a request is open.
create function rights_calls(words text[], numbers text[], most int)
returns table (ref uuid, asked_at timestamptz, note text)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if not acting_role('administrator') or not exists (
    select 1 from members_rightsrequest r where r.closed_at is null) then return; end if;
  return query select c.ref, c.asked_at, c.note::text from members_callrequest c
    where c.number_mark = any(numbers)
       or exists (select 1 from unnest(words) w where position(lower(w) in lower(c.note)) > 0)
    order by c.id limit most;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("members", "0023_rights"), ("access", "0001_vault")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
