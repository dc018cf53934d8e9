"""What a form is called, language by language."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registry", "0020_files")]
    operations = [
        migrations.AddField("form", "titles", models.JSONField(default=dict)),
    ]
