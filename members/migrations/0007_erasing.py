"""Wishes to be erased, and what the role that erases may write: the proof and nothing else."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

GRANTS = """
-- The record keeps marks only and is touched by nobody; a tombstone is made once and stays.
revoke all on audit_event from po_erase;
revoke update, delete on members_tombstone from po_erase;
grant insert on members_tombstone to po_erase;
-- The last letter is written in the transaction that erases.
grant insert on notifications_outbox to po_erase;
-- Shares with somebody who is erased end, and their history says so.
grant insert on members_grantevent to po_erase;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0006_office_reasons"),
        ("audit", "0002_vault"),
        ("notifications", "0001_initial"),
    ]
    operations = [
        migrations.CreateModel(
            name="EraseRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False,
                                           verbose_name="ID")),
                ("way", models.CharField(
                    choices=[("screen", "on this website"), ("office", "by the office")],
                    default="screen", max_length=8)),
                ("asked_by", models.BigIntegerField(null=True)),
                ("asked_at", models.DateTimeField(
                    db_default=django.db.models.functions.datetime.Now())),
                ("due_at", models.DateTimeField()),
                ("stopped_at", models.DateTimeField(null=True)),
                ("person", models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE, related_name="erase_requests",
                    to="members.person")),
            ],
            options={
                "indexes": [models.Index(
                    condition=models.Q(("stopped_at__isnull", True)), fields=["due_at"],
                    name="members_erase_due")],
                "constraints": [models.UniqueConstraint(
                    condition=models.Q(("stopped_at__isnull", True)), fields=("person",),
                    name="erase_wanted_once")],
            },
        ),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
    ]
