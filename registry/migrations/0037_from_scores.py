"""A form can be answered by the scores of a questionnaire; no form there is was one before."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registry", "0036_finished_lines")]
    operations = [
        migrations.AddField(
            "form",
            "scores_of",
            models.CharField(blank=True, db_default="", default="", max_length=80),
        ),
    ]
