"""Who rings is on the line of the desk; what she decides by telephone is kept as her decision."""

from django.db import migrations, models

SQL = """
-- Whose word on the telephone, or signed paper, is carried out in this transaction: one person's.
-- Nobody's who is a child somebody speaks for by law.
create function told_subjects() returns uuid[]
language sql stable security definer set search_path = public, pg_temp as $$
  select case when acting_purpose() = 'paper' and not told_by_child()
    then array_remove(array[nullif(current_setting('po.subject', true), '')::uuid], null)
    else '{}'::uuid[] end $$;

-- As before; and that a guide goes along, or a programme begins, as told by telephone.
alter policy app_select on members_decision using (
  (subject_id = any((select own_subjects('consent'))::uuid[])
    and (select acting_kind()) is distinct from 'bearer')
  or (purpose like 'registry:%' and subject_id = any((select deciding_subjects())::uuid[]))
  or (purpose = 'care' and subject_id = any((select by_law_subjects())::uuid[]))
  or (purpose in ('guide', 'programme') and subject_id = any((select told_subjects())::uuid[])));
alter policy app_insert on members_decision with check (
  (subject_id = any((select own_subjects('consent'))::uuid[])
    and (select acting_kind()) = 'account')
  or (purpose like 'registry:%' and subject_id = any((select deciding_subjects())::uuid[]))
  or (purpose = 'care' and hat = 'proxy' and account_id = (select acting_account())
    and subject_id = any((select by_law_subjects())::uuid[]))
  or (purpose in ('guide', 'programme') and way = 'phone'
    and subject_id = any((select told_subjects())::uuid[])));
alter policy app_select on members_grant using (
  (subject_id = any((select own_subjects('consent'))::uuid[])
    and ((select acting_kind()) is distinct from 'bearer'
      or decision_id = (select ticket_decision())))
  or id = any((select my_grants())::bigint[])
  or (purpose like 'registry:%' and subject_id = any((select deciding_subjects())::uuid[]))
  or (purpose = 'care' and subject_id = any((select by_law_subjects())::uuid[]))
  or (purpose = 'guide' and subject_id = any((select told_subjects())::uuid[])));
alter policy app_insert on members_grant with check (
  (subject_id = any((select own_subjects('consent'))::uuid[])
    and ((select acting_kind()) = 'account' or decision_id = (select ticket_decision())))
  or (purpose like 'registry:%' and grantee_kind = 'nobody'
    and subject_id = any((select deciding_subjects())::uuid[]))
  or (purpose = 'guide' and grantee_kind = 'account'
    and subject_id = any((select told_subjects())::uuid[])));
alter policy app_update on members_grant
  using ((subject_id = any((select own_subjects('consent'))::uuid[])
      and (select acting_kind()) = 'account')
    or (purpose like 'registry:%' and subject_id = any((select deciding_subjects())::uuid[]))
    or (purpose = 'care' and subject_id = any((select by_law_subjects())::uuid[]))
    or (purpose = 'guide' and subject_id = any((select told_subjects())::uuid[])))
  with check ((subject_id = any((select own_subjects('consent'))::uuid[])
      and (select acting_kind()) = 'account')
    or (purpose like 'registry:%' and grantee_kind = 'nobody'
      and subject_id = any((select deciding_subjects())::uuid[]))
    or (purpose = 'care' and ended_by_id is not null
      and subject_id = any((select by_law_subjects())::uuid[]))
    or (purpose = 'guide' and ended_by_id is not null
      and subject_id = any((select told_subjects())::uuid[])));
alter policy app_insert on members_grantevent with check (
  subject_id = any((select own_subjects('consent'))::uuid[])
  or (purpose like 'registry:%' and subject_id = any((select deciding_subjects())::uuid[]))
  or (purpose = 'care' and subject_id = any((select by_law_subjects())::uuid[]))
  or (purpose = 'guide' and subject_id = any((select told_subjects())::uuid[])));
"""
CHILD = """
-- Whether the one person whose word is carried out is a child somebody speaks for by law.
create function told_by_child() returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(acting_purpose() = 'paper', false) and exists (
    select 1 from members_comingofage c join members_subjectlink l on l.person_id = c.person_id
     where l.subject_id = nullif(current_setting('po.subject', true), '')::uuid
       and c.reached_at is null) $$;
"""

ABOUT = [
    ("signing_in", "Signing in"),
    ("questionnaire", "A questionnaire"),
    ("data", "My data"),
    ("peer", "Talking to somebody with the same illness"),
    ("death", "Somebody has died"),
    ("other", "Something else"),
    ("reminder", "A form is waiting"),
    ("rang", "They rang us"),
]


class Migration(migrations.Migration):
    # Its walls are those registries left: they stand after them, not before.
    dependencies = [("members", "0042_who_acted_by_law"), ("registry", "0011_people_vault")]
    operations = [
        migrations.AlterField(
            "callrequest",
            "about",
            models.CharField(choices=ABOUT, default="other", max_length=16),
        ),
        migrations.RunSQL(CHILD, migrations.RunSQL.noop),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
