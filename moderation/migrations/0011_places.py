"""Who moderates some places only reads and decides about the cases there, and about no others."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


SQL = """
-- Places of whoever moderates these and no others, second factor shown; none for anybody else.
create function my_places() returns uuid[]
language sql stable security definer set search_path = public, pg_temp as $$
  select case when acting_role('board_moderator') then array(
    select k.place from moderation_placekeeper k join members_person p on p.id = k.person_id
     where p.account_id = acting_account()) else '{}' end
$$;

create function cases_of_my_places() returns bigint[]
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(array_agg(c.id), '{}') from moderation_case c where c.place = any(my_places())
$$;

create function things_of_my_places() returns uuid[]
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(array_agg(distinct c.thing), '{}') from moderation_case c
   where c.place = any(my_places())
$$;

alter policy app_select on moderation_case using (
  (select looks_after_cases()) or (select calls_for_help())
  or place = any((select my_places())::uuid[])
  or person_id = any((select export_people())::bigint[]));
alter policy app_update on moderation_case
  using ((select looks_after_cases()) or (select calls_for_help())
         or place = any((select my_places())::uuid[]))
  with check ((select looks_after_cases()) or (select calls_for_help())
         or place = any((select my_places())::uuid[]));

alter policy app_select on moderation_followup using (
  (select looks_after_cases()) or case_id = any((select cases_of_my_places())::bigint[]));
alter policy app_insert on moderation_followup with check (
  (select looks_after_cases()) or case_id = any((select cases_of_my_places())::bigint[]));
alter policy app_update on moderation_followup
  using ((select looks_after_cases()) or case_id = any((select cases_of_my_places())::bigint[]))
  with check ((select looks_after_cases()) or case_id = any((select cases_of_my_places())::bigint[]));

alter policy app_select on moderation_report using (
  (select looks_after_cases()) or case_id = any((select cases_of_my_places())::bigint[])
  or person_id = any((select own_people('reports'))::bigint[]));
alter policy app_update on moderation_report
  using ((select looks_after_cases()) or case_id = any((select cases_of_my_places())::bigint[]))
  with check ((select looks_after_cases()) or case_id = any((select cases_of_my_places())::bigint[]));

alter policy app_select on moderation_caseevent using (
  (select looks_after_cases()) or case_id = any((select cases_of_my_places())::bigint[]));
alter policy app_insert on moderation_caseevent with check (
  (select looks_after_cases()) or (select calls_for_help())
  or case_id = any((select cases_of_my_places())::bigint[]));

alter policy app_select on moderation_decision using (
  (select looks_after_cases()) or case_id = any((select cases_of_my_places())::bigint[])
  or person_id = any((select own_people('decisions'))::bigint[]));
alter policy app_insert on moderation_decision with check (
  (select looks_after_cases()) or case_id = any((select cases_of_my_places())::bigint[]));

alter policy app_select on moderation_privateword using (
  (select looks_after_cases()) or case_id = any((select cases_of_my_places())::bigint[])
  or person_id = any((select own_people('words'))::bigint[]));
alter policy app_insert on moderation_privateword with check (
  (from_team and ((select looks_after_cases())
                  or case_id = any((select cases_of_my_places())::bigint[])))
  or (person_id = any((select own_people('words'))::bigint[]) and not from_team));

-- What a decision of hers takes off, and gives back when it is undone. To open it for reading stays
-- with the whole team: note_sealed_look and moderation_sealopening know her not.
alter policy app_select on moderation_sealed using (
  (select looks_after_cases()) or (select acting_purpose()) = 'operate'
  or thing = any((select things_of_my_places())::uuid[])
  or person_id = any((select own_people('sealed'))::bigint[]));
alter policy app_insert on moderation_sealed with check (
  (select looks_after_cases()) or (select acting_purpose()) = 'operate'
  or thing = any((select things_of_my_places())::uuid[]));
alter policy app_update on moderation_sealed
  using ((select looks_after_cases()) or (select acting_purpose()) = 'operate'
         or thing = any((select things_of_my_places())::uuid[]))
  with check ((select looks_after_cases()) or (select acting_purpose()) = 'operate'
         or thing = any((select things_of_my_places())::uuid[]));

alter policy app_insert on moderation_avoided with check (
  ((select looks_after_cases()) or (select acting_role('board_moderator')))
  and person_id = any((select own_people('avoided'))::bigint[]));
"""


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0040_moderators_of_boards"),
        ("moderation", "0010_reasons"),
    ]

    operations = [
        migrations.CreateModel(
            name="PlaceKeeper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.UUIDField(db_index=True)),
                ("since", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("named_by", models.BigIntegerField(null=True)),
                ("person", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="members.person")),
            ],
        ),
        migrations.AddConstraint(
            model_name="placekeeper",
            constraint=models.UniqueConstraint(fields=("person", "place"), name="moderation_keeper_once"),
        ),
        migrations.AddField(
            model_name="case",
            name="place",
            field=models.UUIDField(editable=False, null=True),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(condition=models.Q(("place__isnull", False)), fields=["place"], name="moderation_case_place"),
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
