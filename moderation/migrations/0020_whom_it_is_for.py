"""Where one can turn to is for everybody, or for some; what stands there already is for everybody."""

from django.db import migrations, models

AUDIENCES = [
    ("all", "Everybody"),
    ("young", "Children and young people"),
    ("carers", "People who care for somebody"),
    ("bereaved", "People who grieve for somebody"),
]


class Migration(migrations.Migration):
    dependencies = [("moderation", "0019_list_that_called")]
    operations = [
        migrations.AddField(
            model_name="helpline",
            name="audience",
            field=models.CharField(choices=AUDIENCES, default="all", max_length=8),
        ),
    ]
