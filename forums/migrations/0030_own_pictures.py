"""A picture of one's own beside one's posts; pictures of a former forum wait for whose they are."""

import django.db.models.deletion
import django.db.models.functions.datetime
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('forums', '0029_names_a_method'),
    ]

    operations = [
        migrations.CreateModel(
            name='OwnPicture',
            fields=[
                ('place', models.CharField(blank=True, max_length=60)),
                ('size', models.PositiveIntegerField(default=0)),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='talk_picture', serialize=False, to='members.person')),
                ('ref', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('taken_off_at', models.DateTimeField(null=True)),
                ('why', models.CharField(blank=True, max_length=500)),
                ('resting_at', models.DateTimeField(null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='FormerPicture',
            fields=[
                ('place', models.CharField(blank=True, max_length=60)),
                ('size', models.PositiveIntegerField(default=0)),
                ('author', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='picture', serialize=False, to='forums.formerauthor')),
                ('brought_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'abstract': False,
            },
        ),
    ]
