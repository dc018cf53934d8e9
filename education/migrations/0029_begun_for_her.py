"""A programme is begun by telephone, and by who acts for a child by law; each says who and how."""

from django.db import migrations, models

HOW = [
    ("screen", "on this website"),
    ("phone", "by telephone"),
    ("proxy", "by who acts for the person by law"),
]
HOW_DONE = [
    ("screen", "on this website"),
    ("phone", "by telephone"),
    ("paper", "on paper"),
    ("proxy", "by who acts for the person by law"),
]

# `told_subjects`: who says it on the telephone; `by_law_subjects`: a child without an account.
WALLS = """
grant update (begun, begun_by, goal_by) on education_enrolment to po_app;

alter policy app_select on education_enrolment using (
  subject_id = any((select own_subjects('programme'))::uuid[])
  or id = any((select guided_enrolments('programme'))::bigint[])
  or subject_id = any((select told_subjects())::uuid[])
  or subject_id = any((select by_law_subjects())::uuid[]));
alter policy app_insert on education_enrolment with check (
  (subject_id = any((select own_subjects('programme'))::uuid[])
    and (select acting_kind()) = 'account')
  or (begun = 'phone' and begun_by is not null
    and subject_id = any((select told_subjects())::uuid[]))
  or (begun = 'proxy' and begun_by = (select acting_account())
    and subject_id = any((select by_law_subjects())::uuid[])));
alter policy app_update on education_enrolment
  using ((subject_id = any((select own_subjects('programme'))::uuid[])
      and (select acting_kind()) = 'account')
    or subject_id = any((select told_subjects())::uuid[])
    or subject_id = any((select by_law_subjects())::uuid[]))
  with check ((subject_id = any((select own_subjects('programme'))::uuid[])
      and (select acting_kind()) = 'account')
    or subject_id = any((select told_subjects())::uuid[])
    or subject_id = any((select by_law_subjects())::uuid[]));

-- Her words: herself, a guide she shows them to, and who decides by law for a child, marked as theirs.
alter policy app_select on education_stepstate using (
  subject_id = any((select own_subjects('programme'))::uuid[])
  or enrolment_id = any((select guided_enrolments('programme_words'))::bigint[])
  or subject_id = any((select by_law_subjects())::uuid[]));
alter policy app_insert on education_stepstate with check (
  (subject_id = any((select own_subjects('programme'))::uuid[])
    and (select acting_kind()) = 'account')
  or (how = 'proxy' and entered_by = (select acting_account())
    and subject_id = any((select by_law_subjects())::uuid[])));
alter policy app_update on education_stepstate
  using ((subject_id = any((select own_subjects('programme'))::uuid[])
      and (select acting_kind()) = 'account')
    or subject_id = any((select by_law_subjects())::uuid[]))
  with check ((subject_id = any((select own_subjects('programme'))::uuid[])
      and (select acting_kind()) = 'account')
    or (how = 'proxy' and entered_by = (select acting_account())
      and subject_id = any((select by_law_subjects())::uuid[])));

alter policy app_select on education_ifthenplan using (
  subject_id = any((select own_subjects('programme'))::uuid[])
  or enrolment_id = any((select guided_enrolments('programme_words'))::bigint[])
  or subject_id = any((select by_law_subjects())::uuid[]));
alter policy app_insert on education_ifthenplan with check (
  (subject_id = any((select own_subjects('programme'))::uuid[])
    and (select acting_kind()) = 'account')
  or (by_account = (select acting_account())
    and subject_id = any((select by_law_subjects())::uuid[])));
alter policy app_update on education_ifthenplan
  using ((subject_id = any((select own_subjects('programme'))::uuid[])
      and (select acting_kind()) = 'account')
    or subject_id = any((select by_law_subjects())::uuid[]))
  with check ((subject_id = any((select own_subjects('programme'))::uuid[])
      and (select acting_kind()) = 'account')
    or subject_id = any((select by_law_subjects())::uuid[]));

-- What begins and ends with her way, as she says it on the telephone.
alter policy app_select on education_measuring using (
  subject_id = any((select own_subjects('programme'))::uuid[])
  or subject_id = any((select told_subjects())::uuid[]));
alter policy app_insert on education_measuring with check (
  (subject_id = any((select own_subjects('programme'))::uuid[])
    and (select acting_kind()) = 'account')
  or subject_id = any((select told_subjects())::uuid[]));
alter policy app_update on education_measuring
  using ((subject_id = any((select own_subjects('programme'))::uuid[])
      and (select acting_kind()) = 'account')
    or subject_id = any((select told_subjects())::uuid[]))
  with check ((subject_id = any((select own_subjects('programme'))::uuid[])
      and (select acting_kind()) = 'account')
    or subject_id = any((select told_subjects())::uuid[]));

alter policy app_select on education_later using (
  subject_id = any((select own_subjects('programme'))::uuid[])
  or subject_id = any((select told_subjects())::uuid[]));
alter policy app_delete on education_later using (
  (subject_id = any((select own_subjects('programme'))::uuid[])
    and (select acting_kind()) = 'account')
  or subject_id = any((select told_subjects())::uuid[]));

alter policy app_select on education_guidewish using (
  subject_id = any((select own_subjects('programme'))::uuid[])
  or subject_id = any((select told_subjects())::uuid[]));
alter policy app_delete on education_guidewish using (
  (subject_id = any((select own_subjects('programme'))::uuid[])
    and (select acting_kind()) = 'account')
  or subject_id = any((select told_subjects())::uuid[]));

alter policy app_select on education_guideassignment using (
  subject_id = any((select own_subjects('programme'))::uuid[])
  or enrolment_id = any((select guided_enrolments('programme'))::bigint[])
  or subject_id = any((select told_subjects())::uuid[]));
alter policy app_insert on education_guideassignment with check (
  (subject_id = any((select own_subjects('programme'))::uuid[])
    and (select acting_kind()) = 'account')
  or subject_id = any((select told_subjects())::uuid[]));
"""

