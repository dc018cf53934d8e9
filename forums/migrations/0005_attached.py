"""Pictures and documents: beside a draft they are their author's alone."""

import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.db import migrations, models

WALL = """
call protect('forums_draftfile',
  sees => $$person_id = any((select own_people('drafts'))::bigint[])$$,
  adds => $$person_id = any((select own_people('drafts'))::bigint[])$$,
  changes => 'false',
  removes => $$person_id = any((select own_people('drafts'))::bigint[])$$);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('forums', '0004_finding'),
        ('members', '0026_proxies_vault'),
    ]

    operations = [
        migrations.CreateModel(
            name='DraftFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name', models.CharField(max_length=120)),
                ('shows', models.CharField(max_length=200)),
                ('content_type', models.CharField(max_length=60)),
                ('size', models.BigIntegerField()),
                ('place', models.CharField(max_length=60, unique=True)),
                ('small', models.CharField(blank=True, max_length=60)),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('at', models.CharField(max_length=40)),
            ],
        ),
        migrations.CreateModel(
            name='PostFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name', models.CharField(max_length=120)),
                ('shows', models.CharField(max_length=200)),
                ('content_type', models.CharField(max_length=60)),
                ('size', models.BigIntegerField()),
                ('place', models.CharField(max_length=60, unique=True)),
                ('small', models.CharField(blank=True, max_length=60)),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'ordering': ['pk'],
                'abstract': False,
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='board',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='board',
            name='update_update',
        ),
        migrations.AddField(
            model_name='board',
            name='holds_pictures',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='boardevent',
            name='holds_pictures',
            field=models.BooleanField(default=False),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='board',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "forums_boardevent" ("closed_at", "first_posts_held", "group_id", "holds_all", "holds_links", "holds_off_duty", "holds_pictures", "id", "made_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "ref", "reminder", "starters", "text", "title", "widest") VALUES (NEW."closed_at", NEW."first_posts_held", NEW."group_id", NEW."holds_all", NEW."holds_links", NEW."holds_off_duty", NEW."holds_pictures", NEW."id", NEW."made_at", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."place", NEW."ref", NEW."reminder", NEW."starters", NEW."text", NEW."title", NEW."widest"); RETURN NULL;', hash='d411b86dc3ce0a71c6064a811285eb266db5d311', operation='INSERT', pgid='pgtrigger_insert_insert_51a4c', table='forums_board', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='board',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "forums_boardevent" ("closed_at", "first_posts_held", "group_id", "holds_all", "holds_links", "holds_off_duty", "holds_pictures", "id", "made_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "ref", "reminder", "starters", "text", "title", "widest") VALUES (NEW."closed_at", NEW."first_posts_held", NEW."group_id", NEW."holds_all", NEW."holds_links", NEW."holds_off_duty", NEW."holds_pictures", NEW."id", NEW."made_at", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."place", NEW."ref", NEW."reminder", NEW."starters", NEW."text", NEW."title", NEW."widest"); RETURN NULL;', hash='06a20c99bb601333c44554e411d2626598f2d771', operation='UPDATE', pgid='pgtrigger_update_update_b507c', table='forums_board', when='AFTER')),
        ),
        migrations.AddField(
            model_name='draftfile',
            name='person',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.person'),
        ),
        migrations.AddField(
            model_name='postfile',
            name='post',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='forums.post'),
        ),
        migrations.AddIndex(
            model_name='draftfile',
            index=models.Index(fields=['person', 'at'], name='forums_draftfile_at'),
        ),
        migrations.RunSQL(WALL, migrations.RunSQL.noop),
    ]
