"""Whether a call was asked for by whoever acts for its person, and is answered by them."""

from django.db import migrations, models

# Who asked was not written down before. Of what is still to be made, only what we put there
# ourselves is known to ring the person.
UNKNOWN = """
update members_callrequest set by_helper = true
 where closed_at is null and person_id is not null and about <> 'reminder';
"""


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0038_digest_weekday'),
    ]

    operations = [
        migrations.AddField(
            model_name='callrequest',
            name='by_helper',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.RunSQL(UNKNOWN, migrations.RunSQL.noop),
    ]