GUIDES = """
alter policy app_update on education_guideassignment
  using ((subject_id = any((select own_subjects('programme'))::uuid[])
      and (select acting_kind()) = 'account')
    or subject_id = any((select told_subjects())::uuid[]))
  with check ((subject_id = any((select own_subjects('programme'))::uuid[])
      and (select acting_kind()) = 'account')
    or subject_id = any((select told_subjects())::uuid[]));

-- As before; and where what somebody says on the telephone is carried out.
create or replace function guide_loads() returns table (account_id bigint, people int)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if acting_account() is null and acting_purpose() is distinct from 'paper' then return; end if;
  return query select a.guide_account, count(*)::int from education_guideassignment a
      join members_grant g on g.id = a.grant_id
     where a.ended_at is null and g.ended_by_id is null and g.paused_at is null
     group by a.guide_account;
end $$;
"""

CALLS = """
alter policy app_select on education_maycall using (
  subject_id = any((select own_subjects('programme'))::uuid[])
  or enrolment_id = any((select guided_enrolments('programme'))::bigint[])
  or subject_id = any((select told_subjects())::uuid[]));
alter policy app_insert on education_maycall with check (
  (subject_id = any((select own_subjects('programme'))::uuid[])
    and (select acting_kind()) = 'account')
  or subject_id = any((select told_subjects())::uuid[]));
alter policy app_update on education_maycall
  using ((subject_id = any((select own_subjects('programme'))::uuid[])
      and (select acting_kind()) = 'account')
    or subject_id = any((select told_subjects())::uuid[]))
  with check ((subject_id = any((select own_subjects('programme'))::uuid[])
      and (select acting_kind()) = 'account')
    or subject_id = any((select told_subjects())::uuid[]));
alter policy app_delete on education_maycall using (
  (subject_id = any((select own_subjects('programme'))::uuid[])
    and (select acting_kind()) = 'account')
  or subject_id = any((select told_subjects())::uuid[]));

alter policy app_select on education_guidecall using (
  subject_id = any((select own_subjects('programme'))::uuid[])
  or enrolment_id = any((select guided_enrolments('programme'))::bigint[])
  or subject_id = any((select told_subjects())::uuid[]));
alter policy app_update on education_guidecall
  using ((subject_id = any((select own_subjects('programme'))::uuid[])
      and (select acting_kind()) = 'account')
    or enrolment_id = any((select guided_enrolments('programme'))::bigint[])
    or subject_id = any((select told_subjects())::uuid[]))
  with check ((subject_id = any((select own_subjects('programme'))::uuid[])
      and (select acting_kind()) = 'account')
    or enrolment_id = any((select guided_enrolments('programme'))::bigint[])
    or subject_id = any((select told_subjects())::uuid[]));
"""


