"""On which weekday somebody likes to answer what is asked again and again."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0036_events_told'),
    ]

    operations = [
        migrations.AddField(
            model_name='account',
            name='answer_weekday',
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
    ]
