"""Whoever keeps a page is told of medical changes and of the end of a warning, from now on."""

from django.db import migrations, models

# What is out already, and what was settled, is not told of afterwards.
SQL = """
update education_revision set told_at = coalesce(published_at, statement_timestamp())
 where state = 'published';
update education_urgent set over_told_at = settled_at where settled_at is not null;
"""


class Migration(migrations.Migration):
    dependencies = [("education", "0021_told_of_guides")]
    operations = [
        migrations.AddField("revision", "told_at", models.DateTimeField(null=True)),
        migrations.AddField("urgent", "over_told_at", models.DateTimeField(null=True)),
        migrations.AddIndex(
            "revision",
            models.Index(
                fields=["id"],
                condition=models.Q(("state", "published"), ("told_at__isnull", True)),
                name="education_revision_to_tell",
            ),
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