KEYED = """
-- As before: whose sheets, which version, which steps are done or entered; what was
-- written by law counts as done by herself.
create or replace function keyed_enrolment()
returns table (enrolment_id bigint, enrolment_ref uuid, subject_id uuid, person_id bigint,
  display_name text, version_id bigint, done text[], keyed text[])
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  return query select e.id, e.ref, e.subject_id, p.id, p.display_name::text, e.version_id,
      array(select s.step::text from education_stepstate s where s.enrolment_id = e.id
             and s.done_at is not null and (s.entered_by is null or s.how = 'proxy')),
      array(select s.step::text from education_stepstate s where s.enrolment_id = e.id
             and s.done_at is not null and s.entered_by is not null and s.how <> 'proxy')
    from education_enrolment e
    join members_subjectlink l on l.subject_id = e.subject_id
    join members_person p on p.id = l.person_id
   where e.id = way_of_ticket();
end $$;

-- One step entered for her; false for what she did herself or was written by law. A plan comes in
-- its two halves.
create or replace function key_step(wanted text, said text, given jsonb, no_answer jsonb,
  version bigint, wording bigint, if_said text, then_said text, way_it_came text, by_account bigint)
returns boolean
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  way bigint := way_of_ticket();
  hers uuid;
begin
  if way is null or by_account is null or way_it_came not in ('phone', 'paper') then
    return false;
  end if;
  select e.subject_id into hers from education_enrolment e where e.id = way for update;
  if exists (select 1 from education_stepstate s where s.enrolment_id = way and s.step = wanted
              and s.done_at is not null and (s.entered_by is null or s.how = 'proxy')) then
    return false;
  end if;
  insert into education_stepstate (subject_id, enrolment_id, step, first_seen_at, done_at, words,
      answers, missing, asked_id, asked_in_id, how, entered_by)
    values (hers, way, wanted, statement_timestamp(), statement_timestamp(), said, given,
      no_answer, version, wording, way_it_came, by_account)
  on conflict (enrolment_id, step) do update
    set done_at = excluded.done_at, words = excluded.words, answers = excluded.answers,
        missing = excluded.missing, asked_id = excluded.asked_id,
        asked_in_id = excluded.asked_in_id, how = excluded.how, entered_by = excluded.entered_by;
  if then_said <> '' and not exists (
       select 1 from education_ifthenplan f where f.enrolment_id = way and f.step = wanted
          and f.if_text = if_said and f.then_text = then_said) then
    insert into education_ifthenplan (ref, subject_id, enrolment_id, step, if_text, then_text,
        made_at, outcome, outcome_words)
      values (gen_random_uuid(), hers, way, wanted, if_said, then_said, statement_timestamp(),
        '', '');
  end if;
  update education_enrolment e
     set quiet_since = statement_timestamp(), nudged = 0, paused_until = null,
         steps_done = (select count(*) from education_stepstate s
                        where s.enrolment_id = way and s.done_at is not null),
         at_step = case when e.state = 'done' then e.at_step else wanted end
   where e.id = way;
  return true;
end $$;
"""

TOLD = """
-- Who hears about a way begun by law, as long as the child has no account: who acts by law, the one
-- who comes first before the others.
create function by_law_of_ways(wanted uuid[]) returns table (enrolment_ref uuid, person_id bigint)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if acting_purpose() is distinct from 'remind' then return; end if;
  return query select e.ref, p.id from education_enrolment e
      join members_subjectlink l on l.subject_id = e.subject_id
      join members_person c on c.id = l.person_id and c.account_id is null
      cross join lateral living_proxies(e.subject_id) g
      join members_person p on p.account_id = g.grantee_id and p.state = 'active'
   where e.ref = any(wanted) and e.begun = 'proxy' and 'answer' = any(g.scope)
   order by e.id, ('remind' = any(g.scope)) desc, g.id;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("education", "0028_pages_given"), ("members", "0043_on_the_line")]
    operations = [
        migrations.AddField(
            "enrolment",
            "begun",
            models.CharField(choices=HOW, db_default="screen", default="screen", max_length=8),
        ),
        migrations.AddField("enrolment", "begun_by", models.BigIntegerField(null=True)),
        migrations.AddField("enrolment", "goal_by", models.BigIntegerField(null=True)),
        migrations.AddField("ifthenplan", "by_account", models.BigIntegerField(null=True)),
        migrations.AlterField(
            "stepstate",
            "how",
            models.CharField(choices=HOW_DONE, db_default="screen", default="screen", max_length=8),
        ),
        migrations.RunSQL(WALLS, migrations.RunSQL.noop),
        migrations.RunSQL(GUIDES, migrations.RunSQL.noop),
        migrations.RunSQL(CALLS, migrations.RunSQL.noop),
        migrations.RunSQL(KEYED, migrations.RunSQL.noop),
        migrations.RunSQL(TOLD, migrations.RunSQL.noop),
    ]
