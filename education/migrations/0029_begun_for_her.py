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
    ]
