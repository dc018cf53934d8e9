"""Rounds for every member, titles in several languages, and taking something up only once."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('proms', '0002_vault'),
        ('questionnaires', '0002_vault'),
    ]

    operations = [
        migrations.CreateModel(
            name='Round',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=60, unique=True)),
                ('asked_by_account', models.BigIntegerField(null=True)),
                ('due_at', models.DateTimeField()),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('reached', models.BigIntegerField(default=0)),
                ('lists', models.PositiveIntegerField(default=0)),
                ('done_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name='instrument',
            name='titles',
            field=models.JSONField(default=dict),
        ),
        migrations.AlterField(
            model_name='assignment',
            name='asked_by',
            field=models.CharField(choices=[('organisation', 'the organisation'), ('clinician', 'a clinician'), ('self', 'the person herself')], max_length=20),
        ),
        migrations.AlterField(
            model_name='assignment',
            name='state',
            field=models.CharField(choices=[('open', 'Waiting'), ('done', 'Answered'), ('withdrawn', 'Taken off the list')], default='open', max_length=10),
        ),
        migrations.AddConstraint(
            model_name='assignment',
            constraint=models.UniqueConstraint(condition=models.Q(('asked_by', 'self'), ('state', 'open')), fields=('subject_id', 'instrument'), name='assignment_taken_up_once'),
        ),
        migrations.AddField(
            model_name='round',
            name='instrument',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='proms.instrument'),
        ),
    ]
