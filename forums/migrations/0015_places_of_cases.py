"""The board of a post stands with its cases: whoever moderates some boards only finds hers by it."""

from django.db import migrations

SQL = """
-- As the owner: whoever opens a case or moves a topic, and whatever moves a post.
create function forums_place_of(post uuid) returns uuid
language sql stable security definer set search_path = public, pg_temp as $$
  select b.ref from forums_post p join forums_topic t on t.id = p.topic_id
    join forums_board b on b.id = t.board_id where p.ref = post
$$;

create function forums_case_opens() returns trigger
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  new.place := case when new.kind = 'post' then forums_place_of(new.thing) end;
  return new;
end $$;

create function forums_topic_moves() returns trigger
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  update moderation_case c set place = b.ref
    from forums_post p, forums_board b
   where p.topic_id = new.id and b.id = new.board_id and c.kind = 'post' and c.thing = p.ref;
  return null;
end $$;

create function forums_post_moves() returns trigger
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  update moderation_case c set place = forums_place_of(new.ref)
   where c.kind = 'post' and c.thing = new.ref;
  return null;
end $$;

create trigger forums_case_opens before insert or update of kind, thing, place on moderation_case
  for each row execute function forums_case_opens();
create trigger forums_topic_moves after update of board_id on forums_topic
  for each row when (old.board_id <> new.board_id) execute function forums_topic_moves();
create trigger forums_post_moves after update of topic_id on forums_post
  for each row when (old.topic_id <> new.topic_id) execute function forums_post_moves();

update moderation_case set place = forums_place_of(thing) where kind = 'post';
"""


class Migration(migrations.Migration):
    dependencies = [("forums", "0014_profile_words"), ("moderation", "0011_places")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
