"""Answers by e-mail: who wants that; what else was in a mail is its author's alone."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

VAULT = """
call protect('forums_mailedpost',
  sees => $$person_id = any((select own_people('drafts'))::bigint[])$$,
  adds => $$person_id = any((select own_people('drafts'))::bigint[])$$,
  changes => 'false', removes => 'false');
"""


class Migration(migrations.Migration):

    dependencies = [
        ('forums', '0003_returned'),
        ('members', '0026_proxies_vault'),
        ('access', '0003_own_people'),
    ]

    operations = [
        migrations.AddField(
            model_name='writer',
            name='by_mail',
            field=models.CharField(blank=True, choices=[('', 'Not asked yet'), ('asked', 'Asked'), ('yes', 'Yes'), ('no', 'No')], max_length=5),
        ),
        migrations.AddField(
            model_name='writer',
            name='mail_series',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.CreateModel(
            name='MailedPost',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cut', models.TextField(blank=True)),
                ('left_out', models.JSONField(default=list)),
                ('came_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.person')),
                ('post', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='forums.post')),
            ],
        ),
        migrations.RunSQL(VAULT, migrations.RunSQL.noop),
    ]
