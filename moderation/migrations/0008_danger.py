"""Somebody in danger is looked up and that is reviewed; where to turn to; drills."""

import django.db.models.deletion
import django.db.models.functions.datetime
import uuid
from django.db import migrations, models


SQL = """
-- Whoever was named before by somebody else keeps that.
update moderation_safetycontact s set named_by = (
  select p.id from audit_event e join members_person p on p.account_id = e.account_id
   where e.verb = 'moderation.contact.named' and e.object_ref = s.id::text
   order by e.id desc limit 1);

-- Who may look somebody up: named for the lane by another person, about an open case in which danger
-- now was read, and never herself.
create function looks_up(which_case bigint, her bigint, me bigint) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select looks_after_cases() and her <> me
     and exists (select from members_person p where p.id = me and p.account_id = acting_account())
     and exists (select from moderation_safetycontact s where s.person_id = me and s.named_by <> me)
     and exists (select from moderation_case c where c.id = which_case and c.person_id = her
                   and c.lane = 'crisis' and c.triage = 'now' and c.state <> 'decided')
$$;

-- Its member sees it when she was told. What was written before it opened never changes.
call protect('moderation_reveal',
  sees => $$(select looks_after_cases()) or (select calls_for_help())
            or (told_at is not null and person_id = any((select own_people('reveals'))::bigint[]))$$,
  adds => $$looks_up(case_id, person_id, by)$$,
  changes => $$(select looks_after_cases()) or (select calls_for_help())$$,
  removes => 'false');
revoke update, delete, truncate on moderation_reveal from po_app;
grant update (reviewed_by, reviewed_at, was_right, review, harm, told_at, reminded_at)
  on moderation_reveal to po_app;
revoke update on moderation_reveal from po_erase;

-- Name, address and telephone, still sealed, with the key to them, for whoever opened them, for a
-- day, while the case is open and no review found it was not needed. Each look is written down,
-- under no name: the team is who looked.
create function person_in_danger(which uuid)
returns table (real_name bytea, address bytea, phone bytea, wrapping_key text, wrapped bytea)
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare hers moderation_reveal;
begin
  select r.* into hers from moderation_reveal r
   where r.ref = which and r.at > statement_timestamp() - interval '24 hours'
     and r.was_right is not false and looks_up(r.case_id, r.person_id, r.by) for update;
  if hers.id is null then return; end if;
  update moderation_reveal r set looked = r.looked + 1 where r.id = hers.id;
  insert into audit_read (subject_id, actor_kind, account_id, hat, purpose, reader_name, what,
                          object_ref, request_id)
    select l.subject_id, 'account', acting_account(), coalesce(current_setting('po.hat', true), ''),
           '', '', 'moderation.opened', hers.ref::text, ''
      from members_subjectlink l where l.person_id = hers.person_id;
  return query select i.real_name, i.address, i.phone, k.wrapping_key::text, k.wrapped
      from members_person p left join members_identity i on i.person_id = p.id
      left join members_personkey k on k.person_id = p.id where p.id = hers.person_id;
end $$;

-- Which of these looks she was told of; until then her list of looks does not tell her first.
create function told_reveals() returns text[]
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare hers bigint[] := own_people('reveals');
begin
  return coalesce((select array_agg(r.ref::text) from moderation_reveal r
                    where r.person_id = any(hers) and r.told_at is not null), '{}');
end $$;
alter policy app_select on audit_read using (
  (subject_id = any((select own_subjects('reads'))::uuid[])
   and (what <> 'moderation.opened' or object_ref = any((select told_reveals())::text[])))
  or account_id = (select acting_account()));
"""

