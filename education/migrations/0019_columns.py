"""Columns: a voice, who has it, and texts that belong to one."""

import django.db.models.deletion
import django.db.models.functions.datetime
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('education', '0018_expert_sessions_vault'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Column',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('slug', models.SlugField(max_length=120, unique=True)),
                ('language', models.CharField(max_length=10)),
                ('title', models.CharField(max_length=120)),
                ('about', models.TextField(blank=True)),
                ('voice', models.CharField(choices=[('member', 'A member: what she lives through'), ('expert', 'An expert: what she thinks about a matter')], max_length=10)),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('offered_by', models.BigIntegerField(null=True)),
                ('secret_hash', models.BinaryField(null=True, unique=True)),
                ('offered_until', models.DateTimeField(null=True)),
                ('paused_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name='article',
            name='column',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='texts', to='education.column'),
        ),
        migrations.CreateModel(
            name='ColumnAuthor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_name', models.CharField(max_length=80)),
                ('background', models.CharField(blank=True, max_length=160)),
                ('no_interests', models.BooleanField()),
                ('interests', models.TextField(blank=True)),
                ('taken_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('column', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='author', to='education.column')),
            ],
        ),
    ]
