"""Visits on pages and what a file brought of them, forms that are due again, what stands locked."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


VISITS = """
-- Whoever looks after a registry: its managers among the curators, and a command on the host.
create function looks_after(wanted bigint) returns boolean
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  return acting_purpose() is not distinct from 'operate'
      or (coalesce(acting_role('curator'), false) and exists (select 1 from registry_right r
           where r.registry_id = wanted and r.account_id = acting_account() and r.manages));
end $$;

create function looks_after_visit(wanted bigint) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce((select looks_after(d.registry_id) from registry_event v
    join registry_dataset d on d.id = v.dataset_id where v.id = wanted), false) $$;

-- Whether anything is entered there, of whichever form: whoever asks need not see it.
create function visit_in_use(wanted bigint) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select exists (select 1 from registry_entry e where e.event_id = wanted and e.voided_at is null)
      or exists (select 1 from registry_releaserow r where r.event_id = wanted) $$;

create function form_at_visit_in_use(visit bigint, form bigint) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select exists (select 1 from registry_entry e
    where e.event_id = visit and e.form_id = form and e.voided_at is null) $$;

-- A visit at which nothing stands goes; what was taken back there belongs to no visit then, its
-- history says which it was.
create function drop_visit(wanted bigint) returns boolean
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  if not looks_after_visit(wanted) or visit_in_use(wanted) then return false; end if;
  update registry_entry set event_id = null where event_id = wanted;
  delete from registry_formatevent where event_id = wanted;
  delete from registry_event where id = wanted;
  return true;
end $$;

-- What a file made repeat does so no more, where nothing stands a second time.
create function end_repeating_form(wanted bigint) returns boolean
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  if exists (select 1 from registry_entry e where e.form_id = wanted and e.instance > 0
              and not e.repeats_event and e.voided_at is null) then return false; end if;
  update registry_form f set repeats = false from registry_dataset d
   where f.id = wanted and d.id = f.dataset_id and looks_after(d.registry_id);
  return true;
end $$;

create function end_repeating_visit(wanted bigint) returns boolean
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  if exists (select 1 from registry_entry e where e.event_id = wanted and e.repeats_event
              and e.voided_at is null) then return false; end if;
  update registry_event set repeats = false where id = wanted and looks_after_visit(wanted);
  return true;
end $$;
"""

LOCKED = """
-- What stands locked says what it says; where it stands, and who confirmed it, may change.
create function keep_locked() returns trigger language plpgsql as $$
begin
  if new.locked_at is not null
     and (old.answers, old.missing, old.sealed, old.occurred_on, old.status, old.voided_at)
         is distinct from
         (new.answers, new.missing, new.sealed, new.occurred_on, new.status, new.voided_at) then
    raise exception 'this form is locked' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger keep_locked before update on registry_entry
  for each row when (old.locked_at is not null) execute function keep_locked();
