"""What a decision took off or covered lies sealed; covered pieces are counted for the half-year."""

import django.db.models.deletion
import django.db.models.functions.datetime
import uuid
from django.db import migrations, models


SQL = """
-- Moderators; whom it is about; and the job that deletes what is over. What it is about never
-- changes, nor when it ends by itself.
call protect('moderation_sealed',
  sees => $$(select looks_after_cases()) or (select acting_purpose()) = 'operate'
            or person_id = any((select own_people('sealed'))::bigint[])$$,
  adds => $$(select looks_after_cases()) or (select acting_purpose()) = 'operate'$$,
  changes => $$(select looks_after_cases()) or (select acting_purpose()) = 'operate'$$,
  removes => 'false');
revoke update, delete, truncate on moderation_sealed from po_app;
grant update (words, kept_why, kept_by, kept_at, asked_why, asked_by, asked_at,
              ended_as, ended_by, ended_at) on moderation_sealed to po_app;
revoke update on moderation_sealed from po_erase;

call protect('moderation_sealopening',
  sees => $$(select looks_after_cases())$$,
  adds => $$(select looks_after_cases())$$,
  changes => 'false', removes => 'false');
call only_grows('moderation_sealopening');

-- What is over and is deleted now: nothing an authority needs, and nothing a case is open about.
create function sealed_due(at_most int) returns setof bigint
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if acting_purpose() is distinct from 'operate' then
    raise exception 'nobody asks for this' using errcode = 'insufficient_privilege';
  end if;
  return query
    select s.id from moderation_sealed s
     where s.ended_at is null and s.kept_at is null and s.purge_after < statement_timestamp()
       and not exists (select from moderation_case c
                        where c.kind = s.kind and c.thing = s.thing and c.state <> 'decided')
     order by s.purge_after, s.id limit at_most;
end $$;

-- A moderator reads what is sealed: there for its author to see, as the team and not by name.
create function note_sealed_look(which uuid, team text) returns void
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  if not looks_after_cases() then
    raise exception 'nobody asks for this' using errcode = 'insufficient_privilege';
  end if;
  insert into audit_read (subject_id, actor_kind, account_id, hat, purpose, reader_name, what,
                          object_ref, request_id)
    select l.subject_id, 'account', acting_account(), coalesce(current_setting('po.hat', true), ''),
           '', team, 'moderation.sealed', which::text, ''
      from moderation_sealed s join members_subjectlink l on l.person_id = s.person_id
     where s.ref = which;
end $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0035_events_vault'),
        ('moderation', '0006_counted_names'),
    ]

    operations = [
        migrations.CreateModel(
            name='Sealed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.SlugField(db_index=False, max_length=20)),
                ('thing', models.UUIDField()),
                ('piece', models.BooleanField(default=False)),
                ('words', models.TextField(blank=True)),
                ('sealed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('purge_after', models.DateTimeField()),
                ('kept_why', models.CharField(blank=True, max_length=500)),
                ('kept_by', models.BigIntegerField(null=True)),
                ('kept_at', models.DateTimeField(null=True)),
                ('asked_why', models.CharField(blank=True, max_length=500)),
                ('asked_by', models.BigIntegerField(null=True)),
                ('asked_at', models.DateTimeField(null=True)),
                ('ended_as', models.CharField(blank=True, choices=[('back', 'Given back: the decision was undone'), ('purged', 'Deleted when its time was over'), ('two', 'Deleted before its time, by two people')], max_length=6)),
                ('ended_by', models.BigIntegerField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.person')),
            ],
        ),
        migrations.CreateModel(
            name='SealOpening',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('by', models.BigIntegerField()),
                ('purpose', models.CharField(max_length=500)),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('person', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.person')),
                ('sealed', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='openings', to='moderation.sealed')),
            ],
        ),
        migrations.AddIndex(
            model_name='sealed',
            index=models.Index(fields=['kind', 'thing'], name='moderation_sealed_thing'),
        ),
        migrations.AddIndex(
            model_name='sealed',
            index=models.Index(condition=models.Q(('ended_at__isnull', True)), fields=['purge_after'], name='moderation_sealed_due'),
        ),
        migrations.AddConstraint(
            model_name='sealed',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_as', 'two'), _negated=True), models.Q(('asked_by__isnull', False), ('ended_by__isnull', False), models.Q(('ended_by', models.F('asked_by')), _negated=True)), _connector='OR'), name='moderation_sealed_two_to_delete'),
        ),
        migrations.AddConstraint(
            model_name='sealed',
            constraint=models.CheckConstraint(condition=models.Q(('ended_at', None), ('words', ''), _connector='OR'), name='moderation_sealed_over_is_empty'),
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
