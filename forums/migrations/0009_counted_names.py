"""How many posts that were begun or came by e-mail name somebody is counted for a request."""

from django.db import migrations

SQL = """
create function rights_count_forums(which uuid, wanted text[])
returns table (place text, texts bigint, people bigint)
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare her bigint;
begin
  select c.person into her from counting_for(which, wanted) c;
  return query
    select 'begun', count(*), count(distinct d.person_id) from forums_draft d
     where d.person_id is distinct from her
       and names_in(wanted, d.title, d.text, d.note, d.quoted)
    union all
    select 'mailed', count(*), count(distinct m.person_id) from forums_mailedpost m
     where m.person_id is distinct from her and names_in(wanted, m.cut)
    union all
    -- What she wrote herself or was written is in her own copy.
    select 'messages', count(*), count(distinct m.person_id) from forums_message m
     where m.person_id is distinct from her and m.reader_id is distinct from her
       and names_in(wanted, m.text)
    union all
    select 'elsewhere', count(*), count(distinct o.person_id) from forums_oldwords o
     where o.person_id is distinct from her and names_in(wanted, o.text);
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("forums", "0008_messages"), ("members", "0033_requests_vault")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
