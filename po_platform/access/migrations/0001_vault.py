"""The vault's functions: who is acting, whose rows that opens, and how a table is put under them.

plpgsql binds table names late, so these stand before the tables they read. All that look at
people or grants are security definer, owned by po_owner, with a fixed search path.
"""

from django.db import migrations

ACTING = """
create function acting_kind() returns text language sql stable as
$$ select nullif(current_setting('po.kind', true), '') $$;

create function acting_account() returns bigint language sql stable as
$$ select case when acting_kind() = 'account'
   then nullif(current_setting('po.account', true), '')::bigint end $$;

create function acting_purpose() returns text language sql stable as
$$ select case when acting_kind() = 'system'
   then nullif(current_setting('po.purpose', true), '') end $$;

-- A purpose opens only these kinds of rows, and only of the one subject it was started for.
create function purpose_opens(purpose text, kind text) returns boolean language sql immutable as
$$ select case purpose
   when 'remind' then kind in ('proms', 'link')
   when 'assign' then kind in ('proms', 'link')
   when 'export' then true
   else false end $$;

-- A ticket opens only these kinds of rows of the subject it names.
create function ticket_opens(about text, kind text) returns boolean language sql immutable as
$$ select case about
   when 'care' then kind in ('consent', 'ticket')
   when 'answer' then kind in ('proms', 'drafts', 'ticket')
   else false end $$;
"""

SUBJECTS = """
-- Subjects the actor is: her own, or the one a purpose or ticket was made for.
create function own_subjects(kind text) returns uuid[]
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare found uuid[];
begin
  case acting_kind()
    when 'account' then
      select array_agg(l.subject_id) into found
        from members_subjectlink l join members_person p on p.id = l.person_id
       where p.account_id = acting_account();
    when 'system' then
      if purpose_opens(acting_purpose(), kind) then
        found := array[nullif(current_setting('po.subject', true), '')::uuid];
      end if;
    when 'bearer' then
      select array_agg(t.subject_id) into found from members_ticket t
       where t.id = nullif(current_setting('po.ticket', true), '')::bigint
         and t.used_at is null and t.withdrawn_at is null
         and t.expires_at > statement_timestamp() and ticket_opens(t.about, kind);
    else null;
  end case;
  return coalesce(array_remove(found, null), '{}');
end $$;

-- Living grants to the acting account or to a clinic it belongs to; second factor shown.
create function my_grants() returns bigint[]
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if acting_account() is null or current_setting('po.strong', true) is distinct from '1' then
    return '{}';
  end if;
  return coalesce((select array_agg(g.id) from members_grant g
    where g.ended_by_id is null and g.starts_at <= statement_timestamp()
      and (g.ends_at is null or g.ends_at > statement_timestamp())
      and ((g.grantee_kind = 'account' and g.grantee_id = acting_account())
        or (g.grantee_kind = 'clinic' and g.grantee_id in (
              select m.clinic_id from members_clinicmembership m
               where m.account_id = acting_account() and m.left_at is null)))), '{}');
end $$;

-- Subjects whose rows of one kind the actor may see: own ones and those granted to her.
create function visible_subjects(kind text) returns uuid[]
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare granted uuid[];
begin
  select array_agg(distinct g.subject_id) into granted from members_grant g
   where g.id = any(my_grants()) and (kind = any(g.scope) or kind = 'link');
  return own_subjects(kind) || coalesce(granted, '{}');
end $$;

-- Whether the acting account holds a living role, second factor shown.
create function acting_role(wanted text) returns boolean
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  return current_setting('po.strong', true) = '1' and exists (
    select 1 from members_roleholding r
     where r.account_id = acting_account() and r.role = wanted
       and r.starts_at <= statement_timestamp()
       and (r.ends_at is null or r.ends_at > statement_timestamp()));
end $$;

-- Persons whose identity the actor may open: herself, those who share it, and the one person
-- an administrator has before her (each such look is recorded by the application).
create function visible_persons() returns bigint[]
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  found bigint[];
  before_me bigint := nullif(current_setting('po.person', true), '')::bigint;
begin
  case acting_kind()
    when 'account' then
      -- A union: with "or" the planner reads every person of the organisation.
      found := array(
        select p.id from members_person p where p.account_id = acting_account()
        union
        select l.person_id from members_subjectlink l
         where l.subject_id = any(visible_subjects('identity')));
      if before_me is not null and acting_role('administrator') then
        found := found || before_me;
      end if;
    when 'system' then
      if acting_purpose() in ('deliver', 'export') then found := array[before_me]; end if;
    else null;
  end case;
  return coalesce(array_remove(found, null), '{}');
end $$;
"""

