"""Files made as jobs; where answers come from may leave in a release."""

import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

RESEARCH = """
-- What a release may say beside an answer: how it came. The statement that copies it takes no account
-- and no time out of it.
grant select (provenance) on registry_entry to po_research;
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0019_visits")]
    operations = [
        migrations.AddField("release", "origins", models.BooleanField(default=False)),
        migrations.AddField("releaserow", "provenance", models.JSONField(default=dict)),
        migrations.CreateModel(
            name="TakeOut",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("asked_by", models.BigIntegerField()),
                ("hat", models.CharField(max_length=20)),
                ("strong", models.BooleanField(default=False)),
                ("wish", models.JSONField(default=dict)),
                ("levels", models.JSONField(default=dict)),
                ("sealed_key", models.TextField(blank=True)),
                ("sealed_people", models.TextField(blank=True)),
                ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("dataset", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="take_outs", to="registry.dataset")),
            ],
            options={
                "indexes": [models.Index(fields=["asked_by", "dataset", "-id"], name="registry_takeout_of")],
            },
        ),
        migrations.RunSQL(RESEARCH, migrations.RunSQL.noop),
    ]
