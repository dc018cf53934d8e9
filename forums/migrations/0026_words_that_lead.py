"""A list of words can lead its author to a page of ours before she sends; those there stay as they are."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("forums", "0025_kept_apart_by_age")]
    operations = [
        migrations.AlterField(
            model_name="watchedwords",
            name="effect",
            field=models.CharField(
                choices=[
                    ("look", "It comes out, and a moderator looks at it"),
                    ("hold", "It waits until a moderator has read it"),
                    ("call", "Somebody may be in danger: people are called at once"),
                    ("link", "Its author is shown a page of ours before she sends it, nothing else"),
                ],
                max_length=4,
            ),
        ),
        migrations.AddField(
            model_name="watchedwords",
            name="page",
            field=models.CharField(blank=True, default="", max_length=200),
        ),
        migrations.AddConstraint(
            model_name="watchedwords",
            constraint=models.CheckConstraint(
                condition=models.Q(("effect", "link"), ("page__startswith", "/"))
                | (~models.Q(("effect", "link")) & models.Q(("page", ""))),
                name="forums_words_lead_to_a_page",
            ),
        ),
    ]
