"""Whether somebody else answered; topics moved and split; what waits for a moderator, and badges."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


SQL = """
-- Somebody else than who began it wrote what is there to read. Of a former member nobody knows who
-- it was: that counts as somebody else.
create function forums_is_answered(which bigint, starter bigint) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select exists (select from forums_post p
                  where p.topic_id = which and p.no > 1 and p.state in ('published', 'folded')
                    and (p.author_id is null or p.author_id is distinct from starter))
$$;

create function forums_note_answered(which bigint) returns void
language sql volatile security definer set search_path = public, pg_temp as $$
  update forums_topic t set answered = not t.answered
   where t.id = which and t.answered <> forums_is_answered(t.id, t.starter_id)
$$;

-- As the owner: whoever changes a post, the eraser too, changes whether its topic waits.
create function forums_answer_changed() returns trigger
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  if tg_op <> 'INSERT' then
    perform forums_note_answered(old.topic_id);
  end if;
  if tg_op = 'INSERT' or (tg_op = 'UPDATE' and new.topic_id <> old.topic_id) then
    perform forums_note_answered(new.topic_id);
  end if;
  return null;
end $$;

create function forums_starter_changed() returns trigger
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  new.answered := forums_is_answered(new.id, new.starter_id);
  return new;
end $$;

create trigger forums_answer_is_new after insert on forums_post
  for each row when (new.no > 1 and new.state = 'published') execute function forums_answer_changed();
create trigger forums_answer_changes after update on forums_post
  for each row when (
    (old.state, old.no, old.author_id, old.topic_id)
    is distinct from (new.state, new.no, new.author_id, new.topic_id))
  execute function forums_answer_changed();
create trigger forums_answer_goes after delete on forums_post
  for each row when (old.no > 1) execute function forums_answer_changed();
create trigger forums_starter_changes before update on forums_topic
  for each row when (old.starter_id is distinct from new.starter_id)
  execute function forums_starter_changed();

update forums_topic t set answered = true where forums_is_answered(t.id, t.starter_id);

-- Moderators, and whom it is about. The reason and who wanted it never change.
call protect('forums_readfirst',
  sees => $$(select looks_after_cases())
            or person_id = any((select own_people('silences'))::bigint[])$$,
  adds => $$(select looks_after_cases())$$,
  changes => $$(select looks_after_cases())$$,
  removes => 'false');
revoke update, delete, truncate on forums_readfirst from po_app;
grant update (until_at, ended_by) on forums_readfirst to po_app;
revoke update on forums_readfirst from po_erase;

create or replace function rights_count_forums(which uuid, wanted text[])
returns table (place text, texts bigint, people bigint)
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare her bigint;
begin
  select c.person into her from counting_for(which, wanted) c;
  return query
    select 'begun', count(*), count(distinct d.person_id) from forums_draft d
     where d.person_id is distinct from her
       and names_in(wanted, d.title, d.text, d.note, d.quoted)
    union all
    select 'mailed', count(*), count(distinct m.person_id) from forums_mailedpost m
     where m.person_id is distinct from her and names_in(wanted, m.cut)
    union all
    -- What she wrote herself or was written is in her own copy.
    select 'messages', count(*), count(distinct m.person_id) from forums_message m
     where m.person_id is distinct from her and m.reader_id is distinct from her
       and names_in(wanted, m.text)
    union all
    select 'elsewhere', count(*), count(distinct o.person_id) from forums_oldwords o
     where o.person_id is distinct from her and names_in(wanted, o.text)
    union all
    select 'first', count(*), count(distinct r.person_id) from forums_readfirst r
     where r.person_id is distinct from her and names_in(wanted, r.why);
