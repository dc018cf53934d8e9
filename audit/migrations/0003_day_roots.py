"""A root for each day of the record, chained with the day before, and what erased looks leave."""

import django.db.models.functions.datetime
from django.db import migrations, models

EVENT = """sha256(convert_to(jsonb_build_array(
  x.id, extract(epoch from x.at), x.actor_kind, x.account_id, x.hat, x.purpose, x.verb,
  x.object_type, x.object_ref, x.subject_mark, x.detail, x.request_id)::text, 'UTF8'))"""
READ = """sha256(convert_to(jsonb_build_array(
  x.id, x.subject_id, extract(epoch from x.at), x.actor_kind, x.account_id, x.hat, x.purpose,
  x.reader_name, x.what, x.object_ref, x.grant_id, x.request_id)::text, 'UTF8'))"""

ROOTS = f"""
create function audit_day_figures(wanted date, out n_events bigint, out of_events text,
                                  out n_reads bigint, out of_reads text)
language plpgsql stable set search_path = public, pg_temp as $$
declare
  starts timestamptz := wanted::timestamp at time zone 'UTC';
  ends timestamptz := (wanted + 1)::timestamp at time zone 'UTC';
begin
  select count(*), encode(sha256(coalesce(string_agg(l.leaf, ''::bytea order by l.id), '')), 'hex')
    into n_events, of_events
    from (select x.id, {EVENT} as leaf from audit_event x
           where x.at >= starts and x.at < ends) l;
  select count(*), encode(sha256(coalesce(string_agg(l.leaf, ''::bytea order by l.id), '')), 'hex')
    into n_reads, of_reads
    from (select x.id, {READ} as leaf from audit_read x where x.at >= starts and x.at < ends
          union all
          select g.read_id, g.leaf from audit_readgone g where g.at >= starts and g.at < ends) l;
end $$;

-- The root of the next day that is over, or nothing. Six hours later, so that whatever began on that
-- day is written: rows carry the moment of their statement, not of their commit.
create function audit_next_root() returns date
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  last_day date;
  last_root text;
  wanted date;
  found record;
begin
  perform pg_advisory_xact_lock(hashtext('audit_dayroot'));
  select r.day, r.root into last_day, last_root from audit_dayroot r order by r.day desc limit 1;
  wanted := coalesce(last_day + 1, (least((select min(e.at) from audit_event e),
                                          (select min(r.at) from audit_read r))
                                    at time zone 'UTC')::date);
  if wanted is null
     or statement_timestamp() < ((wanted + 1)::timestamp at time zone 'UTC') + interval '6 hours' then
    return null;
  end if;
  select * into found from audit_day_figures(wanted);
  insert into audit_dayroot (day, events, events_hash, reads, reads_hash, root)
  values (wanted, found.n_events, found.of_events, found.n_reads, found.of_reads,
          encode(sha256(convert_to(
            coalesce(last_root, '') || '|' || to_char(wanted, 'YYYY-MM-DD')
            || '|' || found.n_events || '|' || found.of_events
            || '|' || found.n_reads || '|' || found.of_reads, 'UTF8')), 'hex'));
  return wanted;
end $$;

-- A look erased before its time leaves its hash. After three years looks go without a trace, and
-- only the root of their day stays (days as in audit.models.Read).
create function audit_read_goes() returns trigger
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  insert into audit_readgone (read_id, at, leaf)
  select x.id, x.at, {READ} from gone x
   where x.at >= statement_timestamp() - make_interval(days => 1095);
  return null;
end $$;
create trigger audit_read_goes after delete on audit_read
  referencing old table as gone for each statement execute function audit_read_goes();

create index audit_read_at on audit_read using brin (at);
revoke execute on function audit_day_figures(date) from public, po_app, po_backup, po_erase;
revoke execute on function audit_next_root() from public, po_backup, po_erase;
revoke execute on function audit_read_goes() from public, po_app, po_backup, po_erase;
revoke insert, update, delete, truncate on audit_dayroot, audit_readgone from po_app;
revoke update, delete on audit_dayroot from po_erase;
revoke update on audit_readgone from po_erase;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_vault"), ("access", "0001_vault")]
    operations = [
        migrations.CreateModel(
            name="DayRoot",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(unique=True)),
                ("events", models.PositiveIntegerField()),
                ("events_hash", models.CharField(max_length=64)),
                ("reads", models.PositiveIntegerField()),
                ("reads_hash", models.CharField(max_length=64)),
                ("root", models.CharField(max_length=64)),
                (
                    "made_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ReadGone",
            fields=[
                ("read_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField(db_index=True)),
                ("leaf", models.BinaryField()),
            ],
        ),
        migrations.RunSQL(ROOTS, migrations.RunSQL.noop),
    ]
