"""Who acts by law for a child without an account is asked why, and pauses, goes on and stops for it."""

from django.db import migrations

SQL = """
alter policy app_select on proms_enrolment using (
  subject_id = any((select visible_subjects('proms'))::uuid[])
  and (select acting_kind()) is distinct from 'bearer'
  and ((select acting_help()) is null or subject_id = any((select by_law_subjects())::uuid[])));
alter policy app_update on proms_enrolment
  using (subject_id = any((select visible_subjects('proms'))::uuid[])
    and (select acting_kind()) is distinct from 'bearer'
    and ((select acting_help()) is null or subject_id = any((select by_law_subjects())::uuid[])))
  with check (subject_id = any((select visible_subjects('proms'))::uuid[])
    and (select acting_kind()) is distinct from 'bearer'
    and ((select acting_help()) is null or subject_id = any((select by_law_subjects())::uuid[])));

alter policy app_select on proms_reasongiven using (
  ((select acting_help()) is null and (
    (subject_id = any((select own_subjects('proms'))::uuid[])
      and (select acting_kind()) is distinct from 'bearer')
    or (shown and subject_id = any((select visible_subjects('proms'))::uuid[])
      and ((select acting_kind()) is distinct from 'bearer' or (select ticket_summary())))))
  or subject_id = any((select by_law_subjects())::uuid[]));
alter policy app_insert on proms_reasongiven with check (
  (subject_id = any((select own_subjects('proms'))::uuid[]) and (select acting_help()) is null
    and ((select acting_kind()) = 'account' or (select acting_purpose()) = 'assign'))
  or subject_id = any((select by_law_subjects())::uuid[]));
alter policy app_update on proms_reasongiven
  using ((subject_id = any((select own_subjects('proms'))::uuid[])
      and (select acting_help()) is null
      and ((select acting_kind()) = 'account' or (select acting_purpose()) = 'assign'))
    or subject_id = any((select by_law_subjects())::uuid[]))
  with check ((subject_id = any((select own_subjects('proms'))::uuid[])
      and (select acting_help()) is null
      and ((select acting_kind()) = 'account' or (select acting_purpose()) = 'assign'))
    or subject_id = any((select by_law_subjects())::uuid[]));
"""


class Migration(migrations.Migration):

    dependencies = [
        ('proms', '0029_visits_by_law'),
        ('registry', '0011_people_vault'),
    ]

    operations = [
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