DOORS = """
-- The two readers of the link between person and subject.
create function subject_of(wanted bigint) returns uuid
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  return (select l.subject_id from members_subjectlink l
    where l.person_id = wanted and (l.subject_id = any(own_subjects('link'))
       or (acting_purpose() in ('export', 'assign')
           and wanted = nullif(current_setting('po.person', true), '')::bigint)));
end $$;

create function people_behind(wanted uuid[]) returns table (subject_id uuid, person_id bigint)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  return query select l.subject_id, l.person_id from members_subjectlink l
    where l.subject_id = any(wanted) and l.subject_id = any(visible_subjects('link'));
end $$;

-- Everything a request needs about its account, in one round trip; sets who is asking.
create function begin_account(wanted bigint, hat text, strong boolean, person text)
returns table (person_id bigint, subject_id uuid, display_name text, state text, roles text[])
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  perform set_config('po.kind', 'account', true),
          set_config('po.account', wanted::text, true),
          set_config('po.hat', hat, true),
          set_config('po.strong', case when strong then '1' else '' end, true),
          set_config('po.person', person, true),
          set_config('po.purpose', '', true), set_config('po.subject', '', true),
          set_config('po.ticket', '', true);
  return query
    select p.id, l.subject_id, p.display_name::text, p.state::text,
      array(select r.role::text from members_roleholding r
             where r.account_id = wanted and r.starts_at <= statement_timestamp()
               and (r.ends_at is null or r.ends_at > statement_timestamp()))
      from members_person p left join members_subjectlink l on l.person_id = p.id
     where p.account_id = wanted;
end $$;

-- The only way from a secret to its ticket.
create function find_ticket(hash bytea)
returns table (id bigint, about text, subject_id uuid, object_ref text, note text, detail jsonb)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  return query select t.id, t.about::text, t.subject_id, t.object_ref::text, t.note::text, t.detail
    from members_ticket t where t.secret_hash = hash and t.used_at is null
     and t.withdrawn_at is null and t.expires_at > statement_timestamp();
end $$;

-- An administrator finds a person by an exact mark, one column at a time.
create function find_people(field text, mark text) returns setof bigint
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if not acting_role('administrator') then return; end if;
  return query select i.person_id from members_identity i
    where (field = 'name' and i.name_index = mark) or (field = 'phone' and i.phone_index = mark)
    limit 50;
end $$;

-- Subjects of active members, a page at a time, for the job that puts questionnaires on lists.
create function active_subjects(after_id bigint, size int)
returns table (person_id bigint, subject_id uuid)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if acting_purpose() is distinct from 'assign' then return; end if;
  return query select p.id, l.subject_id from members_person p
      join members_subjectlink l on l.person_id = p.id
     where p.state = 'active' and p.id > after_id order by p.id limit size;
end $$;
"""

PROTECT = """
-- One permissive policy per role and command, forced also on the owner.
create procedure protect(tbl text, sees text, adds text, changes text, removes text)
language plpgsql as $$
begin
  execute format('alter table %I enable row level security', tbl);
  execute format('alter table %I force row level security', tbl);
  execute format('create policy app_select on %I for select to po_app using (%s)', tbl, sees);
  execute format('create policy app_insert on %I for insert to po_app with check (%s)', tbl, adds);
  execute format('create policy app_update on %I for update to po_app using (%s) with check (%s)',
                 tbl, changes, changes);
  execute format('create policy app_delete on %I for delete to po_app using (%s)', tbl, removes);
  execute format('create policy owner_all on %I to po_owner using (true) with check (true)', tbl);
  execute format('create policy backup_select on %I for select to po_backup using (true)', tbl);
  execute format('create policy erase_all on %I to po_erase using (true) with check (true)', tbl);
end $$;

-- For tables that only ever grow.
create procedure only_grows(tbl text) language plpgsql as $$
begin
  execute format('revoke update, delete, truncate on %I from po_app', tbl);
  execute format('revoke update on %I from po_erase', tbl);
end $$;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in (ACTING, SUBJECTS, DOORS, PROTECT)
    ]
