"""A word in private between team and member, texts of the team, what it tells twice a year."""

import django.db.models.deletion
import django.db.models.functions.datetime
import uuid
from django.db import migrations, models


SQL = """
-- Moderators, and the member it is between. A moderator never stands in for the member, or the other
-- way round; of a word only the moment it was opened changes.
call protect('moderation_privateword',
  sees => $$(select looks_after_cases()) or person_id = any((select own_people('words'))::bigint[])$$,
  adds => $$((select looks_after_cases()) and from_team)
            or (person_id = any((select own_people('words'))::bigint[]) and not from_team)$$,
  changes => $$person_id = any((select own_people('words'))::bigint[])$$,
  removes => 'false');
revoke update, delete, truncate on moderation_privateword from po_app;
grant update (read_at) on moderation_privateword to po_app;
revoke update on moderation_privateword from po_erase;

-- A member, who reads no case, lets the moderators know that she answered in hers.
create or replace function word_waits(which uuid) returns void
language sql volatile security definer set search_path = public, pg_temp as $$
  update moderation_case set answer_waits = true
   where ref = which and person_id = any(own_people('words'))
$$;
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
      from unnest(array['published', 'returned', 'folded', 'removed']) w(way)
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
  )
  select c.name, case when c.people between 1 and 4 then null else c.n end from cells c;
end $$;
"""

TEXTS = (
    ("Something private stands in it", "Privates steht darin",
     "Thank you for writing. Your post shows something private, for example a number, an address or"
     " somebody's name. Take it out, send the post again, and it comes out.",
     "Danke für Ihren Beitrag. Darin steht etwas Privates, zum Beispiel eine Nummer, eine Adresse oder"
     " ein Name. Nehmen Sie es heraus und senden Sie den Beitrag noch einmal, dann erscheint er."),
    ("A name in an accusation", "Ein Name in einem Vorwurf",
     "What happened to you matters, and you can tell it here. Leave out the name of the person, the"
     " practice or the hospital, and send the post again.",
     "Was Sie erlebt haben, ist wichtig, und Sie können es hier erzählen. Lassen Sie den Namen der"
     " Person, der Praxis oder der Klinik weg und senden Sie den Beitrag noch einmal."),
    ("Advice about a treatment", "Rat zu einer Behandlung",
     "Tell us what you did and how it was for you. We leave out advice to take, change or stop a"
     " treatment: what helped you can harm somebody else.",
     "Erzählen Sie, was Sie gemacht haben und wie es Ihnen damit ging. Ratschläge, eine Behandlung zu"
     " beginnen, zu ändern oder zu beenden, lassen wir weg: Was Ihnen geholfen hat, kann anderen"
     " schaden."),
    ("An advertisement", "Werbung",
     "We took this off because it advertises or sells something. Ask us first if you think members"
     " should know about it.",
     "Wir haben das entfernt, weil es für etwas wirbt oder etwas verkauft. Fragen Sie uns vorher, wenn"
     " Sie meinen, dass Mitglieder davon wissen sollten."),
)  # fmt: skip


def first_texts(apps, schema_editor):  # type: ignore[no-untyped-def]  # Django gives historical models
    reply = apps.get_model("moderation", "SavedReply")
    reply.objects.bulk_create(
        reply(title={"en": en, "de": de}, text={"en": long_en, "de": long_de})
        for en, de, long_en, long_de in TEXTS
    )


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0030_stopped_lists'),
        ('moderation', '0003_calls_again'),
    ]

    operations = [
        migrations.CreateModel(
            name='PrivateWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('thread', models.UUIDField()),
                ('kind', models.SlugField(db_index=False, max_length=20)),
                ('thing', models.UUIDField()),
                ('from_team', models.BooleanField()),
                ('by', models.BigIntegerField(null=True)),
                ('text', models.CharField(max_length=2000)),
                ('client_ref', models.UUIDField(default=uuid.uuid4)),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('read_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='SavedReply',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.JSONField(default=dict)),
                ('text', models.JSONField(default=dict)),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('put_away_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name='case',
            name='answer_waits',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AlterField(
            model_name='caseevent',
            name='kind',
            field=models.CharField(choices=[('read', 'read it'), ('left', 'left it to the others'), ('note', 'wrote a note'), ('word', 'wrote to its author'), ('answer', 'read the author’s answer'), ('decided', 'decided'), ('undid', 'undid a decision'), ('called', 'The next person was called'), ('looks', 'is looking at it, and nobody else is called for an hour'), ('triaged', 'said what to do next'), ('followed', 'looked in again')], max_length=8),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('answer_waits', True)), fields=['id'], name='moderation_case_answer'),
        ),
        migrations.AddField(
            model_name='privateword',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='words', to='moderation.case'),
        ),
        migrations.AddField(
            model_name='privateword',
            name='person',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.person'),
        ),
        migrations.AddIndex(
            model_name='privateword',
            index=models.Index(fields=['person', '-id'], name='moderation_word_of'),
        ),
        migrations.AddConstraint(
            model_name='privateword',
            constraint=models.UniqueConstraint(fields=('case', 'client_ref'), name='moderation_word_once'),
        ),
        migrations.AddConstraint(
            model_name='privateword',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('by__isnull', False), ('from_team', True)), models.Q(('by', None), ('from_team', False)), _connector='OR'), name='moderation_word_from'),
        ),
        migrations.CreateModel(
            name="HalfYear",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("first", models.DateField(unique=True)),
                ("text", models.JSONField(default=dict)),
                ("figures", models.JSONField(default=dict)),
                ("published_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
        migrations.RunSQL(FIGURES, migrations.RunSQL.noop),
        migrations.RunPython(first_texts, migrations.RunPython.noop),
    ]
