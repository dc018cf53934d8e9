"""What the office needs of the vault: resting roles, ended sharing, and looks that leave a trace."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

ROLES_REST = """
-- As before, and: roles and the second factor count only while the person is active. Somebody who
-- waits, is paused or has left acts at most for herself, from her next request on.
create or replace function begin_account(wanted bigint, hat text, strong boolean, person text)
returns table (person_id bigint, subject_id uuid, display_name text, state text, roles text[])
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare active boolean;
begin
  select p.state = 'active' into active from members_person p where p.account_id = wanted;
  perform set_config('po.kind', 'account', true),
          set_config('po.account', wanted::text, true),
          set_config('po.hat', hat, true),
          set_config('po.strong', case when strong and active then '1' else '' end, true),
          set_config('po.person', person, true),
          set_config('po.purpose', '', true), set_config('po.subject', '', true),
          set_config('po.ticket', '', true);
  return query
    select p.id, l.subject_id, p.display_name::text, p.state::text,
      array(select r.role::text from members_roleholding r
             where r.account_id = wanted and r.starts_at <= statement_timestamp()
               and (r.ends_at is null or r.ends_at > statement_timestamp())
               and (active or r.role = 'member'))
      from members_person p left join members_subjectlink l on l.person_id = p.id
     where p.account_id = wanted;
end $$;
"""

LOOKING = """
-- An administrator is about to see who somebody is: one row the person herself can read. The
-- subject is not told to the administrator; she names the person she has before her.
create function record_person_read(wanted bigint, reason text) returns boolean
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  if not acting_role('administrator')
     or wanted is distinct from nullif(current_setting('po.person', true), '')::bigint then
    return false;
  end if;
  insert into audit_read (subject_id, actor_kind, account_id, hat, purpose, reader_name, what,
                          object_ref, request_id)
    select l.subject_id, 'account', acting_account(), current_setting('po.hat', true), '',
           coalesce((select p.display_name from members_person p
                      where p.account_id = acting_account()), ''),
           'members.identity', left(reason, 60), ''
      from members_subjectlink l where l.person_id = wanted;
  return found;
end $$;
"""

SHARING_ENDS = """
-- Whoever leaves or dies shares with nobody any more: every living grant to a clinician or clinic
-- ends by a decision that says so. Consents to purposes are left to the apps that hold them.
create function end_sharing(wanted bigint, words text, lang text) returns integer
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  living record;
  ending bigint;
  ended integer := 0;
begin
  if not acting_role('administrator') and not exists (
      select 1 from members_person p
       where p.id = wanted and p.account_id = acting_account()) then
    return 0;
  end if;
  update members_ticket t set withdrawn_at = statement_timestamp()
    from members_subjectlink l
   where l.person_id = wanted and t.subject_id = l.subject_id
     and t.used_at is null and t.withdrawn_at is null;
  for living in
    select g.id, g.subject_id, g.purpose from members_grant g
      join members_subjectlink l on l.subject_id = g.subject_id
     where l.person_id = wanted and g.ended_by_id is null and g.grantee_kind <> 'nobody'
       and (g.ends_at is null or g.ends_at > statement_timestamp())
     for update of g
  loop
    insert into members_decision (subject_id, purpose, answer, rendered, rendered_sha256, language,
                                  way, consequence, account_id, hat)
      values (living.subject_id, living.purpose, 'ended', words,
              encode(sha256(convert_to(words, 'utf8')), 'hex'), lang, 'screen', '',
              acting_account(), coalesce(current_setting('po.hat', true), ''))
      returning id into ending;
    update members_grant set ended_by_id = ending where id = living.id;
    ended := ended + 1;
  end loop;
  return ended;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("members", "0002_vault"), ("audit", "0002_vault")]
    operations = [
        migrations.CreateModel(
            name="SetupCode",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False, auto_created=True,
                                           verbose_name="ID")),
                ("secret_hash", models.BinaryField(unique=True)),
                ("made_at", models.DateTimeField(
                    db_default=django.db.models.functions.datetime.Now())),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                ("account", models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE, related_name="+",
                    to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.AddConstraint(
            model_name="lostfactorrequest",
            constraint=models.UniqueConstraint(
                fields=("account",),
                condition=models.Q(("cancelled_at__isnull", True), ("done_at__isnull", True)),
                name="lost_factor_open_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="lostfactorrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("confirmed_by__isnull", True),
                    models.Q(("confirmed_by", models.F("asked_by")), _negated=True),
                    _connector="OR",
                ),
                name="lost_factor_two_people",
            ),
        ),
        *(
            migrations.RunSQL(sql, migrations.RunSQL.noop)
            for sql in (ROLES_REST, LOOKING, SHARING_ENDS)
        ),
    ]