"""

DUE = """
-- Forms somebody was asked to look at again, and since when: nothing of the form was written or
-- found unchanged for its months. `whose`: null is everybody. For functions of the owner only.
create function forms_due(whose uuid[]) returns table (participation bigint, form bigint, due timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
  select p.id, f.id, greatest(p.since, newest.at) + make_interval(months => f.again_after)
    from registry_participation p
    join registry_subject s on s.id = p.record_id and s.voided_at is null
     and s.vital <> 'dead' and s.takes_part = 'active'
    join registry_dataset d on d.registry_id = p.registry_id
    join registry_form f on f.dataset_id = d.id and f.members_fill and f.again_after > 0
    left join lateral (
      select max(greatest(e.changed_at, (select max((said.value ->> 'at')::timestamptz)
                                           from jsonb_each(e.provenance) said))) as at,
             bool_or(e.locked_at is not null) as locked
        from registry_entry e
       where e.record_id = p.record_id and e.form_id = f.id and e.voided_at is null) newest on true
   where (whose is null or p.subject_id = any(whose))
     and p.state = 'active' and p.paused_at is null
     and (f.repeats or newest.locked is not true)
     and greatest(p.since, newest.at) + make_interval(months => f.again_after)
         <= statement_timestamp()
     and not exists (select 1 from frozen_records(array[p.record_id])) $$;
revoke execute on function forms_due(uuid[]) from public, po_app, po_backup, po_erase;

create function my_due_forms() returns table (participation bigint, form bigint, due timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
  select d.participation, d.form, d.due from forms_due(own_subjects('registry')) d $$;

-- Who is told now that a form is due: once, once more after two weeks, and then no more until
-- nothing was due. Nobody whose membership rests, nobody just diagnosed.
create function take_due_forms(most int)
returns table (participation bigint, person bigint, mark int, since date)
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  if acting_purpose() is distinct from 'remind' then return; end if;
  with due as materialized (select distinct d.participation as id from forms_due(null) d)
  update registry_participation p set due_step = 0, due_asked_at = null
   where p.due_step > 0 and not exists (select 1 from due where due.id = p.id);
  return query
    with taken as (
      select p.id, l.person_id from registry_participation p
        join members_subjectlink l on l.subject_id = p.subject_id
        join members_person m on m.id = l.person_id and m.state = 'active'
       where p.id in (select d.participation from forms_due(null) d)
         and (p.due_step = 0
              or p.due_step = 1 and p.due_asked_at < statement_timestamp() - interval '14 days')
         and peace_of(p.subject_id) is null
       order by p.id limit most for update of p skip locked)
    update registry_participation p
       set due_step = p.due_step + 1, due_asked_at = statement_timestamp()
      from taken where p.id = taken.id
    returning p.id, taken.person_id, p.due_step::int, current_date;
end $$;

-- Of these participations those of which a form is due when the mail goes out.
create function still_due(wanted bigint[]) returns setof bigint
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if acting_purpose() is distinct from 'deliver' then return; end if;
  return query select distinct d.participation
    from forms_due(array(select p.subject_id from registry_participation p where p.id = any(wanted))) d
    join registry_participation p on p.id = d.participation
    join members_subjectlink l on l.subject_id = p.subject_id
    join members_person m on m.id = l.person_id and m.state = 'active'
   where d.participation = any(wanted) and peace_of(p.subject_id) is null;
end $$;
"""

NEWER = """
-- Whoever agreed to an older text than the one members are asked with now, for herself.
create function with_older_text() returns table (participation bigint, person bigint, version int)
language sql stable security definer set search_path = public, pg_temp as $$
  select p.id, m.id, newest.version::int
    from registry_participation p
    join registry_consentsheet mine on mine.id = p.sheet_id
    join lateral (select max(s.version) as version from registry_consentsheet s
                   where s.registry_id = p.registry_id and s.published_at is not null) newest
      on newest.version > mine.version
    join members_subjectlink l on l.subject_id = p.subject_id
    join members_person m on m.id = l.person_id and m.state = 'active'
   where p.state = 'active' and p.paused_at is null and not p.by_law
     and peace_of(p.subject_id) is null
     and not exists (select 1 from frozen_records(array[p.record_id])) $$;
revoke execute on function with_older_text() from public, po_app, po_backup, po_erase;

-- Who is told of a newer text now; each version is told once.
create function take_newer_texts(most int)
returns table (participation bigint, person bigint, mark int, since date)
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  if acting_purpose() is distinct from 'remind' then return; end if;
  return query
    with taken as (
      select p.id, o.person, o.version from with_older_text() o
        join registry_participation p on p.id = o.participation and p.asked_version < o.version
       order by p.id limit most for update of p skip locked)
    update registry_participation p set asked_version = taken.version
      from taken where p.id = taken.id
    returning p.id, taken.person, taken.version, current_date;
end $$;

create function still_newer(wanted bigint[]) returns setof bigint
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if acting_purpose() is distinct from 'deliver' then return; end if;
  return query select o.participation from with_older_text() o where o.participation = any(wanted);
end $$;

-- Texts that were published before anybody was told of them: those who joined are not told now.
update registry_participation p set asked_version = coalesce((select max(s.version)
  from registry_consentsheet s
 where s.registry_id = p.registry_id and s.published_at is not null), 0);
"""

WORK = """
-- Of these questions to those who keep a registry the ones that wait for an answer.
create function registry_still_open(wanted bigint[]) returns setof bigint
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if acting_purpose() is distinct from 'deliver' then return; end if;
  return query select q.id from registry_query q
    where q.id = any(wanted) and q."to" = 'curator' and q.state = 'open'
      and not q.record_id = any(withdrawn_records());
end $$;
"""

COUNTED = """
-- As before, and why an entry changed or is locked, and from whom it is known how somebody is.
create or replace function rights_count_registry(which uuid, wanted text[])
returns table (place text, texts bigint, people bigint)
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare hers uuid;
begin
  select c.subject into hers from counting_for(which, wanted) c;
  return query
    select 'entries', count(*), count(distinct e.subject_id) from registry_entry e
     where e.subject_id is distinct from hers
       and (names_in(wanted, e.answers) or names_in(wanted, e.cells)
            or names_in(wanted, e.why, e.locked_why))
    union all
    select 'asked', count(*), count(distinct q.subject_id) from (
        select a.subject_id from registry_query a where names_in(wanted, a.words, a.answer)
        union all
        select b.subject_id from registry_accepted b where names_in(wanted, b.reason)
        union all
        select s.subject_id from registry_subject s where names_in(wanted, s.state_why)
        union all
        select p.subject_id from registry_paperconsent p where names_in(wanted, p.said)) q
     where q.subject_id is distinct from hers;
end $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0018_traces'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='entry',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='entry',
            name='update_update',
        ),
        migrations.AddField(
            model_name='batch',
            name='brought',
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name='entry',
            name='locked_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='entry',
            name='locked_why',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='entry',
            name='why',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='entryevent',
            name='locked_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='entryevent',
            name='locked_why',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='entryevent',
            name='why',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='event',
            name='from_day',
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='event',
            name='until_day',
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='form',
            name='again_after',
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='participation',
            name='asked_version',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='participation',
            name='due_asked_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='participation',
            name='due_step',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='subject',
            name='state_on',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='subject',
            name='state_why',
            field=models.CharField(blank=True, max_length=300),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='entry',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "registry_entryevent" ("answers", "batch_id", "cells", "changed_at", "entered_by", "event_id", "form_id", "id", "instance", "locked_at", "locked_why", "missing", "occurred_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "provenance", "record_id", "ref", "registry_id", "repeats_event", "row_version", "sealed", "source", "status", "subject_id", "version_id", "voided_at", "why") VALUES (NEW."answers", NEW."batch_id", NEW."cells", NEW."changed_at", NEW."entered_by", NEW."event_id", NEW."form_id", NEW."id", NEW."instance", NEW."locked_at", NEW."locked_why", NEW."missing", NEW."occurred_on", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."provenance", NEW."record_id", NEW."ref", NEW."registry_id", NEW."repeats_event", NEW."row_version", NEW."sealed", NEW."source", NEW."status", NEW."subject_id", NEW."version_id", NEW."voided_at", NEW."why"); RETURN NULL;', hash='8a8fb4322d05719c8af4357c10eb16fd083880c4', operation='INSERT', pgid='pgtrigger_insert_insert_11b68', table='registry_entry', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='entry',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."answers" IS DISTINCT FROM (NEW."answers") OR OLD."batch_id" IS DISTINCT FROM (NEW."batch_id") OR OLD."cells" IS DISTINCT FROM (NEW."cells") OR OLD."changed_at" IS DISTINCT FROM (NEW."changed_at") OR OLD."entered_by" IS DISTINCT FROM (NEW."entered_by") OR OLD."event_id" IS DISTINCT FROM (NEW."event_id") OR OLD."form_id" IS DISTINCT FROM (NEW."form_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."instance" IS DISTINCT FROM (NEW."instance") OR OLD."locked_at" IS DISTINCT FROM (NEW."locked_at") OR OLD."locked_why" IS DISTINCT FROM (NEW."locked_why") OR OLD."missing" IS DISTINCT FROM (NEW."missing") OR OLD."occurred_on" IS DISTINCT FROM (NEW."occurred_on") OR OLD."provenance" IS DISTINCT FROM (NEW."provenance") OR OLD."record_id" IS DISTINCT FROM (NEW."record_id") OR OLD."ref" IS DISTINCT FROM (NEW."ref") OR OLD."registry_id" IS DISTINCT FROM (NEW."registry_id") OR OLD."repeats_event" IS DISTINCT FROM (NEW."repeats_event") OR OLD."row_version" IS DISTINCT FROM (NEW."row_version") OR OLD."sealed" IS DISTINCT FROM (NEW."sealed") OR OLD."source" IS DISTINCT FROM (NEW."source") OR OLD."status" IS DISTINCT FROM (NEW."status") OR OLD."subject_id" IS DISTINCT FROM (NEW."subject_id") OR OLD."version_id" IS DISTINCT FROM (NEW."version_id") OR OLD."voided_at" IS DISTINCT FROM (NEW."voided_at") OR OLD."why" IS DISTINCT FROM (NEW."why"))', func='INSERT INTO "registry_entryevent" ("answers", "batch_id", "cells", "changed_at", "entered_by", "event_id", "form_id", "id", "instance", "locked_at", "locked_why", "missing", "occurred_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "provenance", "record_id", "ref", "registry_id", "repeats_event", "row_version", "sealed", "source", "status", "subject_id", "version_id", "voided_at", "why") VALUES (NEW."answers", NEW."batch_id", NEW."cells", NEW."changed_at", NEW."entered_by", NEW."event_id", NEW."form_id", NEW."id", NEW."instance", NEW."locked_at", NEW."locked_why", NEW."missing", NEW."occurred_on", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."provenance", NEW."record_id", NEW."ref", NEW."registry_id", NEW."repeats_event", NEW."row_version", NEW."sealed", NEW."source", NEW."status", NEW."subject_id", NEW."version_id", NEW."voided_at", NEW."why"); RETURN NULL;', hash='701bb0d7ad2a1f4ba12e32908aeea88f04525d81', operation='UPDATE', pgid='pgtrigger_update_update_b8d64', table='registry_entry', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('from_day__isnull', True), ('until_day__isnull', True)), ('from_day__lte', models.F('until_day')), _connector='OR'), name='registry_event_window'),
        ),
        *(
            migrations.RunSQL(sql, migrations.RunSQL.noop)
            for sql in (VISITS, LOCKED, DUE, NEWER, WORK, COUNTED)
        ),
    ]
