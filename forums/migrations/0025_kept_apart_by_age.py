"""Adults and minors do not write to each other, whoever says so herself included."""

from django.db import migrations

SQL = """
-- What say_age asks: whether she wrote or got a message since then.
create or replace function had_messages_since(who bigint, moment timestamptz) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select exists (select from forums_message m where m.person_id = who and m.at >= moment)
      or exists (select from forums_message m where m.reader_id = who and m.at >= moment)
$$;

-- Whether the two are kept apart. A child the office checked writes with such children only, whatever
-- others say of themselves. Nobody writes who has not said it, or said both. Who has not been
-- asked yet hears from an adult only where both wrote to each other before; she is asked when she
-- opens her messages, and writes nothing until she answered.
create or replace function of_other_age(other bigint) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select case
           when my_child <> their_child then true
           when mine is null or mine = 'both' or coalesce(theirs, '') = 'both' then true
           when theirs is null then mine <> 'adult'
             or not (exists (select from forums_message m
                              where m.person_id = me and m.reader_id = other)
                     and exists (select from forums_message m
                                  where m.person_id = other and m.reader_id = me))
           else mine <> theirs end
    from (select me, age_side(me) as mine, age_side(other) as theirs,
                 exists (select from members_comingofage c
                          where c.person_id = me and c."on" > current_date) as my_child,
                 exists (select from members_comingofage c
                          where c.person_id = other and c."on" > current_date) as their_child
            from (select (own_people('messages'))[1] as me) one) two
$$;

-- The same without any page: no row comes in between them.
alter policy app_insert on forums_message with check (
  person_id = any((select own_people('messages'))::bigint[]) and not of_other_age(reader_id));
"""


class Migration(migrations.Migration):
    dependencies = [("forums", "0024_notes_checked"), ("members", "0045_age_said")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
