"""Check-ins of one's own, diaries, and answers computed again."""

import django.db.models.deletion
import django.db.models.functions.datetime
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('proms', '0015_schedules_vault'),
    ]

    operations = [
        migrations.CreateModel(
            name='CheckIn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('slug', models.SlugField(max_length=80, unique=True)),
                ('content', models.JSONField(default=dict)),
                ('published', models.JSONField(null=True)),
                ('times_published', models.PositiveIntegerField(default=0)),
                ('rule', models.PositiveIntegerField(default=0)),
                ('changed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('instrument', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='check_in', to='proms.instrument')),
            ],
        ),
        migrations.CreateModel(
            name='DiaryMeasure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('subject_id', models.UUIDField()),
                ('name', models.CharField(max_length=60)),
                ('unit', models.CharField(blank=True, max_length=20)),
                ('low', models.DecimalField(decimal_places=2, max_digits=8)),
                ('high', models.DecimalField(decimal_places=2, max_digits=8)),
                ('direction', models.CharField(choices=[('higher_better', 'A higher number is better'), ('higher_worse', 'A higher number is worse'), ('neither', 'Neither; I only want to keep the numbers')], max_length=14)),
                ('shared', models.BooleanField(default=False)),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('ended_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('subject_id', 'name'), name='diary_measure_once')],
            },
        ),
        migrations.CreateModel(
            name='DiaryEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('subject_id', models.UUIDField()),
                ('on', models.DateField()),
                ('at', models.TimeField(blank=True, null=True)),
                ('value', models.DecimalField(decimal_places=2, max_digits=8, null=True)),
                ('words', models.CharField(blank=True, max_length=300)),
                ('event', models.BooleanField(default=False)),
                ('shared', models.BooleanField(default=False)),
                ('written_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('taken_back_at', models.DateTimeField(null=True)),
                ('measure', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='proms.diarymeasure')),
            ],
            options={
                'indexes': [models.Index(fields=['subject_id', '-on', '-id'], name='proms_diary_newest')],
            },
        ),
        migrations.CreateModel(
            name='Rescoring',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_by_account', models.BigIntegerField(null=True)),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('reached', models.UUIDField(null=True)),
                ('looked', models.PositiveIntegerField(default=0)),
                ('added', models.PositiveIntegerField(default=0)),
                ('changed', models.JSONField(default=dict)),
                ('done_at', models.DateTimeField(null=True)),
                ('instrument', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rescorings', to='proms.instrument')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('done_at', None)), fields=('instrument',), name='rescoring_once_at_a_time')],
            },
        ),
    ]
