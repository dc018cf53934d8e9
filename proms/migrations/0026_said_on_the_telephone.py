"""What somebody says on the telephone is written down by the system for her, as she would herself."""

from django.db import migrations

SQL = """
alter policy app_insert on proms_reasongiven with check (
  subject_id = any((select own_subjects('proms'))::uuid[]) and (select acting_help()) is null
  and ((select acting_kind()) = 'account' or (select acting_purpose()) = 'assign'));
alter policy app_update on proms_reasongiven
  using (subject_id = any((select own_subjects('proms'))::uuid[])
    and (select acting_help()) is null
    and ((select acting_kind()) = 'account' or (select acting_purpose()) = 'assign'))
  with check (subject_id = any((select own_subjects('proms'))::uuid[])
    and (select acting_help()) is null
    and ((select acting_kind()) = 'account' or (select acting_purpose()) = 'assign'));
"""


class Migration(migrations.Migration):

    dependencies = [
        ('proms', '0025_own_plans_go_on'),
    ]

    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
