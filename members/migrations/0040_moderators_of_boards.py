"""One more role: it moderates boards that are named one by one."""

from django.db import migrations, models

ROLES = (
    "member", "helper", "proxy", "desk", "moderator", "board_moderator", "guide", "editor",
    "reviewer", "curator", "clinician", "committee", "researcher", "administrator",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("members", "0039_calls_by_helpers")]
    operations = [
        migrations.AlterField(
            model_name=model,
            name="role",
            field=models.CharField(choices=[(role, role) for role in ROLES], max_length=16),
        )
        for model in ("roleholding", "roleholdingevent")
    ]