end $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('forums', '0012_in_danger'),
        ('members', '0036_events_told'),
    ]

    operations = [
        migrations.CreateModel(
            name='Badge',
            fields=[
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='talk_badge', serialize=False, to='members.person')),
                ('kind', models.CharField(choices=[('clinician', 'Health professional'), ('staff', 'Works for us'), ('peer', 'Trained peer')], max_length=9)),
                ('since', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
        ),
        migrations.CreateModel(
            name='MovedPost',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('no', models.PositiveIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='ReadFirst',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('why', models.CharField(max_length=500)),
                ('by', models.BigIntegerField()),
                ('from_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('until_at', models.DateTimeField()),
                ('ended_by', models.BigIntegerField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='WatchedWords',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60)),
                ('lines', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), size=None)),
                ('effect', models.CharField(choices=[('look', 'It comes out, and a moderator looks at it'), ('hold', 'It waits until a moderator has read it')], max_length=4)),
                ('changed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='board',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='board',
            name='update_update',
        ),
        migrations.RemoveIndex(
            model_name='topic',
            name='forums_topic_unanswered',
        ),
        migrations.AddField(
            model_name='board',
            name='engines',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name='board',
            name='holds_new_links',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name='boardevent',
            name='engines',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name='boardevent',
            name='holds_new_links',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name='topic',
            name='answered',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name='topic',
            name='holds_all',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name='topic',
            name='told',
            field=models.CharField(blank=True, db_default='', max_length=300),
        ),
        migrations.AddField(
            model_name='topic',
            name='unlisted',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddIndex(
            model_name='topic',
            index=models.Index(condition=models.Q(('answered', False), ('gone_at__isnull', True), ('locked', False), ('shown_at__isnull', False)), fields=['-last_post_at', '-id'], name='forums_topic_waits'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='board',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "forums_boardevent" ("closed_at", "engines", "first_posts_held", "group_id", "holds_all", "holds_links", "holds_new_links", "holds_off_duty", "holds_pictures", "id", "in_danger", "made_at", "pause", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "ref", "reminder", "starters", "text", "title", "widest") VALUES (NEW."closed_at", NEW."engines", NEW."first_posts_held", NEW."group_id", NEW."holds_all", NEW."holds_links", NEW."holds_new_links", NEW."holds_off_duty", NEW."holds_pictures", NEW."id", NEW."in_danger", NEW."made_at", NEW."pause", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."place", NEW."ref", NEW."reminder", NEW."starters", NEW."text", NEW."title", NEW."widest"); RETURN NULL;', hash='b7aa6d583906e6593209825b2e83506dcfec693a', operation='INSERT', pgid='pgtrigger_insert_insert_51a4c', table='forums_board', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='board',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "forums_boardevent" ("closed_at", "engines", "first_posts_held", "group_id", "holds_all", "holds_links", "holds_new_links", "holds_off_duty", "holds_pictures", "id", "in_danger", "made_at", "pause", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "ref", "reminder", "starters", "text", "title", "widest") VALUES (NEW."closed_at", NEW."engines", NEW."first_posts_held", NEW."group_id", NEW."holds_all", NEW."holds_links", NEW."holds_new_links", NEW."holds_off_duty", NEW."holds_pictures", NEW."id", NEW."in_danger", NEW."made_at", NEW."pause", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."place", NEW."ref", NEW."reminder", NEW."starters", NEW."text", NEW."title", NEW."widest"); RETURN NULL;', hash='412a30ee04bf17e2b79581e84a1a99354fd103c2', operation='UPDATE', pgid='pgtrigger_update_update_b507c', table='forums_board', when='AFTER')),
        ),
        migrations.AddField(
            model_name='movedpost',
            name='post',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='forums.post'),
        ),
        migrations.AddField(
            model_name='movedpost',
            name='topic',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='moved', to='forums.topic'),
        ),
        migrations.AddField(
            model_name='readfirst',
            name='person',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.person'),
        ),
        migrations.AddConstraint(
            model_name='movedpost',
            constraint=models.UniqueConstraint(fields=('topic', 'no'), name='forums_moved_place'),
        ),
        migrations.AddIndex(
            model_name='readfirst',
            index=models.Index(fields=['person', '-until_at'], name='forums_read_first_of'),
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
