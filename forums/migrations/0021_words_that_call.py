"""A list of words can call people, as words of danger do. Nothing changes in the database."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("forums", "0020_words_by_mail")]

    operations = [
        migrations.AlterField(
            model_name="watchedwords",
            name="effect",
            field=models.CharField(
                choices=[
                    ("look", "It comes out, and a moderator looks at it"),
                    ("hold", "It waits until a moderator has read it"),
                    ("call", "Somebody may be in danger: people are called at once"),
                ],
                max_length=4,
            ),
        ),
    ]
