"""Averages of a population, read in by a curator; who wants a line of them, for herself alone."""

import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

SQL = """
-- A choice is of whoever made it: a clinician about who shares with her, a member about herself.
alter policy app_insert on proms_scalechoice with check (
  account_id = (select acting_account())
  and (subject_id = any((select shown_subjects())::uuid[])
    or (subject_id = any((select own_subjects('proms'))::uuid[])
      and (select acting_kind()) = 'account' and (select acting_help()) is null)));

alter policy app_update on proms_scalechoice
  using (account_id = (select acting_account())
    and (subject_id = any((select shown_subjects())::uuid[])
      or (subject_id = any((select own_subjects('proms'))::uuid[])
        and (select acting_kind()) = 'account' and (select acting_help()) is null)))
  with check (account_id = (select acting_account())
    and (subject_id = any((select shown_subjects())::uuid[])
      or (subject_id = any((select own_subjects('proms'))::uuid[])
        and (select acting_kind()) = 'account' and (select acting_help()) is null)));

grant update (norm) on proms_scalechoice to po_app;
"""


class Migration(migrations.Migration):
    dependencies = [("proms", "0034_overdue")]
    operations = [
        migrations.CreateModel(
            name="NormTable",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ref", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("scale", models.CharField(max_length=160)),
                ("rule", models.CharField(max_length=64)),
                ("place", models.CharField(max_length=60)),
                ("year", models.PositiveSmallIntegerField()),
                ("author", models.CharField(max_length=200)),
                ("published", models.PositiveSmallIntegerField()),
                ("title", models.CharField(max_length=300)),
                ("address", models.CharField(max_length=300)),
                ("rows", models.JSONField()),
                (
                    "read_in_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "instrument",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="norm_tables",
                        to="proms.instrument",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("instrument", "scale", "place", "year"),
                        name="norm_table_once",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="scalechoice",
            name="norm",
            field=models.CharField(blank=True, db_default="", default="", max_length=48),
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
