"""Which decisions their authors looked at; those taken before this was kept wait for nobody."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

SQL = """
insert into moderation_decisionseen (person_id, decision, at)
select person_id, ref, statement_timestamp() from moderation_decision where person_id is not null;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0040_moderators_of_boards"),
        ("moderation", "0011_places"),
    ]

    operations = [
        migrations.CreateModel(
            name="DecisionSeen",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("decision", models.UUIDField()),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("person", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="members.person")),
            ],
        ),
        migrations.AddConstraint(
            model_name="decisionseen",
            constraint=models.UniqueConstraint(fields=("person", "decision"), name="moderation_seen_once"),
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
