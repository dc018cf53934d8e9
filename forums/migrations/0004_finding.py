"""Posts that are out can be found: the database writes their stems with every change of them."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

# As the owner: whoever changes a post or topic, the eraser too, changes what is found of it.
INDEX = """
create function forums_index_post(wanted bigint) returns void
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  found record;
  config regconfig;
begin
  select p.text, p.no, p.published_at, t.title, t.audience, t.board_id into found
    from forums_post p join forums_topic t on t.id = p.topic_id
   where p.id = wanted and p.state = 'published' and p.no is not null
     and p.published_at is not null;
  if found.no is null then
    delete from forums_postwords where post_id = wanted;
    return;
  end if;
  config := search_config(case when found.no = 1 then found.title || ' ' else '' end || found.text);
  insert into forums_postwords (post_id, month, readers, board, words)
  values (
    wanted,
    extract(year from found.published_at at time zone 'UTC')::int * 12
      + extract(month from found.published_at at time zone 'UTC')::int,
    case found.audience when 'group' then 'board ' || found.board_id else found.audience end,
    found.board_id,
    case when found.no = 1 then setweight(to_tsvector(config, found.title), 'A') else '' end
      || setweight(to_tsvector(config, found.text), 'D'))
  on conflict (post_id) do update
     set month = excluded.month, readers = excluded.readers, board = excluded.board,
         words = excluded.words;
end $$;

create function forums_post_changed() returns trigger
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  perform forums_index_post(new.id);
  return null;
end $$;

create function forums_topic_changed() returns trigger
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  perform forums_index_post(p.id) from forums_post p
    where p.topic_id = new.id and p.state = 'published'
      and (p.no = 1 or new.audience <> old.audience or new.board_id <> old.board_id);
  return null;
end $$;

create trigger forums_post_is_new after insert on forums_post
  for each row when (new.state = 'published') execute function forums_post_changed();
create trigger forums_post_changes after update on forums_post
  for each row when (
    (old.state, old.text, old.no, old.published_at, old.topic_id)
    is distinct from (new.state, new.text, new.no, new.published_at, new.topic_id))
  execute function forums_post_changed();
create trigger forums_topic_changes after update on forums_topic
  for each row when (
    (old.title, old.audience, old.board_id)
    is distinct from (new.title, new.audience, new.board_id))
  execute function forums_topic_changed();

select count(forums_index_post(id)) from forums_post where state = 'published';
"""


class Migration(migrations.Migration):

    dependencies = [
        ('forums', '0003_returned'),
        ('search', '0002_stems'),
    ]

    operations = [
        migrations.CreateModel(
            name='PostWords',
            fields=[
                ('post', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='found_by', serialize=False, to='forums.post')),
                ('month', models.IntegerField()),
                ('readers', models.CharField(max_length=30)),
                ('board', models.BigIntegerField()),
                ('words', django.contrib.postgres.search.SearchVectorField()),
            ],
            options={
                'indexes': [django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=['month', 'readers', 'board', 'words'], name='forums_postwords_gin')],
            },
        ),
        migrations.RunSQL(INDEX, migrations.RunSQL.noop),
    ]
