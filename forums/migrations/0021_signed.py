"""Who moderates can sign as the moderation team; no post that is there changes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("forums", "0020_words_that_call")]

    operations = [
        migrations.AddField(
            model_name="post",
            name="unnamed",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="topic",
            name="last_by_team",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="draft",
            name="signed",
            field=models.CharField(blank=True, db_default="", default="", max_length=5),
        ),
    ]
