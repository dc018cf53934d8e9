"""Sheets keyed by two people, and a clinic's own number typed in by hand."""

from django.db import migrations, models

TWO_PEOPLE = """
-- How many sheets wait for somebody other than the one who asks; for the desk, and no word of whose.
create function sheets_to_key() returns table (waiting bigint, oldest timestamptz)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if not acting_role('desk') then return; end if;
  return query select count(*), min(a.state_since) from proms_assignment a
    where a.state = 'keyed' and a.keyed_by -> 0 is distinct from to_jsonb(acting_account())
      and exists (select 1 from members_ticket t
        where t.about = 'answer' and t.object_ref = a.id::text and t.subject_id = a.subject_id
          and not t.detail ?| array['link', 'room'] and t.used_at is null
          and t.withdrawn_at is null and t.expires_at > statement_timestamp());
end $$;

-- Sheets keyed before this moment whose time for a second entry is over, for the job.
create function sheets_over(moment timestamptz, size int)
returns table (ticket_id bigint, subject_id uuid, assignment_id bigint)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if acting_purpose() is distinct from 'assign' then return; end if;
  return query select t.id, t.subject_id, a.id from proms_assignment a
      join members_ticket t on t.about = 'answer' and t.object_ref = a.id::text
       and t.subject_id = a.subject_id
    where a.state = 'keyed' and a.state_since < moment
      and not t.detail ?| array['link', 'room'] and t.used_at is null
      and t.withdrawn_at is null and t.expires_at > statement_timestamp()
    order by a.state_since limit size;
end $$;
"""

LEFT = """
-- Sheets whose code is over before anybody decided: asked for again, as if nothing had been keyed.
create function free_keyed_sheets() returns bigint
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare freed bigint;
begin
  if acting_purpose() is distinct from 'assign' then return 0; end if;
  with lost as (
    select a.id, a.asked_by = 'self' and exists (select 1 from proms_assignment o
        where o.subject_id = a.subject_id and o.instrument_id = a.instrument_id
          and o.state = 'open' and o.asked_by = 'self') as again
      from proms_assignment a
     where a.state = 'keyed' and not exists (select 1 from members_ticket t
        where t.about = 'answer' and t.object_ref = a.id::text and t.subject_id = a.subject_id
          and not t.detail ?| array['link', 'room'] and t.used_at is null
          and t.withdrawn_at is null and t.expires_at > statement_timestamp())
       for update of a skip locked)
  update proms_assignment a
     set state = case when lost.again then 'withdrawn' else 'open' end,
         state_since = statement_timestamp(), keyed_by = '[]'
    from lost where lost.id = a.id;
  get diagnostics freed = row_count;
  return freed;
end $$;

-- Whoever leaves is asked nothing more, a sheet that came in and is not decided about included.
create or replace function rest_assignments(wanted bigint, moment timestamptz) returns void
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  if not ends_membership(wanted) then return; end if;
  update proms_assignment a set state = 'withdrawn', state_since = moment, keyed_by = '[]'
    from members_subjectlink l
   where l.person_id = wanted and a.subject_id = l.subject_id and a.state in ('open', 'keyed');
end $$;
"""

NUMBERS = """
-- A number is one person's within a clinic: where two had it, whoever had it noted last keeps it.
delete from proms_patientnumber a using proms_patientnumber b
 where a.clinic_id = b.clinic_id and a.mark = b.mark
   and (a.noted_at, a.id) < (b.noted_at, b.id);

-- Who notes it may take it away again.
alter policy app_delete on proms_patientnumber using (
  clinic_id = any(array(select m.clinic_id from members_clinicmembership m
      where m.account_id = acting_account() and m.left_at is null))
    and subject_id = any((select shown_subjects())::uuid[]));
"""


class Migration(migrations.Migration):
    dependencies = [("proms", "0019_clinics_week")]
    operations = [
        migrations.AddField(
            model_name="assignment",
            name="keyed_by",
            field=models.JSONField(db_default=[], default=list),
        ),
        migrations.AddField(
            model_name="instrument",
            name="keyed_twice",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="response",
            name="keyed",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.AlterField(
            model_name="assignment",
            name="state",
            field=models.CharField(
                choices=[
                    ("open", "Waiting"),
                    ("keyed", "Came in on paper, is being checked"),
                    ("done", "Answered"),
                    ("withdrawn", "Taken off the list"),
                ],
                default="open",
                max_length=10,
            ),
        ),
        migrations.RunSQL(TWO_PEOPLE, migrations.RunSQL.noop),
        migrations.RunSQL(LEFT, migrations.RunSQL.noop),
        migrations.RunSQL(NUMBERS, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="patientnumber",
            constraint=models.UniqueConstraint(
                fields=["clinic", "mark"], name="patient_number_of_one"
            ),
        ),
    ]
