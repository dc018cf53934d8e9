"""Questions to experts: sessions, who answers, what is asked and what is answered."""
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.datetime
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('education', '0016_stops_and_reminders'),
    ]

    operations = [
        migrations.CreateModel(
            name='ExpertSession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('slug', models.SlugField(max_length=120, unique=True)),
                ('language', models.CharField(max_length=10)),
                ('title', models.CharField(max_length=160)),
                ('about', models.TextField()),
                ('rules', models.TextField()),
                ('stage', models.CharField(choices=[('new', 'Just diagnosed'), ('days', 'Everyday life'), ('visits', 'Appointments and treatment'), ('worse', 'When it gets worse'), ('rights', 'Work and rights'), ('close', 'Family and friends')], max_length=20)),
                ('for_everybody', models.BooleanField(default=False)),
                ('opens_at', models.DateTimeField()),
                ('closes_at', models.DateTimeField()),
                ('announced_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('called_off_at', models.DateTimeField(null=True)),
                ('called_off_why', models.CharField(blank=True, max_length=300)),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('made_by', models.BigIntegerField(null=True)),
                ('search', django.contrib.postgres.search.SearchVectorField(null=True)),
            ],
            options={
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['search'], name='education_session_search'), models.Index(fields=['language', '-opens_at'], name='education_session_listed')],
            },
        ),
        migrations.CreateModel(
            name='SessionEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('words', models.TextField()),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('answer', models.TextField(blank=True)),
                ('answered_at', models.DateTimeField(null=True)),
                ('published_at', models.DateTimeField(null=True)),
                ('published_by', models.BigIntegerField(null=True)),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='entries', to='education.expertsession')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='EntryName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40)),
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='asked_by', to='education.sessionentry')),
            ],
        ),
        migrations.CreateModel(
            name='SessionExpert',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('public_name', models.CharField(max_length=80)),
                ('role', models.CharField(max_length=160)),
                ('no_interests', models.BooleanField()),
                ('interests', models.TextField(blank=True)),
                ('declared_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('secret_hash', models.BinaryField(null=True, unique=True)),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='experts', to='education.expertsession')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.AddField(
            model_name='sessionentry',
            name='expert',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='education.sessionexpert'),
        ),
        migrations.CreateModel(
            name='SessionQuestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('subject_id', models.UUIDField()),
                ('text', models.TextField()),
                ('name', models.CharField(blank=True, max_length=40)),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('state', models.CharField(choices=[('new', 'The team has not read it yet'), ('asked', 'It was put to the experts'), ('answered', 'Answered'), ('refused', 'Not put to the experts'), ('unanswered', 'Not answered in this session')], default='new', max_length=12)),
                ('why', models.TextField(blank=True)),
                ('decided_at', models.DateTimeField(null=True)),
                ('decided_by', models.BigIntegerField(null=True)),
                ('entry', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='education.sessionentry')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='education.expertsession')),
            ],
            options={
                'indexes': [models.Index(fields=['subject_id'], name='education_asked_of'), models.Index(fields=['session', 'state'], name='education_asked_state')],
            },
        ),
    ]
