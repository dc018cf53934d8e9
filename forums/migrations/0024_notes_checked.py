"""Whether the page a note of moderators leads to is there is looked at again and again."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("forums", "0023_named")]

    operations = [
        migrations.AddField(
            model_name="post",
            name="context_gone",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(condition=models.Q(("context_on", True)), fields=["id"], name="forums_post_noted"),
        ),
    ]
