"""Whoever begins a topic can keep search engines out of it; every topic that is there stays as it is."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("forums", "0026_words_that_lead")]
    operations = [
        migrations.AddField(
            model_name="topic",
            name="kept_from_engines",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="draft",
            name="kept_from_engines",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
