"""A case in the crisis lane that is asked for again calls people again; old cases are set right."""

from django.db import migrations, models

SQL = """
create or replace function open_case(what text, which uuid, writer bigint, its_version int,
                                     in_lane text, weight int, why jsonb)
returns bigint
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare found bigint;
begin
  if acting_kind() is null and in_lane <> 'legal' then
    raise exception 'nobody asks for this' using errcode = 'insufficient_privilege';
  end if;
  insert into moderation_case as c
    (ref, kind, thing, person_id, lane, rank, state, because, version, thing_version,
     triage, called, call_next_at)
  values (gen_random_uuid(), what, which, writer, in_lane, weight, 'open', why, 1, its_version,
          '', 0, case when in_lane = 'crisis' then statement_timestamp() end)
  on conflict (kind, thing, lane) where state <> 'decided' do update
     set rank = least(c.rank, excluded.rank),
         thing_version = greatest(c.thing_version, excluded.thing_version),
         because = case when excluded.because = '[]' then c.because else excluded.because end,
         version = c.version + (c.state = 'returned')::int,
         state = 'open',
         -- Nobody is being called any more: somebody said what to do, or gave it back. Begin anew.
         -- While calls go on they go on; for words nobody has read yet, the next one is at once.
         triage = case when c.call_next_at is null then '' else c.triage end,
         called = case when c.call_next_at is null then 0 else c.called end,
         call_next_at = case
           when c.lane <> 'crisis' then null
           when c.call_next_at is null or excluded.thing_version > c.thing_version
             then statement_timestamp()
           else c.call_next_at end
  returning id into found;
  return found;
end $$;
"""

OLD_ROWS = """
-- Open in the crisis lane, and neither called for nor answered: call now.
update moderation_case set call_next_at = statement_timestamp(), called = 0
 where lane = 'crisis' and state = 'open' and triage = '' and call_next_at is null;
-- Waiting for an author whose words another case has answered since.
update moderation_case c
   set state = 'decided', decided_at = newest.at, version = c.version + 1
  from (select distinct on (kind, thing) kind, thing, after, at, case_id
          from moderation_decision order by kind, thing, id desc) newest
 where c.state = 'returned' and newest.kind = c.kind and newest.thing = c.thing
   and newest.case_id <> c.id and newest.after <> 'returned';
"""

KINDS = [
    ("read", "read it"),
    ("left", "left it to the others"),
    ("note", "wrote a note"),
    ("decided", "decided"),
    ("undid", "undid a decision"),
    ("called", "The next person was called"),
    ("looks", "is looking at it, and nobody else is called for an hour"),
    ("triaged", "said what to do next"),
    ("followed", "looked in again"),
]


class Migration(migrations.Migration):
    dependencies = [("moderation", "0002_vault")]
    operations = [
        migrations.AlterField(
            "caseevent", "kind", models.CharField(max_length=8, choices=KINDS)
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
        migrations.RunSQL(OLD_ROWS, migrations.RunSQL.noop),
    ]
