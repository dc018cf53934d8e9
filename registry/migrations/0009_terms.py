"""Lists of medical terms, own quality rules, and what was accepted as right."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.datetime
import uuid
from django.db import migrations, models

SQL = """
-- What was accepted as right stands beside the entry it is about, for the same people.
call protect('registry_accepted',
  sees => $$subject_id = any((select own_subjects('registry'))::uuid[])
            or (registry_id = any((select my_registries('sees'))::bigint[])
                and form_id = any((select my_forms('sees'))::bigint[])
                and not record_id = any((select withdrawn_records())::bigint[]))$$,
  adds => $$registry_id = any((select my_registries('writes'))::bigint[])
            and form_id = any((select my_forms('writes'))::bigint[])
            and not record_id = any((select withdrawn_records())::bigint[])$$,
  changes => $$registry_id = any((select my_registries('writes'))::bigint[])
               and form_id = any((select my_forms('writes'))::bigint[])
               and not record_id = any((select withdrawn_records())::bigint[])$$,
  removes => 'false');
"""


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0008_year'),
    ]

    operations = [
        migrations.CreateModel(
            name='Terminology',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=40, unique=True)),
                ('title', models.CharField(max_length=100)),
                ('version', models.CharField(max_length=10)),
            ],
        ),
        migrations.CreateModel(
            name='QualityRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('title', models.CharField(max_length=200)),
                ('logic', models.TextField()),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('retired_at', models.DateTimeField(null=True)),
                ('dataset', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='quality_rules', to='registry.dataset')),
            ],
        ),
        migrations.CreateModel(
            name='Term',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40)),
                ('state', models.CharField(choices=[('current', 'in use'), ('obsolete', 'not used any more'), ('gone', 'no longer in the list')], default='current', max_length=8)),
                ('choosable', models.BooleanField(default=True)),
                ('parents', models.JSONField(default=list)),
                ('instead', models.JSONField(default=list)),
                ('seen_in', models.CharField(max_length=10)),
                ('terminology', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='terms', to='registry.terminology')),
            ],
        ),
        migrations.CreateModel(
            name='TermName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(max_length=12)),
                ('position', models.PositiveSmallIntegerField()),
                ('text', models.CharField(max_length=500)),
                ('folded', models.CharField(max_length=600)),
                ('term', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='names', to='registry.term')),
            ],
        ),
        migrations.CreateModel(
            name='Accepted',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('subject_id', models.UUIDField()),
                ('kind', models.CharField(max_length=40)),
                ('link_id', models.CharField(max_length=255)),
                ('values_sha', models.CharField(max_length=64)),
                ('reason', models.TextField()),
                ('accepted_by', models.BigIntegerField(null=True)),
                ('accepted_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('ended_at', models.DateTimeField(null=True)),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='accepted', to='registry.entry')),
                ('form', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.form')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.subject')),
                ('registry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.registry')),
            ],
            options={
                'indexes': [models.Index(fields=['subject_id'], name='registry_accepted_of'), models.Index(fields=['entry'], name='registry_accepted_entry')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('entry', 'kind', 'link_id', 'values_sha'), name='registry_accepted_once')],
            },
        ),
        migrations.CreateModel(
            name='TermFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.CharField(max_length=10)),
                ('language', models.CharField(max_length=12)),
                ('read_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('terminology', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='registry.terminology')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('terminology', 'version', 'language'), name='registry_term_file_once')],
            },
        ),
        migrations.AddConstraint(
            model_name='term',
            constraint=models.UniqueConstraint(fields=('terminology', 'code'), name='registry_term_once'),
        ),
        migrations.AddIndex(
            model_name='termname',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.search.SearchVector('folded', config='simple'), name='registry_term_words'),
        ),
        migrations.AddIndex(
            model_name='termname',
            index=models.Index(fields=['folded'], name='registry_term_folded'),
        ),
        migrations.AddConstraint(
            model_name='termname',
            constraint=models.UniqueConstraint(fields=('term', 'language', 'position'), name='registry_term_name_once'),
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
