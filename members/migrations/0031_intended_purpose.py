"""Which intended purpose the organisation accepted, and when."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("members", "0030_stopped_lists")]

    operations = [
        migrations.AddField(
            "organisation", "purpose_accepted", models.CharField(max_length=16, blank=True, default=""),
            preserve_default=False,
        ),
        migrations.AddField("organisation", "purpose_accepted_on", models.DateField(null=True)),
    ]
