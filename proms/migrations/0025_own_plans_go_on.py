"""Only what somebody takes up by hand is once on her list: her own plan goes on after a missed window."""

from django.db import migrations, models

SHEETS = """
-- Sheets whose code is over before anybody decided: asked for again, as if nothing had been keyed.
create or replace function free_keyed_sheets() returns bigint
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare freed bigint;
begin
  if acting_purpose() is distinct from 'assign' then return 0; end if;
  with lost as (
    select a.id, a.asked_by = 'self' and a.round_key = '' and exists (
        select 1 from proms_assignment o
        where o.subject_id = a.subject_id and o.instrument_id = a.instrument_id
          and o.state = 'open' and o.asked_by = 'self' and o.round_key = '') as again
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
"""


class Migration(migrations.Migration):

    dependencies = [
        ('proms', '0024_windows_by_day'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='assignment',
            name='assignment_taken_up_once',
        ),
        migrations.AddConstraint(
            model_name='assignment',
            constraint=models.UniqueConstraint(
                condition=models.Q(('asked_by', 'self'), ('round_key', ''), ('state', 'open')),
                fields=('subject_id', 'instrument'),
                name='assignment_taken_up_once',
            ),
        ),
        migrations.RunSQL(SHEETS, migrations.RunSQL.noop),
    ]
