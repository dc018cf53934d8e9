"""Whoever keeps a record tells the office of a death: the teller adds, the office reads and settles."""

import uuid

from django.db import migrations, models
from django.db.models.functions import Now

WALLS = """
call protect('members_deathtold',
  sees => $$subject_id = any((select own_subjects('tidings'))::uuid[])
            or (select acting_role('administrator'))$$,
  adds => $$told_by = (select acting_account()) and settled_at is null
            and ((select acting_role('curator')) or (select acting_role('clinician')))$$,
  changes => $$(select acting_role('administrator'))$$,
  removes => 'false');

-- What came of it, for whoever keeps a record and holds its sealed id: neither who told nor whom.
create function death_told(wanted uuid)
returns table (ref uuid, told_at timestamptz, outcome text, settled_at timestamptz)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if acting_role('curator') is not true and acting_role('clinician') is not true then return; end if;
  return query select d.ref, d.told_at, d.outcome::text, d.settled_at
    from members_deathtold d where d.subject_id = wanted order by d.id desc limit 1;
end $$;

-- What waits for the office, with the person each sealed id stands for.
create function deaths_told()
returns table (ref uuid, person_id bigint, told_at timestamptz, told_by bigint)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if acting_role('administrator') is not true then return; end if;
  return query select d.ref, l.person_id, d.told_at, d.told_by
    from members_deathtold d join members_subjectlink l on l.subject_id = d.subject_id
   where d.settled_at is null order by d.id;
end $$;

-- The office wrote the death down, or took that back: the same event settles what was told.
create function settle_deaths_told(wanted bigint, came_to text, moment timestamptz, whose bigint)
returns void
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  if not ends_membership(wanted) then return; end if;
  update members_deathtold d
     set outcome = came_to, settled_at = moment, settled_by = whose
    from members_subjectlink l
   where l.person_id = wanted and d.subject_id = l.subject_id
     and (d.settled_at is null or (came_to = 'alive' and d.outcome = 'died'));
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("members", "0043_on_the_line")]
    operations = [
        migrations.CreateModel(
            name="DeathTold",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("subject_id", models.UUIDField()),
                ("told_by", models.BigIntegerField()),
                ("told_at", models.DateTimeField(db_default=Now())),
                ("happened_on", models.DateField(null=True)),
                ("why", models.TextField(blank=True)),
                ("outcome", models.CharField(blank=True, choices=[("died", "has died"), ("alive", "is alive, it was a mistake")], max_length=5)),
                ("settled_at", models.DateTimeField(null=True)),
                ("settled_by", models.BigIntegerField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["subject_id"], name="members_deathtold_of")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("settled_at__isnull", True)),
                        fields=("subject_id",),
                        name="death_told_once",
                    )
                ],
            },
        ),
        migrations.RunSQL(WALLS, migrations.RunSQL.noop),
    ]
