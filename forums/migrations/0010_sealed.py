"""A post that was taken off knows that its words lie sealed."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('forums', '0009_counted_names'),
    ]

    operations = [
        migrations.AddField(
            model_name='post',
            name='sealed',
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
