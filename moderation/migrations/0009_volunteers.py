"""What keeps whoever moderates well; a sentence above a post that stays."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


SQL = """
-- What somebody would rather not be given: her own, and nobody else's to read, not even the team's.
call protect('moderation_avoided',
  sees => $$person_id = any((select own_people('avoided'))::bigint[])$$,
  adds => $$(select looks_after_cases()) and person_id = any((select own_people('avoided'))::bigint[])$$,
  changes => 'false',
  removes => $$person_id = any((select own_people('avoided'))::bigint[])$$);

-- Kinds that everybody avoids who has hours in this time: that there is a gap. Whoever knows who is
-- on duty then knows that each of them chose it; so only the office asks, and whom another named to
-- lead, and no colleague by her own choices. Where nobody has hours, the rota shows that itself.
create or replace function kinds_nobody_takes(since timestamptz, upto timestamptz)
returns table (kind text)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if not (acting_role('administrator') or (acting_role('moderator') and exists (
       select from moderation_safetycontact s join members_person p on p.id = s.person_id
        where p.account_id = acting_account() and s.step in ('lead', 'deputy')
          and s.named_by <> s.person_id))) then
    raise exception 'nobody asks for this' using errcode = 'insufficient_privilege';
  end if;
  return query
    with there as (
      select distinct s.person_id as who from moderation_shift s
       where s.starts_at < upto and s.ends_at > since
    )
    select a.kind::text from moderation_avoided a join there t on t.who = a.person_id
     group by a.kind having count(*) = (select count(*) from there);
end $$;

-- What an open case is about, by words that stand in it: whoever opens it adds to it, and reads nothing.
create or replace function case_is_about(which bigint, about bigint[]) returns void
language sql volatile security definer set search_path = public, pg_temp as $$
  update moderation_case
     set themes = (select array_agg(distinct t order by t) from unnest(themes || about) t)
   where id = which and state <> 'decided'
$$;

-- Which of these people are given this case: for whoever calls the next one.
create or replace function who_takes_case(which bigint, people bigint[])
returns table (who bigint)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if not calls_for_help() then
    raise exception 'nobody asks for this' using errcode = 'insufficient_privilege';
  end if;
  return query
    select p.id from unnest(people) p(id)
     where not exists (
       select from moderation_avoided a, moderation_case c
        where c.id = which and a.person_id = p.id
          and (a.kind = c.lane
               or a.kind = any(select 'theme-' || t from unnest(c.themes) t)));
end $$;
"""

FIGURES = """
-- Numbers of a time without anybody in them, for moderators and the office. What fewer than five
-- people are behind stays here (null), and so does a part where its rest would tell.
create or replace function moderation_figures(since timestamptz, upto timestamptz)
returns table (name text, n bigint)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if not (acting_role('moderator') or acting_role('administrator')) then
    raise exception 'nobody asks for this' using errcode = 'insufficient_privilege';
  end if;
  return query
  with told as (
    select r.*, coalesce(r.person_id, -r.id) as who from moderation_report r
     where r.at >= since and r.at < upto
  ), made as (
    select d.*, coalesce(d.person_id, -d.id) as who from moderation_decision d
     where d.at >= since and d.at < upto and d.reverses_id is null
  ), answered as (
    select t.who, last.changed
      from told t left join lateral (
        select d.before <> d.after as changed from moderation_decision d
         where d.case_id = t.case_id and d.source = 'appeal' and d.reverses_id is null
         order by d.id desc limit 1
      ) last on true
     where t.reason = 'appeal'
  ), cells as (
    select 'reports' as name, count(*) as n, count(distinct who) as people
      from told where reason <> 'appeal'
    union all
    select 'hours',
           round(percentile_cont(0.5) within group
             (order by extract(epoch from answered_at - at)) / 3600)::bigint,
           count(distinct who)
      from told where reason <> 'appeal' and answered_at is not null
    union all
    select w.way, count(m.id), count(distinct m.who)
      from unnest(array['published', 'returned', 'context', 'folded', 'removed', 'covered']) w(way)
      left join made m on m.after = w.way and m.before <> m.after
     group by w.way
    union all
    select 'left', count(*), count(distinct who) from made where before = after
    union all
    select 'objections', count(*), count(distinct who) from answered
    union all
    select 'objections_changed', count(*) filter (where changed),
           case when count(distinct who) filter (where changed is not true) between 1 and 4 then 1
                else count(distinct who) filter (where changed) end
      from answered
    union all
    select 'silences', count(*), count(distinct s.person_id)
      from moderation_silence s
     where s.from_at >= since and s.from_at < upto
       and (s.until_at is null or s.until_at > s.from_at)
  )
  select c.name, case when c.people between 1 and 4 then null else c.n end from cells c;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0035_events_vault"),
        ("moderation", "0008_danger"),
    ]

    operations = [
        migrations.CreateModel(
            name="Theme",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.JSONField(default=dict)),
                ("words", models.JSONField(default=list)),
                (
                    "made_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("put_away_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Training",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(unique=True)),
                ("text", models.JSONField(default=dict)),
                ("path", models.CharField(blank=True, max_length=200)),
                (
                    "from_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
        ),
        migrations.AddField(
            model_name="case",
            name="themes",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), db_default=[], default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="label",
            field=models.JSONField(default=dict),
        ),
        migrations.AlterField(
            model_name="caseevent",
            name="kind",
            field=models.CharField(
                choices=[
                    ("read", "read it"),
                    ("left", "left it to the others"),
                    ("note", "wrote a note"),
                    ("word", "wrote to its author"),
                    ("answer", "read the author’s answer"),
                    ("decided", "decided"),
                    ("undid", "undid a decision"),
                    ("called", "The next person was called"),
                    ("looks", "is looking at it, and nobody else is called for an hour"),
                    ("triaged", "said what to do next"),
                    ("themes", "said what it is about"),
                    ("gone", "Its author took it back for good"),
                    ("followed", "looked in again"),
                    ("opened", "opened name and address"),
                    ("reviewed", "said whether opening them was right"),
                ],
                max_length=8,
            ),
        ),
        migrations.CreateModel(
            name="DeskWish",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("pictures_open", models.BooleanField(default=False)),
                (
                    "since",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="members.person",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="DutyFeed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("secret_hash", models.BinaryField(max_length=32, unique=True)),
                (
                    "made_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="members.person",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="TeamCare",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("only_one", models.BooleanField(default=True, unique=True)),
                ("talk_to", models.CharField(blank=True, max_length=120)),
                ("phone", models.CharField(blank=True, max_length=40)),
                ("hard_cases", models.PositiveSmallIntegerField(default=5)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("only_one", True)), name="moderation_care_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Avoided",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.SlugField(db_index=False, max_length=30)),
                (
                    "since",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="members.person",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person", "kind"), name="moderation_avoided_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TrainingRead",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="members.person",
                    ),
                ),
                (
                    "training",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="read",
                        to="moderation.training",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person", "training"), name="moderation_trained_once"
                    )
                ],
            },
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
        migrations.RunSQL(FIGURES, migrations.RunSQL.noop),
    ]
