"""Reasons that may be shown, a clinic's own guidance, and whose wording a questionnaire has."""

import django.db.models.deletion
import django.db.models.functions.datetime
import uuid
from django.db import migrations, models

SQL = """
-- Written by its person; read by those who see her answers as long as she agrees, never by helpers.
call protect('proms_reasongiven',
  sees => $$(select acting_help()) is null and (
      (subject_id = any((select own_subjects('proms'))::uuid[])
        and (select acting_kind()) is distinct from 'bearer')
      or (shown and subject_id = any((select visible_subjects('proms'))::uuid[])
        and ((select acting_kind()) is distinct from 'bearer' or (select ticket_summary()))))$$,
  adds => $$subject_id = any((select own_subjects('proms'))::uuid[])
    and (select acting_kind()) = 'account' and (select acting_help()) is null$$,
  changes => $$subject_id = any((select own_subjects('proms'))::uuid[])
    and (select acting_kind()) = 'account' and (select acting_help()) is null$$,
  removes => 'false');
revoke update on proms_reasongiven from po_app;
grant update (shown, until) on proms_reasongiven to po_app;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0035_events_vault'),
        ('proms', '0022_counted_names'),
    ]

    operations = [
        migrations.CreateModel(
            name='ClinicGuidance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('title', models.CharField(max_length=120)),
                ('url', models.URLField(max_length=500)),
                ('about', models.CharField(max_length=160)),
                ('version', models.CharField(max_length=80)),
                ('responsible', models.CharField(max_length=120)),
                ('written_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('ended_at', models.DateTimeField(null=True)),
                ('clinic', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.clinic')),
            ],
        ),
        migrations.CreateModel(
            name='ReasonGiven',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('subject_id', models.UUIDField()),
                ('why', models.CharField(max_length=12)),
                ('until', models.DateField(null=True)),
                ('shown', models.BooleanField(db_default=False, default=False)),
                ('said_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('schedule', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='proms.schedule')),
            ],
            options={
                'indexes': [models.Index(fields=['subject_id', '-said_at'], name='proms_reason_newest')],
            },
        ),
        migrations.AddField(
            model_name='instrument',
            name='wording',
            field=models.CharField(blank=True, choices=[('official', 'the official wording of its holder'), ('validated', 'a translation that was tested and published'), ('draft', 'a draft or a translation of our own')], db_default='', default='', max_length=12),
        ),
        migrations.AddField(
            model_name='languagelicence',
            name='wording',
            field=models.CharField(blank=True, choices=[('official', 'the official wording of its holder'), ('validated', 'a translation that was tested and published'), ('draft', 'a draft or a translation of our own')], db_default='', default='', max_length=12),
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
