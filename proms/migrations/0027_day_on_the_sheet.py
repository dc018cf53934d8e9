"""Answers have the day they speak of and the day they came; what is there came when it was sent."""

import django.db.models.functions.datetime
from django.db import migrations, models

SAME = "update proms_response set came_at = authored_at"


class Migration(migrations.Migration):

    dependencies = [
        ('proms', '0026_calls_and_bundles'),
    ]

    operations = [
        migrations.AddField(
            model_name='assignment',
            name='sheet_on',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='response',
            name='came_at',
            field=models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
        ),
        migrations.RunSQL(SAME, migrations.RunSQL.noop),
    ]
