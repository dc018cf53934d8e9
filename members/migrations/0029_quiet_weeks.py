"""The hour of the summary, and a rest from e-mails."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("members", "0028_brought"),
    ]

    operations = [
        migrations.AddField(
            model_name='account',
            name='digest_hour',
            field=models.PositiveSmallIntegerField(default=8),
        ),
        migrations.AddField(
            model_name='account',
            name='no_mail_until',
            field=models.DateField(blank=True, null=True),
        ),
    ]
