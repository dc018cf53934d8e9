"""Members give examples to others: a table of hers, behind doors that know words and no person."""

from uuid import uuid4

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

WALLS = """
-- Hers alone. Editors and other readers come in by the doors below only.
call protect('education_stepexample',
  sees => $$subject_id = any((select own_subjects('programme'))::uuid[])$$,
  adds => $$subject_id = any((select own_subjects('programme'))::uuid[])
            and (select acting_kind()) = 'account' and state = 'new' and decided_at is null$$,
  changes => 'false',
  removes => $$subject_id = any((select own_subjects('programme'))::uuid[])
            and (select acting_kind()) = 'account'$$);
"""

DOORS = """
-- What waits for an editor, and what others read: no word, nobody, and of the day only its week.
-- What she gave herself another editor looks at.
create function examples_to_check(most int)
returns table (ref uuid, programme_id bigint, step text, state text, week timestamptz)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if acting_role('editor') is not true then return; end if;
  return query select x.ref, x.programme_id, x.step::text, x.state::text, date_trunc('week', x.at)
      from education_stepexample x
      join members_subjectlink l on l.subject_id = x.subject_id
      join members_person p on p.id = l.person_id and p.state = 'active'
     where x.state in ('new', 'shown') and p.account_id is distinct from acting_account()
     order by x.state, x.id limit most;
end $$;

-- One of them to look at. Whoever gave it sees that somebody did.
create function example_to_check(wanted uuid)
returns table (programme_id bigint, step text, asked text, words text, state text)
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare x education_stepexample;
begin
  if acting_role('editor') is not true then return; end if;
  select e.* into x from education_stepexample e
    join members_subjectlink l on l.subject_id = e.subject_id
    join members_person p on p.id = l.person_id and p.state = 'active'
   where e.ref = wanted and e.state in ('new', 'shown')
     and p.account_id is distinct from acting_account();
  if x.id is null then return; end if;
  insert into audit_read (subject_id, actor_kind, account_id, hat, purpose, reader_name, what,
                          object_ref, request_id)
    values (x.subject_id, 'account', acting_account(), coalesce(current_setting('po.hat', true), ''),
            '', coalesce((select p.display_name from members_person p
                           where p.account_id = acting_account()), ''),
            'education.example', wanted::text, '');
  return query select x.programme_id, x.step::text, x.asked, x.words, x.state::text;
end $$;

-- Shown or not; whom to tell, as an id. Nothing, where it was decided or taken back meanwhile.
create function decide_example(wanted uuid, stood text, verdict text, reason text)
returns setof bigint
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  if acting_role('editor') is not true or verdict not in ('shown', 'kept') or stood = verdict then
    return;
  end if;
  return query
    with decided as (
      update education_stepexample x
         set state = verdict, why = reason, decided_at = statement_timestamp(),
             decided_by = acting_account()
        from members_subjectlink l, members_person p
       where x.ref = wanted and x.state = stood and x.state in ('new', 'shown')
         and l.subject_id = x.subject_id and p.id = l.person_id and p.state = 'active'
         and p.account_id is distinct from acting_account()
      returning p.id)
    select d.id from decided d;
end $$;

-- What others gave, newest look first, for somebody on the same programme: words only. Nothing
-- before five others did this step, and nothing of whoever is not here any more to take it back.
create function examples_of(of_programme bigint, of_step text, of_question text, most int)
returns setof text
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare hers uuid[] := own_subjects('programme');
begin
  if acting_kind() is distinct from 'account' or not exists (
       select 1 from education_enrolment e
        where e.subject_id = any(hers) and e.programme_id = of_programme) then
    return;
  end if;
  if (select count(*) from (
        select 1 from education_enrolment e join education_stepstate s on s.enrolment_id = e.id
         where e.programme_id = of_programme and s.step = of_step and s.done_at is not null
           and e.subject_id <> all(hers) limit 5) others) < 5 then
    return;
  end if;
  return query select x.words from education_stepexample x
      join members_subjectlink l on l.subject_id = x.subject_id
      join members_person p on p.id = l.person_id and p.state = 'active'
     where x.programme_id = of_programme and x.step = of_step and x.asked = of_question
       and x.state = 'shown' and x.subject_id <> all(hers)
     order by x.decided_at desc, x.id desc limit most;
end $$;
"""

# As in 0018, with what members gave others to read.
COUNTED = """
create or replace function rights_count_education(which uuid, wanted text[])
returns table (place text, texts bigint, people bigint)
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare hers uuid;
begin
  select c.subject into hers from counting_for(which, wanted) c;
  return query
    select 'programmes', count(*), count(distinct p.subject_id) from (
        select e.subject_id from education_enrolment e where names_in(wanted, e.goal)
        union all
        select s.subject_id from education_stepstate s
         where names_in(wanted, s.words) or names_in(wanted, s.answers)
        union all
        select i.subject_id from education_ifthenplan i
         where names_in(wanted, i.if_text, i.then_text, i.outcome_words)
        union all
        select x.subject_id from education_stepexample x where names_in(wanted, x.words, x.why)
        union all
        select d.subject_id from education_doctorpage d
         where names_in(wanted, d.to_say) or names_in(wanted, d.content)) p
     where p.subject_id is distinct from hers
    union all
    select 'guides', count(*), count(distinct m.subject_id) from (
        select g.subject_id from education_guidemessage g where names_in(wanted, g.text)
        union all
        select t.subject_id from education_calltry t where names_in(wanted, t.note)
        union all
        select h.subject_id from education_guidehandover h where names_in(wanted, h.note)) m
     where m.subject_id is distinct from hers
    union all
    select 'experts', count(*), count(distinct q.subject_id) from education_sessionquestion q
     where q.subject_id is distinct from hers and names_in(wanted, q.text, q.name, q.why);
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("education", "0025_alone")]
    operations = [
        migrations.CreateModel(
            name="StepExample",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ref", models.UUIDField(default=uuid4, editable=False, unique=True)),
                ("subject_id", models.UUIDField()),
                ("step", models.CharField(max_length=40)),
                ("asked", models.TextField()),
                ("words", models.TextField()),
                (
                    "at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("new", "Somebody of the team reads it first"),
                            ("shown", "Others on this programme can read it"),
                            ("kept", "It is not shown"),
                        ],
                        default="new",
                        max_length=8,
                    ),
                ),
                ("why", models.CharField(blank=True, max_length=300)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.BigIntegerField(null=True)),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="education.programme",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "shown")),
                        fields=["programme", "step", "-decided_at"],
                        name="education_example_shown",
                    ),
                    models.Index(
                        condition=models.Q(("state", "new")),
                        fields=["id"],
                        name="education_example_new",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("subject_id", "programme", "step"), name="education_example_once"
                    )
                ],
            },
        ),
        *[migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in (WALLS, DOORS, COUNTED)],
    ]
