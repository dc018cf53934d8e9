"""Who acts by law for a child prepares its visits; what somebody keeps private stays out of her codes."""

from django.db import migrations, models

SQL = """
-- Whether the acting code was made by who acts for a child by law.
create function ticket_by_law() returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select exists (select 1 from members_ticket t
    where t.id = acting_ticket() and t.about = 'visit' and t.detail ? 'by_law') $$;

-- As before; and a code a proxy made opens nothing once it does not stand any more.
create or replace function ticket_visit() returns bigint
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  return (select v.id from members_ticket t join proms_visit v
       on v.id = nullif(t.object_ref, '')::bigint and v.subject_id = t.subject_id
      and v."on" = (t.detail->>'day')::date and v.cancelled_at is null
    where t.id = acting_ticket() and t.about = 'visit' and ticket_stands()
      and t.used_at is null and t.withdrawn_at is null and t.expires_at > statement_timestamp());
end $$;

-- As before; and to the holder of a code a proxy made all of it is closed.
create or replace function kept_private() returns bigint[]
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if ticket_by_law() then
    return coalesce((select array_agg(r.id) from proms_response r join members_ticket t
        on t.id = acting_ticket() and r.subject_id = t.subject_id where r.private), '{}');
  end if;
  if acting_by_law() is not true then return '{}'; end if;
  return coalesce((select array_agg(r.id) from proms_response r
    where r.subject_id in (select h.subject_id from helped() h) and r.private
      and r.given_by_account is distinct from acting_account()), '{}');
end $$;

alter policy app_select on proms_response using (
  subject_id = any((select visible_subjects('proms') || own_subjects('answering'))::uuid[])
  and ((select acting_kind()) is distinct from 'bearer'
    or assignment_id = (select ticket_assignment()) or (select ticket_summary()))
  and ((select acting_help()) is null or given_by_account = (select acting_account())
    or subject_id = any((select visible_subjects('proms'))::uuid[]))
  and (not private or ((select acting_by_law()) is not true and not (select ticket_by_law()))
    or given_by_account = (select acting_account())));

-- As before; and what a proxy entered for a child without an account she takes back herself.
alter policy app_update on proms_response
  using ((subject_id = any((select own_subjects('proms'))::uuid[])
      and (select acting_kind()) is distinct from 'bearer')
    or (subject_id = any((select by_law_subjects())::uuid[])
      and given_by_account = (select acting_account()) and not private))
  with check ((subject_id = any((select own_subjects('proms'))::uuid[])
      and (select acting_kind()) is distinct from 'bearer')
    or (subject_id = any((select by_law_subjects())::uuid[])
      and given_by_account = (select acting_account()) and not private));

-- A visit and own words: the person, whom she shares with, and who acts by law for a child without
-- an account.
alter policy app_select on proms_visit using (
  subject_id = any((select visible_subjects('proms'))::uuid[])
  and ((select acting_kind()) is distinct from 'bearer' or id = (select ticket_visit()))
  and ((select acting_help()) is null or subject_id = any((select by_law_subjects())::uuid[])));
alter policy app_insert on proms_visit with check (
  subject_id = any((select visible_subjects('proms'))::uuid[])
  and (select acting_kind()) = 'account'
  and ((select acting_help()) is null
    or (subject_id = any((select by_law_subjects())::uuid[]) and made_by = 'proxy'
      and made_by_account = (select acting_account()))));
alter policy app_update on proms_visit
  using (subject_id = any((select visible_subjects('proms'))::uuid[])
    and (select acting_kind()) = 'account'
    and ((select acting_help()) is null or subject_id = any((select by_law_subjects())::uuid[])))
  with check (subject_id = any((select visible_subjects('proms'))::uuid[])
    and (select acting_kind()) = 'account'
    and ((select acting_help()) is null or subject_id = any((select by_law_subjects())::uuid[])));

alter policy app_select on proms_ownlist using (
  subject_id = any((select visible_subjects('proms'))::uuid[])
  and ((select acting_kind()) is distinct from 'bearer' or (select ticket_summary()))
  and (by_law_account is not null or not (select ticket_by_law()))
  and ((select acting_help()) is null or subject_id = any((select by_law_subjects())::uuid[])));
alter policy app_insert on proms_ownlist with check (
  (select acting_kind()) = 'account' and (
    (subject_id = any((select own_subjects('proms'))::uuid[]) and (select acting_help()) is null)
    or (subject_id = any((select by_law_subjects())::uuid[])
      and by_law_account = (select acting_account()))));
alter policy app_update on proms_ownlist
  using ((select acting_kind()) = 'account' and (
    (subject_id = any((select own_subjects('proms'))::uuid[]) and (select acting_help()) is null)
    or subject_id = any((select by_law_subjects())::uuid[])))
  with check ((select acting_kind()) = 'account' and (
    (subject_id = any((select own_subjects('proms'))::uuid[]) and (select acting_help()) is null)
    or (subject_id = any((select by_law_subjects())::uuid[])
      and by_law_account = (select acting_account()))));
"""


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0041_care_by_law'),
        ('proms', '0028_plans_of_clinics'),
    ]

    operations = [
        migrations.AddField(
            model_name='ownlist',
            name='by_law_account',
            field=models.BigIntegerField(null=True),
        ),
        migrations.AlterField(
            model_name='visit',
            name='made_by',
            field=models.CharField(
                choices=[
                    ('self', 'the person herself'),
                    ('clinic', 'a clinician'),
                    ('proxy', 'who acts for the person by law'),
                ],
                default='self',
                max_length=8,
            ),
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
