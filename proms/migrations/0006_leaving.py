"""Questionnaires that wait for somebody whose membership ends: taken off the list, and put back."""

from django.db import migrations

SQL = """
-- What waits is taken off with the moment of the ending as its mark. Tells nobody how many.
create function rest_assignments(wanted bigint, moment timestamptz) returns void
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  if not ends_membership(wanted) then return; end if;
  update proms_assignment a set state = 'withdrawn', state_since = moment
    from members_subjectlink l
   where l.person_id = wanted and a.subject_id = l.subject_id and a.state = 'open';
end $$;

-- Exactly those. What closed meanwhile is on the list again, too late, as it would have been.
create function wake_assignments(wanted bigint, moment timestamptz) returns void
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  if not ends_membership(wanted) then return; end if;
  update proms_assignment a set state = 'open', state_since = a.opens_at
    from members_subjectlink l
   where l.person_id = wanted and a.subject_id = l.subject_id
     and a.state = 'withdrawn' and a.state_since = moment;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("proms", "0005_first_weeks"), ("members", "0019_leaving_vault")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
