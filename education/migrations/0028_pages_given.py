"""A message between a member and her guide may be about a page, or give one to read."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("education", "0027_more_to_read")]
    operations = [
        migrations.AddField(
            "guidemessage",
            "article",
            models.ForeignKey(
                "education.article", django.db.models.deletion.PROTECT, null=True, related_name="+"
            ),
        ),
    ]
