"""Answers by e-mail, what else was in a mail, and what came from older forums."""

import django.db.models.deletion
import django.db.models.functions.datetime
import uuid
from django.db import migrations, models

VAULT = """
call protect('forums_mailedpost',
  sees => $$person_id = any((select own_people('drafts'))::bigint[])$$,
  adds => $$person_id = any((select own_people('drafts'))::bigint[])$$,
  changes => 'false', removes => 'false');
"""

LET_GO = """
alter table forums_brought
  add constraint forums_brought_topic foreign key (topic_id) references forums_topic (id)
    on delete set null deferrable initially deferred,
  add constraint forums_brought_post foreign key (post_id) references forums_post (id)
    on delete set null deferrable initially deferred,
  add constraint forums_brought_author foreign key (author_id) references forums_formerauthor (id)
    on delete set null deferrable initially deferred;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0003_own_people'),
        ("forums", "0005_attached"),
        ('members', '0026_proxies_vault'),
    ]

    operations = [
        migrations.AddField(
            model_name='post',
            name='findable_at',
            field=models.DateTimeField(null=True),
        ),
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
            name='FormerAuthor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('source', models.SlugField(db_index=False, max_length=40)),
                ('mark', models.CharField(max_length=64, unique=True)),
                ('sealed_name', models.TextField(blank=True)),
                ('name_mark', models.CharField(blank=True, db_index=True, max_length=64)),
                ('address_mark', models.CharField(blank=True, db_index=True, max_length=64)),
                ('offered_by', models.BigIntegerField(null=True)),
                ('claimed_at', models.DateTimeField(null=True)),
                ('offered_to', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='members.person')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='members.person')),
            ],
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
        migrations.CreateModel(
            name='Brought',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.SlugField(db_index=False, max_length=40)),
                ('mark', models.CharField(max_length=64, unique=True)),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('board', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='forums.board')),
                ('post', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='brought', to='forums.post')),
                ('topic', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='forums.topic')),
                ('author', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='brought', to='forums.formerauthor')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('board__isnull', False)), fields=['source'], name='forums_brought_source')],
            },
        ),
        migrations.RunSQL(VAULT, migrations.RunSQL.noop),
        migrations.RunSQL(LET_GO, migrations.RunSQL.noop),
    ]
