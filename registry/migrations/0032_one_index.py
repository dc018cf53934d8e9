"""Rows of a release are found by release and person: an index on the release alone misleads.

Postgres knows nothing of rows that came in a moment ago, and read all of them for every person.
"""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registry", "0031_agreed_at_once")]
    operations = [
        migrations.AlterField(
            model_name="releaserow",
            name="release",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="rows",
                to="registry.release",
            ),
        ),
    ]
