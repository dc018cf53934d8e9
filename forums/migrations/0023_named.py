"""Who is named with @ in a post. In posts that are there already nobody is."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("members", "0005_signing"), ("forums", "0022_folding")]

    operations = [
        migrations.CreateModel(
            name="Named",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("words", models.CharField(blank=True, max_length=60)),
                ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("told_at", models.DateTimeField(null=True)),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="members.person")),
                ("post", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="named", to="forums.post")),
            ],
        ),
        migrations.AddConstraint(
            model_name="named",
            constraint=models.UniqueConstraint(fields=("post", "person"), name="forums_named_once"),
        ),
        migrations.AddIndex(
            model_name="named",
            index=models.Index(condition=models.Q(("told_at__isnull", True)), fields=["made_at"], name="forums_named_untold"),
        ),
    ]
