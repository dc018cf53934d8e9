"""Whether a mail about a question is still right when it goes out; ids only."""

from django.db import migrations

SQL = """
-- Of these questions those that are about somebody who takes part and whose membership does not rest.
create function registry_still_asked(wanted bigint[]) returns setof bigint
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if acting_purpose() is distinct from 'deliver' then return; end if;
  return query select q.id from registry_query q
      join registry_participation p on p.subject_id = q.subject_id and p.registry_id = q.registry_id
      join members_subjectlink l on l.subject_id = q.subject_id
      join members_person m on m.id = l.person_id
     where q.id = any(wanted) and m.state = 'active' and p.state = 'active' and p.paused_at is null
       and (q.state = 'open' or q.about = 'disputed');
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0005_release_vault")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
