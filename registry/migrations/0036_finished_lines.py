"""The lines of a release are finished once and kept as text, one a person, until its file is made.

Rows that are there are forms and stay as they are: a release that is being made meanwhile goes on.
"""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

# They live for minutes: packing and unpacking them would cost more than the room they take.
PLAIN = "alter table registry_releaserow alter column lines set storage external"


class Migration(migrations.Migration):
    dependencies = [("registry", "0035_sites")]
    operations = [
        migrations.AddField("releaserow", "lines", models.TextField(blank=True, db_default="")),
        migrations.AlterField(
            model_name="releaserow",
            name="form",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="registry.form",
            ),
        ),
        migrations.AddConstraint(
            model_name="releaserow",
            constraint=models.CheckConstraint(
                condition=models.Q(form=None) & ~models.Q(lines="")
                | models.Q(form__isnull=False, lines=""),
                name="registry_releaserow_form_or_lines",
            ),
        ),
        migrations.AddConstraint(
            model_name="releaserow",
            constraint=models.UniqueConstraint(
                fields=["release", "subject_id"],
                condition=models.Q(form=None),
                name="registry_releaserow_lines",
            ),
        ),
        migrations.RunSQL(PLAIN, migrations.RunSQL.noop),
    ]
