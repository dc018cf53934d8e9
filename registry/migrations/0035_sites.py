"""Sites of a registry: who has a right for one of them reaches only its records. Off at first."""

from __future__ import annotations

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

SITES = """
-- Registries in which the acting account works for one site alone, and these sites. Of nobody else:
-- the software, the operator of the host and research are not narrowed by a site.
create function sited_registries() returns bigint[]
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(array_agg(distinct r.registry_id), '{}') from registry_right r
   where r.account_id = acting_account() and r.site_id is not null $$;

create function my_sites() returns bigint[]
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(array_agg(distinct r.site_id), '{}') from registry_right r
    join registry_site t on t.id = r.site_id and t.registry_id = r.registry_id
   where r.account_id = acting_account() $$;

-- Rows, not an array: Postgres keeps them in a hash, while it goes through an array for every row.
create function my_site_records() returns setof bigint
language sql stable security definer set search_path = public, pg_temp as $$
  select s.id from registry_subject s
    join registry_site t on t.id = s.site_id and t.registry_id = s.registry_id
   where s.site_id = any((select my_sites())::bigint[]) $$;

-- On top of everything else that opens a row, so that no policy has to be written anew and none can
-- forget it: a restrictive policy must hold too. For whoever works for no single site the first line is
-- true, is asked once, and the others never are; the planner takes it for one half, not for nothing.
-- A person's own rows, and what was granted, stay open to her.
create policy app_sites on registry_subject as restrictive for all to po_app using (
  (select sited_registries() = '{}')
  or not registry_id = any((select sited_registries())::bigint[])
  or site_id = any((select my_sites())::bigint[])
  or subject_id = any((select visible_subjects('registry'))::uuid[])
  or subject_id = any((select own_subjects('consent'))::uuid[])
  or subject_id = any((select deciding_subjects())::uuid[]));

create procedure protect_by_site(tbl text) language plpgsql as $$
begin
  execute format('create policy app_sites on %I as restrictive for all to po_app using (
    (select sited_registries() = ''{}'')
    or not registry_id = any((select sited_registries())::bigint[])
    or record_id in (select my_site_records())
    or subject_id = any((select visible_subjects(''registry''))::uuid[])
    or subject_id = any((select own_subjects(''consent''))::uuid[])
    or subject_id = any((select deciding_subjects())::uuid[]))', tbl);
end $$;
call protect_by_site('registry_entry');
call protect_by_site('registry_entryevent');
call protect_by_site('registry_participation');
call protect_by_site('registry_query');
call protect_by_site('registry_accepted');
"""

