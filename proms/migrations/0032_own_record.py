"""Lines of somebody's own record on the page for one visit."""

from django.db import migrations, models

ABOUT = [
    ("matters", "what matters to me"),
    ("questions", "questions for a visit"),
    ("agreed", "what was agreed at a visit"),
    ("record", "from her own record, for a visit"),
]


class Migration(migrations.Migration):
    dependencies = [("proms", "0031_plans_that_end")]
    operations = [
        migrations.AlterField(
            "ownlist", "about", models.CharField(choices=ABOUT, max_length=10)
        )
    ]
