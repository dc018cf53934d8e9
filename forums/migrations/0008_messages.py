"""Messages between two members, and whose somebody takes; what somebody wrote elsewhere."""

import django.db.models.deletion
import django.db.models.functions.datetime
import uuid
from django.db import migrations, models


SQL = """
-- What she wrote elsewhere is hers alone.
call protect('forums_oldwords',
  sees => $$person_id = any((select own_people('drafts'))::bigint[])$$,
  adds => $$person_id = any((select own_people('drafts'))::bigint[])$$,
  changes => 'false',
  removes => $$person_id = any((select own_people('drafts'))::bigint[])$$);

-- The two of them. Of a message only the moment its reader opened it changes.
call protect('forums_message',
  sees => $$person_id = any((select own_people('messages'))::bigint[])
            or reader_id = any((select own_people('messages'))::bigint[])$$,
  adds => $$person_id = any((select own_people('messages'))::bigint[])$$,
  changes => $$reader_id = any((select own_people('messages'))::bigint[])$$,
  removes => 'false');
revoke update, delete, truncate on forums_message from po_app;
grant update (read_at) on forums_message to po_app;
revoke update on forums_message from po_erase;

-- Whether one of the two is of age and the other not, as far as the office knows of a young person.
create or replace function of_other_age(other bigint) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select exists (select from members_comingofage c
                  where c."on" > current_date and c.person_id = any(own_people('messages')))
     <> exists (select from members_comingofage c
                  where c."on" > current_date and c.person_id = other)
$$;

-- Whoever moderates reads the one message that was reported, and two before and after it, until it
-- is decided; each look is there for both of them to read.
create or replace function reported_message(wanted uuid)
returns table (id bigint, person_id bigint, name text, words text, at timestamptz, it boolean)
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare found forums_message;
begin
  if acting_role('moderator') is not true or not exists (
       select 1 from moderation_case c join moderation_report r on r.case_id = c.id
        where c.kind = 'message' and c.thing = wanted and c.state <> 'decided') then
    return;
  end if;
  select * into found from forums_message m where m.ref = wanted;
  if found.id is null then return; end if;
  insert into audit_read (subject_id, actor_kind, account_id, hat, purpose, reader_name, what,
                          object_ref, request_id)
    select l.subject_id, 'account', acting_account(), coalesce(current_setting('po.hat', true), ''),
           '', coalesce((select p.display_name from members_person p
                          where p.account_id = acting_account()), ''),
           'forums.reported_message', wanted::text, ''
      from members_subjectlink l where l.person_id in (found.person_id, found.reader_id);
  return query
    with pair as (
      select m.* from forums_message m
       where (m.person_id = found.person_id and m.reader_id = found.reader_id)
          or (m.person_id = found.reader_id and m.reader_id = found.person_id)
    ), near as (
      (select * from pair where pair.id <= found.id order by pair.id desc limit 3)
      union all
      (select * from pair where pair.id > found.id order by pair.id limit 2)
    )
    select n.id, n.person_id, p.display_name::text, n.text::text, n.at, n.id = found.id
      from near n join members_person p on p.id = n.person_id order by n.id;
end $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('forums', '0007_pause'),
        ('members', '0031_intended_purpose'),
        ('moderation', '0002_vault'),
    ]

    operations = [
        migrations.AddField(
            model_name='writer',
            name='takes_from',
            field=models.CharField(blank=True, choices=[('', 'From nobody'), ('allowed', 'From members I allow'), ('all', 'From all members')], db_default='', max_length=7),
        ),
        migrations.CreateModel(
            name='Correspondent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('allowed', models.BooleanField(default=False)),
                ('muted', models.BooleanField(default=False)),
                ('other', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='members.person')),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='members.person')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('person', 'other'), name='forums_correspondent_once')],
            },
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('text', models.CharField(max_length=4000)),
                ('client_ref', models.UUIDField()),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('read_at', models.DateTimeField(null=True)),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.person')),
                ('reader', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.person')),
            ],
            options={
                'indexes': [models.Index(fields=['person', 'reader', '-id'], name='forums_message_sent'), models.Index(fields=['reader', 'person', '-id'], name='forums_message_got'), models.Index(condition=models.Q(('read_at', None)), fields=['reader'], name='forums_message_waits')],
                'constraints': [models.UniqueConstraint(fields=('person', 'client_ref'), name='forums_message_once'), models.CheckConstraint(condition=models.Q(('person', models.F('reader')), _negated=True), name='forums_message_to_another')],
            },
        ),
        migrations.CreateModel(
            name='OldWords',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mark', models.CharField(max_length=32)),
                ('text', models.TextField()),
                ('written_at', models.DateTimeField()),
                ('brought_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.person')),
            ],
            options={
                'indexes': [models.Index(fields=['person', '-written_at', '-id'], name='forums_old_words_of')],
                'constraints': [models.UniqueConstraint(fields=('person', 'mark'), name='forums_old_words_once')],
            },
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
