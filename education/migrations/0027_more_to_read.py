"""Members read programmes too, test easy texts, look through translations: kinds, and whose call it is."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

KINDS = [
    ("draft", "Read a page before others do"),
    ("easy", "Read a page in very easy words, and say whether you understood it"),
    ("translation", "Look through a translation"),
    ("programme", "Read a self-help programme before others begin it"),
]
# Whoever said yes is offered what she was offered so far, until she says more.
AS_BEFORE = """
update education_readingwish set kinds = '{draft,easy,translation}' where stages <> '{}';
"""
ONE_OF = models.Q(revision__isnull=False, version=None) | models.Q(
    revision=None, version__isnull=False
)


def _to(model: str, kind: type, **more: object) -> models.Field:  # type: ignore[type-arg]
    return kind(  # type: ignore[no-any-return]
        f"education.{model}", on_delete=django.db.models.deletion.CASCADE, null=True, **more
    )


class Migration(migrations.Migration):
    dependencies = [("education", "0026_step_examples")]
    operations = [
        migrations.AddField(
            "readingwish",
            "kinds",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(choices=KINDS, max_length=12), default=list, size=None
            ),
        ),
        migrations.RunSQL(AS_BEFORE, migrations.RunSQL.noop),
        migrations.AlterField(
            "panelcall",
            "revision",
            _to("revision", models.OneToOneField, related_name="panel_call"),
        ),
        migrations.AddField(
            "panelcall",
            "version",
            _to("programmeversion", models.OneToOneField, related_name="panel_call"),
        ),
        migrations.AddConstraint(
            "panelcall", models.CheckConstraint(condition=ONE_OF, name="education_call_of_one")
        ),
        migrations.AlterField(
            "outsidereader",
            "revision",
            _to("revision", models.ForeignKey, related_name="outside_readers"),
        ),
        migrations.AddField(
            "outsidereader",
            "version",
            _to("programmeversion", models.ForeignKey, related_name="lay_readers"),
        ),
        migrations.AddConstraint(
            "outsidereader",
            models.CheckConstraint(condition=ONE_OF, name="education_reader_of_one"),
        ),
        migrations.AddField(
            "testreading",
            "outside",
            _to("outsidereader", models.OneToOneField, related_name="test_reading"),
        ),
        migrations.RemoveConstraint("testreading", "education_reader_once"),
        migrations.AddConstraint(
            "testreading",
            models.UniqueConstraint(
                condition=models.Q(outside=None),
                fields=("revision", "reader"),
                name="education_reader_once",
            ),
        ),
    ]
