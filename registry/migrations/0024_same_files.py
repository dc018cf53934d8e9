"""What somebody takes out is said form by form; rows that are there keep what they say."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registry", "0023_who_answers")]
    operations = [
        migrations.AddField("right", "same_level", models.BooleanField(db_default=False, default=False)),
        migrations.AddField("right", "same_files", models.BooleanField(db_default=False, default=False)),
    ]
