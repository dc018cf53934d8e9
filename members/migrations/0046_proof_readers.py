"""Addresses the check number of each day goes to."""

import uuid

import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("members", "0045_age_said"), ("audit", "0003_day_roots")]
    operations = [
        migrations.CreateModel(
            name="ProofReader",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ref", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("sealed", models.TextField()),
                ("mark", models.CharField(max_length=64, unique=True)),
                ("language", models.CharField(max_length=8)),
                ("told_day", models.DateField(null=True)),
                (
                    "since",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
            options={"ordering": ["pk"]},
        )
    ]
