"""What judging, joining and consent of people in a registry need: see the models."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0009_terms'),
    ]

    operations = [
        migrations.AddField(
            model_name='participation',
            name='by_law',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='dataset',
            name='who',
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name='subject',
            name='same_as',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='others', to='registry.subject'),
        ),
        migrations.CreateModel(
            name='Alike',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('subject_id', models.UUIDField()),
                ('other_id', models.UUIDField()),
                ('why', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=8), size=None)),
                ('strength', models.PositiveSmallIntegerField()),
                ('state', models.CharField(choices=[('open', 'not looked at yet'), ('later', 'put off'), ('different', 'two people'), ('same', 'one person, says one of you'), ('joined', 'put together')], default='open', max_length=9)),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('judged_by', models.BigIntegerField(null=True)),
                ('judged_at', models.DateTimeField(null=True)),
                ('first', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.subject')),
                ('registry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.registry')),
                ('second', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.subject')),
            ],
        ),
        migrations.CreateModel(
            name='AlikeMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject_id', models.UUIDField()),
                ('origin', models.CharField(max_length=30)),
                ('kind', models.CharField(max_length=8)),
                ('mark', models.CharField(max_length=64)),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.subject')),
                ('registry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.registry')),
            ],
        ),
        migrations.CreateModel(
            name='Joined',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('subject_id', models.UUIDField()),
                ('other_id', models.UUIDField()),
                ('number', models.CharField(max_length=100)),
                ('moved', models.JSONField(default=list)),
                ('said', models.CharField(blank=True, choices=[('', 'not decided yet'), ('use', 'may be used as my other answers'), ('keep_out', 'stays out of research'), ('not_me', 'is not about me')], max_length=8)),
                ('said_at', models.DateTimeField(null=True)),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('judged_by', models.BigIntegerField(null=True)),
                ('made_by', models.BigIntegerField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('ended_by', models.BigIntegerField(null=True)),
                ('gone', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.subject')),
                ('kept', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.subject')),
                ('pair', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='joined', to='registry.alike')),
                ('registry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.registry')),
            ],
        ),
        migrations.AddIndex(
            model_name='alike',
            index=models.Index(fields=['registry', 'state', '-strength', '-id'], name='registry_alike_waiting'),
        ),
        migrations.AddIndex(
            model_name='alike',
            index=models.Index(fields=['subject_id'], name='registry_alike_of'),
        ),
        migrations.AddIndex(
            model_name='alike',
            index=models.Index(fields=['second'], name='registry_alike_second'),
        ),
        migrations.AddConstraint(
            model_name='alike',
            constraint=models.UniqueConstraint(fields=('first', 'second'), name='registry_alike_once'),
        ),
        migrations.AddConstraint(
            model_name='alike',
            constraint=models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='registry_alike_in_order'),
        ),
        migrations.AddIndex(
            model_name='alikemark',
            index=models.Index(fields=['registry', 'mark'], name='registry_mark_meets'),
        ),
        migrations.AddIndex(
            model_name='alikemark',
            index=models.Index(fields=['record'], name='registry_mark_record'),
        ),
        migrations.AddIndex(
            model_name='alikemark',
            index=models.Index(fields=['subject_id'], name='registry_mark_of'),
        ),
        migrations.AddIndex(
            model_name='joined',
            index=models.Index(fields=['subject_id'], name='registry_joined_of'),
        ),
        migrations.AddIndex(
            model_name='joined',
            index=models.Index(fields=['kept'], name='registry_joined_kept'),
        ),
        migrations.AddConstraint(
            model_name='joined',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('gone',), name='registry_joined_once'),
        ),
        migrations.AddConstraint(
            model_name='joined',
            constraint=models.CheckConstraint(condition=models.Q(('made_by', models.F('judged_by')), _negated=True), name='registry_joined_by_two'),
        ),
        migrations.CreateModel(
            name='PaperConsent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('subject_id', models.UUIDField()),
                ('language', models.CharField(max_length=8)),
                ('seed', models.CharField(max_length=32)),
                ('code_hash', models.BinaryField(unique=True)),
                ('state', models.CharField(choices=[('printed', 'printed'), ('keyed', 'typed in, waits for a second look'), ('done', 'holds'), ('ended', 'used no more')], default='printed', max_length=7)),
                ('printed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('printed_by', models.BigIntegerField(null=True)),
                ('said', models.JSONField(default=dict)),
                ('signed_on', models.DateField(null=True)),
                ('scan', models.TextField(blank=True)),
                ('scan_type', models.CharField(blank=True, max_length=40)),
                ('keyed_by', models.BigIntegerField(null=True)),
                ('keyed_at', models.DateTimeField(null=True)),
                ('looked_by', models.BigIntegerField(null=True)),
                ('looked_at', models.DateTimeField(null=True)),
                ('why_not', models.CharField(blank=True, max_length=200)),
                ('registry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.registry')),
                ('sheet', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.consentsheet')),
            ],
            options={
                'indexes': [models.Index(fields=['state', 'id'], name='registry_paper_waiting'), models.Index(fields=['subject_id'], name='registry_paper_of')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'done'), _negated=True), models.Q(('looked_by__isnull', False), models.Q(('looked_by', models.F('keyed_by')), _negated=True)), _connector='OR'), name='registry_paper_by_two'), models.UniqueConstraint(condition=models.Q(('state__in', ('printed', 'keyed'))), fields=('subject_id', 'sheet'), name='registry_paper_once')],
            },
        ),
        migrations.AddField(
            model_name='entry',
            name='n1',
            field=models.FloatField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='entry',
            name='n2',
            field=models.FloatField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='entry',
            name='n3',
            field=models.FloatField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='entry',
            name='n4',
            field=models.FloatField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='entry',
            name='t1',
            field=models.TextField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='entry',
            name='t2',
            field=models.TextField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='entry',
            name='t3',
            field=models.TextField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='entry',
            name='t4',
            field=models.TextField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='form',
            name='counted',
            field=models.JSONField(default=dict),
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(condition=models.Q(('t1__isnull', False)), fields=['form', 't1'], name='registry_entry_t1'),
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(condition=models.Q(('t2__isnull', False)), fields=['form', 't2'], name='registry_entry_t2'),
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(condition=models.Q(('t3__isnull', False)), fields=['form', 't3'], name='registry_entry_t3'),
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(condition=models.Q(('t4__isnull', False)), fields=['form', 't4'], name='registry_entry_t4'),
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(condition=models.Q(('n1__isnull', False)), fields=['form', 'n1'], name='registry_entry_n1'),
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(condition=models.Q(('n2__isnull', False)), fields=['form', 'n2'], name='registry_entry_n2'),
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(condition=models.Q(('n3__isnull', False)), fields=['form', 'n3'], name='registry_entry_n3'),
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(condition=models.Q(('n4__isnull', False)), fields=['form', 'n4'], name='registry_entry_n4'),
        ),
    ]
