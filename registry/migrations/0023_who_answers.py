"""Mails about a question go to whoever could answer it when they go out."""

from django.db import migrations

WORK = """
-- Of these mails, (question, person) each, the questions that wait for an answer this person could
-- give: she works as a curator or clinician now, and holds a right in the registry.
drop function registry_still_open(bigint[]);
create function registry_still_open(wanted bigint[], people bigint[])
returns table (question bigint, person bigint)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if acting_purpose() is distinct from 'deliver' then return; end if;
  return query select q.id, m.id from unnest(wanted, people) told (question, person)
    join registry_query q on q.id = told.question
    join members_person m on m.id = told.person
   where q."to" = 'curator' and q.state = 'open' and not q.record_id = any(withdrawn_records())
     and (select r.enters or r.confirms from registry_right r
           where r.registry_id = q.registry_id and r.account_id = m.account_id
             and (r.form_id is null or r.form_id = q.form_id)
           order by r.form_id nulls last limit 1)
     and exists (select 1 from members_roleholding h
          where h.account_id = m.account_id and h.role in ('curator', 'clinician')
            and h.starts_at <= statement_timestamp()
            and (h.ends_at is null or h.ends_at > statement_timestamp()));
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0022_nothing_new")]
    operations = [migrations.RunSQL(WORK, migrations.RunSQL.noop)]
