"""A mail that came back is found by the number it left with."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('notifications', '0002_aside'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='outbox',
            index=models.Index(fields=['ref'], name='outbox_ref'),
        ),
    ]
