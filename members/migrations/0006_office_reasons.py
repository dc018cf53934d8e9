"""Why the office changed something about a person."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("members", "0005_signing")]
    operations = [
        migrations.CreateModel(
            name="OfficeReason",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False,
                                           verbose_name="ID")),
                ("verb", models.CharField(max_length=80)),
                ("reason", models.CharField(max_length=200)),
                ("by_account", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("person", models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE, related_name="office_reasons",
                    to="members.person")),
            ],
            options={"indexes": [models.Index(
                fields=["person", "-id"], name="members_reason_person")]},
        ),
    ]
