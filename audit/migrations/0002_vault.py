"""The record only grows; who looked is seen by the person looked at, and by the one who looked."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial"), ("access", "0001_vault")]
    operations = [
        migrations.RunSQL(
            """
            call protect('audit_read',
              sees => $$subject_id = any((select own_subjects('reads'))::uuid[])
                        or account_id = (select acting_account())$$,
              adds => $$acting_kind() is not null
                        and account_id is not distinct from (select acting_account())$$,
              changes => 'false', removes => 'false');
            create index audit_read_reader on audit_read (account_id, id desc);
            call only_grows('audit_read');
            call only_grows('audit_event');
            """,
            migrations.RunSQL.noop,
        )
    ]