FUNCTIONS = """
-- As before; who works for one site sees only half of a pair, so she judges none.
create or replace function my_doubles() returns bigint[]
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if acting_role('curator') is not true then return '{}'; end if;
  return array(select r.registry_id from registry_right r
    where r.account_id = acting_account() and r.form_id is null and r.sees and r.enters
      and not r.registry_id = any(sited_registries()));
end $$;

-- As before; of her site.
create or replace function hold_record(wanted bigint) returns boolean
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare held boolean;
begin
  perform 1 from registry_registry r join registry_subject s on s.registry_id = r.id
   where s.id = wanted and (r.id = any(my_registries('writes'))
                              and (not r.id = any(sited_registries()) or s.site_id = any(my_sites()))
                            or s.subject_id = any(own_subjects('registry'))
                            or s.subject_id = any(worked_out_subjects())) for share of r;
  held := found;
  if held then
    perform pg_advisory_xact_lock(hashtextextended('registry_record', wanted));
  end if;
  return held and exists (select 1 from registry_subject s
    where s.id = wanted and s.same_as_id is null and s.voided_at is null);
end $$;

create or replace function mark_records(rows jsonb) returns void
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  writes bigint[] := my_registries('writes');
  own uuid[] := own_subjects('registry');
  sited bigint[] := sited_registries();
  sites bigint[] := my_sites();
  one jsonb;
  home bigint;
  earlier bigint;
begin
  for one in select * from jsonb_array_elements(rows) loop
    home := (one ->> 'record')::bigint;
    if exists (select 1 from registry_subject s where s.id = home
                and (s.registry_id = any(writes)
                      and (not s.registry_id = any(sited) or s.site_id = any(sites))
                     or s.subject_id = any(own))) then
      loop
        select j.gone_id into earlier from registry_joined j
         where j.kept_id = home and j.ended_at is null
           and exists (select 1 from jsonb_array_elements(j.moved) m
                        where (m ->> 0)::bigint = (one ->> 'entry')::bigint);
        exit when not found;
        home := earlier;
      end loop;
      perform mark_one(home, one ->> 'origin', one -> 'marks');
    end if;
  end loop;
end $$;

create or replace function registry_consenting(wanted bigint, code text)
returns table (subject_id uuid, scope text[], since timestamptz)
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  sited boolean := wanted = any(sited_registries());
  sites bigint[] := my_sites();
begin
  if may_ask_consents(wanted) is not true then return; end if;
  return query
    select g.subject_id, g.scope::text[], g.starts_at
      from members_grant g
      join registry_participation p on p.subject_id = g.subject_id and p.registry_id = wanted
      join registry_subject s on s.id = p.record_id and (not sited or s.site_id = any(sites))
     where g.purpose = 'registry:' || wanted || ':' || code
       and g.grantee_kind = 'nobody' and g.ended_by_id is null and g.paused_at is null
       and g.starts_at <= statement_timestamp()
       and (g.ends_at is null or g.ends_at > statement_timestamp())
       and p.state = 'active' and (p.paused_at is null or not 'contact' = any(g.scope))
       and not exists (select 1 from frozen_records(array[p.record_id]))
     order by g.subject_id;
end $$;

create or replace function registry_told(wanted bigint, whom uuid[])
returns table (subject_id uuid, vital text, takes_part text, state text, rests boolean,
               sheet_id bigint, allowed jsonb)
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  keeps boolean := coalesce(may_ask_consents(wanted), false);
  sited boolean := wanted = any(sited_registries());
  sites bigint[] := my_sites();
  mine uuid[] := own_subjects('registry');
  making bigint := (select r.id from registry_release r
    join registry_datarequest q on q.id = r.request_id
    join registry_dataset d on d.id = q.dataset_id
   where r.id = acting_release() and d.registry_id = wanted);
begin
  return query
    select s.subject_id, s.vital::text, s.takes_part::text, coalesce(p.state::text, ''),
           p.paused_at is not null or exists (select 1 from frozen_records(array[s.id])),
           p.sheet_id,
           coalesce((select jsonb_object_agg(split_part(g.purpose, ':', 3), to_jsonb(g.scope))
              from members_grant g
             where g.subject_id = s.subject_id and p.state = 'active'
               and not exists (select 1 from frozen_records(array[s.id]))
               and g.purpose like 'registry:' || wanted || ':%' and g.grantee_kind = 'nobody'
               and g.ended_by_id is null and g.paused_at is null
               and g.starts_at <= statement_timestamp()
               and (g.ends_at is null or g.ends_at > statement_timestamp())), '{}'::jsonb)
      from registry_subject s
      left join registry_participation p
        on p.subject_id = s.subject_id and p.registry_id = s.registry_id
     where s.registry_id = wanted and s.subject_id = any(whom) and s.voided_at is null
       and s.same_as_id is null
       and (keeps and (not sited or s.site_id = any(sites)) or s.subject_id = any(mine)
         or exists (select 1 from registry_releasesubject n
                     where n.release_id = making and n.subject_id = s.subject_id));
end $$;

-- As before; a mail about a question of another site goes to nobody of this one.
create or replace function registry_still_open(wanted bigint[], people bigint[])
returns table (question bigint, person bigint)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if acting_purpose() is distinct from 'deliver' then return; end if;
  return query select q.id, m.id from unnest(wanted, people) told (question, person)
    join registry_query q on q.id = told.question
    join registry_subject s on s.id = q.record_id
    join members_person m on m.id = told.person
   where q."to" = 'curator' and q.state = 'open' and not q.record_id = any(withdrawn_records())
     and (select r.enters or r.confirms from registry_right r
           where r.registry_id = q.registry_id and r.account_id = m.account_id
             and (r.form_id is null or r.form_id = q.form_id)
           order by r.form_id nulls last limit 1)
     and not exists (select 1 from registry_right r
          where r.registry_id = q.registry_id and r.account_id = m.account_id
            and r.site_id is not null and r.site_id is distinct from s.site_id)
     and exists (select 1 from members_roleholding h
          where h.account_id = m.account_id and h.role in ('curator', 'clinician')
            and h.starts_at <= statement_timestamp()
            and (h.ends_at is null or h.ends_at > statement_timestamp()));
end $$;
"""

