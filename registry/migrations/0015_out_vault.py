"""Who is asked to a study and who reads her answer; names of those who were erased."""

from django.db import migrations

STUDIES = """
-- Studies whose answers the acting researcher reads: her own, while they rest on a yes; a change that
-- is asked for takes nothing away from it.
create function my_studies() returns bigint[]
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if not acting_role('researcher') then return '{}'; end if;
  return array(select s.id from registry_study s join registry_datarequest r on r.id = s.request_id
    where r.asked_by = acting_account() and r.state not in ('draft', 'refused', 'withdrawn'));
end $$;

-- Answers of people who do not take part any more: nobody but they themselves sees them.
create function gone_from_studies() returns bigint[]
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(array_agg(i.id), '{}')
    from registry_studyinvitation i
    join registry_study s on s.id = i.study_id
    join registry_datarequest r on r.id = s.request_id
    join registry_dataset d on d.id = r.dataset_id
   where i.state = 'yes' and not exists (select 1 from registry_participation p
     where p.subject_id = i.subject_id and p.registry_id = d.registry_id
       and p.state = 'active' and p.paused_at is null) $$;

call protect('registry_studyinvitation',
  sees => $$subject_id = any((select own_subjects('study'))::uuid[])
            or (state = 'yes' and study_id = any((select my_studies())::bigint[])
                and not id = any((select gone_from_studies())::bigint[]))$$,
  adds => 'false',
  changes => $$subject_id = any((select own_subjects('study'))::uuid[])
               and (select acting_kind()) = 'account'$$,
  removes => 'false');

-- Whether somebody may hear of a study now. Why not, nobody is told.
create function may_hear_of(study bigint, subject uuid) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select exists (
    select 1 from registry_study s
      join registry_datarequest r on r.id = s.request_id and r.state in ('ready', 'released')
      join registry_dataset d on d.id = r.dataset_id
      join members_subjectlink l on l.subject_id = subject
      join members_person m on m.id = l.person_id and m.state = 'active' and m.account_id is not null
      join registry_participation p on p.subject_id = subject and p.registry_id = d.registry_id
       and p.state = 'active' and p.paused_at is null
       and not exists (select 1 from frozen_records(array[p.record_id]))
      join registry_subject x on x.id = p.record_id and x.voided_at is null
       and x.vital <> 'dead' and x.takes_part = 'active'
      join members_grant g on g.subject_id = subject and g.scope @> array['contact']::varchar[]
       and g.ended_by_id is null and g.paused_at is null and g.starts_at <= statement_timestamp()
       and (g.ends_at is null or g.ends_at > statement_timestamp())
       and g.purpose in (select jsonb_array_elements_text(s.contact))
     where s.id = study and s.stopped_at is null and s.ends_on >= current_date)
   and peace_of(subject) is null
   and not subject = any((select undecided_subjects())::uuid[]) $$;

-- Asks those of `candidates` who may be asked, each once a study and `seldom` times a year at most.
create function invite_to_study(study bigint, candidates uuid[], seldom int)
returns table (invitation bigint, ref uuid, person bigint)
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  if acting_purpose() is distinct from 'assign' then return; end if;
  perform pg_advisory_xact_lock(hashtextextended('registry_study', 0));
  return query
    with made as (
      insert into registry_studyinvitation (ref, study_id, subject_id, state, reach)
      select gen_random_uuid(), study, c.subject, 'asked', '' from unnest(candidates) c(subject)
       where may_hear_of(study, c.subject)
         and (select count(*) from registry_studyinvitation i where i.subject_id = c.subject
               and i.invited_at > statement_timestamp() - interval '1 year') < seldom
      on conflict do nothing
      returning id, registry_studyinvitation.ref, subject_id)
    select made.id, made.ref, l.person_id
      from made join members_subjectlink l on l.subject_id = made.subject_id;
end $$;

-- One reminder for whoever has not answered two weeks later.
create function remind_of_study(study bigint)
returns table (invitation bigint, ref uuid, person bigint)
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  if acting_purpose() is distinct from 'remind' then return; end if;
  return query
    with due as (
      update registry_studyinvitation i set reminded_at = statement_timestamp()
       where i.study_id = study and i.state = 'asked' and i.reminded_at is null
         and i.invited_at <= statement_timestamp() - interval '14 days'
         and may_hear_of(study, i.subject_id)
      returning i.id, i.ref, i.subject_id)
    select due.id, due.ref, l.person_id
      from due join members_subjectlink l on l.subject_id = due.subject_id;
end $$;

-- Of these invitations those that are still right when a mail or letter goes out.
create function studies_still_ask(wanted bigint[]) returns setof bigint
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if acting_purpose() is distinct from 'deliver' then return; end if;
  return query select i.id from registry_studyinvitation i
    where i.id = any(wanted) and i.state = 'asked' and may_hear_of(i.study_id, i.subject_id);
end $$;

revoke execute on function may_hear_of(bigint, uuid) from po_app, po_backup, po_erase;
"""

NAMES = """
-- What was decided stays, with the role; who it was does not. Only the eraser.
create function forget_in_requests(gone bigint) returns void
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  update registry_vote set name = '' where account = gone;
  update registry_requeststep set by_name = '' where by_account = gone;
  update registry_fetched set by_name = '' where by_account = gone;
end $$;
revoke execute on function forget_in_requests(bigint) from po_app, po_backup;
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0014_out"), ("members", "0012_groups_vault")]
    operations = [migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in (STUDIES, NAMES)]