# As in 0005 and 0006, without drills and with the words about what is sealed and lookings-up.
COUNTS = """
create or replace function case_ages() returns table (band int, n bigint)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if not (acting_role('moderator') or acting_role('administrator')) then
    raise exception 'nobody asks for this' using errcode = 'insufficient_privilege';
  end if;
  return query
    select s.step, case when count(distinct s.who) < 5 then null else count(*) end
      from (select width_bucket(extract(epoch from statement_timestamp() - c.opened_at) / 86400,
                                array[1, 3, 7]::numeric[]) as step,
                   coalesce(c.person_id, -c.id) as who
              from moderation_case c where c.state = 'open' and c.kind <> 'drill') s
     group by s.step;
end $$;

create or replace function rights_count_moderation(which uuid, wanted text[])
returns table (place text, texts bigint, people bigint)
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare her bigint;
begin
  select c.person into her from counting_for(which, wanted) c;
  return query
    select 'cases', count(*), count(distinct t.person_id) from (
        select r.person_id from moderation_report r where names_in(wanted, r.text)
        union all
        select w.person_id from moderation_privateword w where names_in(wanted, w.text)
        union all
        select e.person_id from moderation_caseevent e where names_in(wanted, e.text)
        union all
        select d.person_id from moderation_decision d where names_in(wanted, d.why)
        union all
        select s.person_id from moderation_silence s
         where names_in(wanted, s.why, s.objection, s.answer)
        union all
        select o.person_id from moderation_sealopening o where names_in(wanted, o.purpose)
        union all
        select s.person_id from moderation_sealed s
         where names_in(wanted, s.kept_why, s.asked_why)
        union all
        select v.person_id from moderation_reveal v
         where names_in(wanted, v.why, v.review, v.harm)) t
     where her is null or t.person_id is distinct from her;  -- a guest who reported is nobody
end $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0002_vault'),
        ('members', '0035_events_vault'),
        ('moderation', '0007_sealed'),
    ]

    operations = [
        migrations.AddField(
            model_name='safetycontact',
            name='named_by',
            field=models.BigIntegerField(null=True),
        ),
        migrations.AlterField(
            model_name='caseevent',
            name='kind',
            field=models.CharField(choices=[('read', 'read it'), ('left', 'left it to the others'), ('note', 'wrote a note'), ('word', 'wrote to its author'), ('answer', 'read the author’s answer'), ('decided', 'decided'), ('undid', 'undid a decision'), ('called', 'The next person was called'), ('looks', 'is looking at it, and nobody else is called for an hour'), ('triaged', 'said what to do next'), ('gone', 'Its author took it back for good'), ('followed', 'looked in again'), ('opened', 'opened name and address'), ('reviewed', 'said whether opening them was right')], max_length=8),
        ),
        migrations.CreateModel(
            name='HelpLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('talk', 'To talk to somebody'), ('doctor', 'A doctor, outside opening hours'), ('advice', 'Advice')], max_length=8)),
                ('name', models.CharField(max_length=80)),
                ('about', models.CharField(blank=True, max_length=200)),
                ('language', models.CharField(max_length=8)),
                ('country', models.CharField(blank=True, max_length=60)),
                ('region', models.CharField(blank=True, max_length=60)),
                ('hours', models.CharField(blank=True, max_length=80)),
                ('phone', models.CharField(blank=True, max_length=40)),
                ('link', models.URLField(blank=True)),
                ('owner', models.BigIntegerField(null=True)),
                ('checked_on', models.DateField()),
                ('asked_on', models.DateField(null=True)),
                ('version', models.PositiveIntegerField(default=1)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('link', ''), ('phone', ''), _negated=True), name='moderation_help_line_reaches')],
            },
        ),
        migrations.CreateModel(
            name='Drill',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('by', models.BigIntegerField()),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('calls', models.JSONField(default=list)),
                ('ended_at', models.DateTimeField(null=True)),
                ('stopped', models.BooleanField(default=False)),
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='drill', to='moderation.case')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('stopped',), name='moderation_drill_one')],
            },
        ),
        migrations.CreateModel(
            name='Reveal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('by', models.BigIntegerField()),
                ('why', models.CharField(max_length=1000)),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('looked', models.PositiveIntegerField(db_default=0, default=0)),
                ('reviewed_by', models.BigIntegerField(null=True)),
                ('reviewed_at', models.DateTimeField(null=True)),
                ('was_right', models.BooleanField(null=True)),
                ('review', models.CharField(blank=True, max_length=1000)),
                ('harm', models.CharField(blank=True, max_length=1000)),
                ('told_at', models.DateTimeField(null=True)),
                ('reminded_at', models.DateTimeField(null=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reveals', to='moderation.case')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.person')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('reviewed_at__isnull', True)), fields=['at'], name='moderation_reveal_waits')],
                'constraints': [models.CheckConstraint(condition=models.Q(('reviewed_by', None), models.Q(('reviewed_by', models.F('by')), _negated=True), _connector='OR'), name='moderation_reveal_another'), models.CheckConstraint(condition=models.Q(models.Q(('reviewed_at', None), ('reviewed_by', None), ('was_right', None)), models.Q(('reviewed_at__isnull', False), ('reviewed_by__isnull', False), ('was_right__isnull', False)), _connector='OR'), name='moderation_reveal_reviewed'), models.CheckConstraint(condition=models.Q(('harm', ''), ('told_at', None), _connector='OR'), name='moderation_reveal_told')],
            },
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
        migrations.RunSQL(COUNTS, migrations.RunSQL.noop),
    ]
