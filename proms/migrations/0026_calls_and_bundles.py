"""What somebody says on the telephone is written down for her; one link leads through its bundle."""

from django.db import migrations

SQL = """
-- What she says of what she is asked, by the system for her, as she would herself.
alter policy app_insert on proms_reasongiven with check (
  subject_id = any((select own_subjects('proms'))::uuid[]) and (select acting_help()) is null
  and ((select acting_kind()) = 'account' or (select acting_purpose()) = 'assign'));
alter policy app_update on proms_reasongiven
  using (subject_id = any((select own_subjects('proms'))::uuid[])
    and (select acting_help()) is null
    and ((select acting_kind()) = 'account' or (select acting_purpose()) = 'assign'))
  with check (subject_id = any((select own_subjects('proms'))::uuid[])
    and (select acting_help()) is null
    and ((select acting_kind()) = 'account' or (select acting_purpose()) = 'assign'));

-- What waits still of all that opened with a link: what is stored of each secret, its own first. A
-- link that was used leads on; it opens nothing that was sent, and nothing beside its own bundle.
create function open_of_link(hashed bytea) returns table (secret_hash bytea)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  return query select t.secret_hash
    from members_ticket asked
    join members_ticket t on t.subject_id = asked.subject_id and t.about = 'answer'
     and (t.id = asked.id
       or (t.detail ? 'link' and t.detail->>'bundle' = asked.detail->>'bundle'))
    join proms_assignment a on a.subject_id = t.subject_id and a.id::text = t.object_ref
   where asked.secret_hash = hashed and asked.about = 'answer' and asked.detail ? 'link'
     and t.used_at is null and t.withdrawn_at is null and t.expires_at > statement_timestamp()
     and a.state = 'open' and (a.closes_at is null or a.closes_at > statement_timestamp())
   order by t.id <> asked.id, t.id;
end $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('proms', '0025_own_plans_go_on'),
    ]

    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