PAGES = """
-- Whether a registry has sites at all, so that pages of those without ask nothing more.
create function keep_sited() returns trigger language plpgsql as $$
declare whose bigint;
begin
  if tg_op = 'DELETE' then whose := old.registry_id; else whose := new.registry_id; end if;
  update registry_registry r
     set sited = exists (select 1 from registry_site t where t.registry_id = r.id)
   where r.id = whose;
  return null;
end $$;
create trigger keep_sited after insert or delete on registry_site
  for each row execute function keep_sited();

-- A site goes while no right is for it and no record that can be moved away. Those taken back, put
-- together with another or of people who left are at no site then: fewer see them, never more.
create function drop_site(wanted bigint) returns boolean
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  if not exists (select 1 from registry_site t where t.id = wanted and looks_after(t.registry_id))
     or exists (select 1 from registry_subject s where s.site_id = wanted
                  and s.voided_at is null and s.same_as_id is null and s.takes_part <> 'opted_out')
     or exists (select 1 from registry_right r where r.site_id = wanted) then
    return false;
  end if;
  update registry_subject set site_id = null where site_id = wanted;
  delete from registry_site where id = wanted;
  return true;
end $$;
"""

WHO = """
-- Of a record of one's own: how many people work for its site alone, and how many for all sites and
-- so see it too. Numbers, no names: as far as they see forms at all.
create function who_at_site(wanted bigint) returns table (here bigint, everywhere bigint)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  return query
    select count(distinct r.account_id) filter (where narrow.site_id = s.site_id),
           count(distinct r.account_id) filter (where narrow.site_id is null)
      from registry_subject s
      join registry_right r on r.registry_id = s.registry_id and r.sees
      left join lateral (select n.site_id from registry_right n
         where n.account_id = r.account_id and n.registry_id = r.registry_id
           and n.site_id is not null limit 1) narrow on true
     where s.id = wanted and (s.subject_id = any(own_subjects('registry'))
                              or s.subject_id = any(deciding_subjects()))
       and exists (select 1 from members_roleholding h
         where h.account_id = r.account_id and h.role in ('curator', 'clinician')
           and h.starts_at <= statement_timestamp()
           and (h.ends_at is null or h.ends_at > statement_timestamp()));
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0034_lists_counted")]
    operations = [
        migrations.CreateModel(
            name="Site",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=40)),
                ("title", models.CharField(max_length=200)),
                ("country", models.CharField(blank=True, max_length=60)),
                (
                    "made_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "registry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sites",
                        to="registry.registry",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("registry", "name"), name="registry_site_once")
                ],
            },
        ),
        migrations.AddField(
            model_name="registry",
            name="sited",
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
        migrations.AddField(
            model_name="subject",
            name="site",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="registry.site",
            ),
        ),
        migrations.AddField(
            model_name="right",
            name="site",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="registry.site",
            ),
        ),
        migrations.AddConstraint(
            model_name="right",
            constraint=models.CheckConstraint(
                condition=models.Q(("manages", False), ("site__isnull", True), _connector="OR"),
                name="registry_right_manages_all",
            ),
        ),
        *(migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in (SITES, FUNCTIONS, PAGES, WHO)),
    ]
