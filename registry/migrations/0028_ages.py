"""Ages instead of birth dates: the year, where a dataset lets ages be used. Off everywhere at first."""

from django.db import migrations, models

YEARS = """
-- The year of a birth date stands beside what is sealed only where the dataset lets ages be used, and
-- only at the form that asks for it: whatever else is written there goes, whoever writes.
create function keep_born_year() returns trigger language plpgsql as $$
begin
  if not exists (select 1 from registry_form f join registry_dataset d on d.id = f.dataset_id
                  where f.id = new.form_id and d.ages ->> 'form' = f.name) then
    new.born_year := null;
  end if;
  return new;
end $$;
create trigger keep_born_year before insert or update on registry_entry
  for each row when (new.born_year is not null) execute function keep_born_year();

-- Every year that is kept of a dataset goes, also of entries closed to whoever asks for it.
create function forget_years(wanted bigint) returns void
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  if acting_purpose() is distinct from 'operate'
     and (acting_role('curator') is not true
          or not exists (select 1 from registry_dataset d
               join registry_right r on r.registry_id = d.registry_id
              where d.id = wanted and r.account_id = acting_account() and r.manages)) then
    raise exception 'only who looks after the registry' using errcode = 'insufficient_privilege';
  end if;
  update registry_entry e set born_year = null
    from registry_form f
   where f.id = e.form_id and f.dataset_id = wanted and e.born_year is not null;
end $$;

-- Some entries of the form that asks for the birth date, held until their years are kept: what is
-- sealed, or the answer where it is not. For the software alone.
create function births_to_read(wanted bigint, after bigint, most int)
returns table (id bigint, ref uuid, sealed text, answer text)
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  if acting_purpose() is distinct from 'operate' then return; end if;
  return query
    select e.id, e.ref, e.sealed, e.answers ->> (d.ages ->> 'born')
      from registry_entry e
      join registry_form f on f.id = e.form_id
      join registry_dataset d on d.id = f.dataset_id
     where d.id = wanted and d.ages ->> 'form' = f.name
       and e.voided_at is null and e.id > after
     order by e.id limit most for no key update of e;
end $$;

-- {entry: year}. Nothing of the history changes by it, and nobody's answer is newer for it.
create function keep_years(years jsonb) returns void
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  if acting_purpose() is distinct from 'operate' then return; end if;
  update registry_entry e set born_year = one.value::int
    from jsonb_each_text(years) one where e.id = one.key::bigint;
end $$;

-- The year alone, and the day a form speaks of, which leaves only where a request names it.
grant select (born_year, occurred_on) on registry_entry to po_research;
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0027_windows")]
    operations = [
        migrations.AddField("dataset", "ages", models.JSONField(default=dict)),
        migrations.AddField("dataset", "ages_from", models.BigIntegerField(null=True)),
        migrations.AddField(
            "entry", "born_year", models.PositiveSmallIntegerField(editable=False, null=True)
        ),
        migrations.AlterField(
            "datarequest",
            "dates",
            models.CharField(
                choices=[
                    (
                        "shifted",
                        "Moved by a secret number of days, the same for all of one person",
                    ),
                    ("month", "Only the month and year"),
                    ("year", "Only the year"),
                    ("exact", "As they are"),
                ],
                default="shifted",
                max_length=7,
            ),
        ),
        migrations.RunSQL(YEARS, migrations.RunSQL.noop),
    ]
