"""Words of danger to the team call people; one person tells us more than once; a false alarm is one."""

from django.db import migrations, models
from django.db.models.functions import MD5

REASONS = [
    ("rude", "It hurts or attacks somebody"),
    ("private", "It shows something private, or names somebody"),
    ("wrong", "It could harm somebody’s health"),
    ("advert", "It sells or advertises something"),
    ("other", "Something else is not right"),
    ("worried", "I am worried about this person"),
    ("illegal", "I think it is against the law"),
    ("appeal", "An objection to a decision"),
    ("mailed", "An answer by e-mail that could not come out"),
]
ANSWERS = [
    ("", "We are looking at it."),
    ("changed", "We did something about it. Thank you."),
    ("stays", "We looked at it, and it stays as it is. Thank you."),
    ("seen", "We saw it, and somebody of our team looks after it. Thank you for telling us."),
    ("looked", "We looked at it. Thank you for telling us."),
    ("before", "Somebody decided about this before. It reads as it did then, so it stays as it is."),
]
TRIAGES = [
    ("now", "Danger now"),
    ("thoughts", "Thoughts of not wanting to live"),
    ("despair", "Exhaustion or despair"),
    ("other", "About somebody else"),
    ("grief", "Grief"),
    ("nobody", "Nobody is in danger, a false alarm"),
]

SQL = """
-- The case in which somebody answered a report with this reason about this very version, null where
-- it is to be looked at: nothing decided, decided half a year ago or undone, changed since, a case
-- about it open, or a reason nobody has given yet. Something private, harm and "something else" are
-- never the same for two people: each may mean another place in it.
-- Whoever reports reads no decision; she learns that there is one about what she reads and reports.
create function decided_report(what text, which uuid, its_version int, its_reason text)
returns bigint
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare last moderation_decision;
begin
  select d.* into last from moderation_decision d
   where d.kind = what and d.thing = which order by d.id desc limit 1;
  if last.id is null or last.reverses_id is not null or last.made <> its_version
     or last.at < statement_timestamp() - interval '180 days'
     or exists (select from moderation_case c where c.kind = what and c.thing = which
                   and c.lane in ('normal', 'appeal') and c.state <> 'decided') then
    return null;
  end if;
  return (
    select c.id from moderation_case c join moderation_report r on r.case_id = c.id
     where c.kind = what and c.thing = which and c.lane = 'normal' and c.state = 'decided'
       and r.reason = its_reason
       and (its_reason in ('rude', 'advert') or r.person_id = any(own_people('reports')))
       and exists (select from moderation_decision o where o.case_id = c.id
                      and o.made = its_version and o.reverses_id is null)
     order by c.id desc limit 1);
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("moderation", "0011_places")]
    operations = [
        migrations.AlterField("report", "text", models.TextField(blank=True)),
        migrations.AlterField(
            "report", "reason", models.CharField(choices=REASONS, max_length=8)
        ),
        migrations.AlterField(
            "report", "answer", models.CharField(blank=True, choices=ANSWERS, max_length=8)
        ),
        migrations.AlterField(
            "case", "triage", models.CharField(blank=True, choices=TRIAGES, max_length=8)
        ),
        migrations.RemoveConstraint("report", "moderation_report_once"),
        migrations.AddConstraint(
            "report",
            models.UniqueConstraint(
                "case", "person", "reason", MD5("text"), name="moderation_report_once"
            ),
        ),
        migrations.RunSQL(SQL, "drop function decided_report(text, uuid, int, text)"),
    ]
