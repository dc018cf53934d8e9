"""How many words between members and moderators name somebody is counted for a request."""

from django.db import migrations

SQL = """
create function rights_count_moderation(which uuid, wanted text[])
returns table (place text, texts bigint, people bigint)
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare her bigint;
begin
  select c.person into her from counting_for(which, wanted) c;
  return query
    select 'cases', count(*), count(distinct t.person_id) from (
        select r.person_id from moderation_report r where names_in(wanted, r.text)
        union all
        select w.person_id from moderation_privateword w where names_in(wanted, w.text)
        union all
        select e.person_id from moderation_caseevent e where names_in(wanted, e.text)
        union all
        select d.person_id from moderation_decision d where names_in(wanted, d.why)
        union all
        select s.person_id from moderation_silence s
         where names_in(wanted, s.why, s.objection, s.answer)) t
     where her is null or t.person_id is distinct from her;  -- a guest who reported is nobody
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("moderation", "0005_silences"), ("members", "0033_requests_vault")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
