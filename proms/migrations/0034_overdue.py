"""What waits knows when it is overdue; what is open now learns it from its plan."""

from django.db import migrations, models

OPEN = """
update proms_assignment a
   set overdue_at = least(a.closes_at, a.due_at + (s.overdue_days - s.due_days) * interval '1 day')
  from proms_enrolment e join proms_schedule s on s.id = e.schedule_id
 where a.state = 'open' and a.due_at is not null and a.overdue_at is null
   and a.subject_id = e.subject_id and a.round_key like 's' || e.id || '.%'
   and s.overdue_days >= s.due_days;
"""


class Migration(migrations.Migration):
    dependencies = [("proms", "0033_kept_to_herself")]
    operations = [
        migrations.AddField(
            model_name="assignment",
            name="overdue_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.RunSQL(OPEN, migrations.RunSQL.noop),
    ]
