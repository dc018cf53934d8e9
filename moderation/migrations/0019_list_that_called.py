"""The log of a case says by which list of words of danger people were called."""

from django.db import migrations, models

SQL = """
-- Once for each list, however often such words come again. Only on a case that these words opened.
create function case_heard(which bigint, list int) returns void
language sql volatile security definer set search_path = public, pg_temp as $$
  insert into moderation_caseevent (case_id, person_id, kind, text)
  select c.id, c.person_id, 'heard', list::text from moderation_case c
   where c.id = which and c.state <> 'decided' and c.because ? 'danger_words'
     and not exists (select from moderation_caseevent e
                      where e.case_id = c.id and e.kind = 'heard' and e.text = list::text)
$$;
"""

KINDS = [
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
    ("raised", "asked whoever leads on safety to look"),
    ("opened", "opened name and address"),
    ("reviewed", "said whether opening them was right"),
    ("heard", "Words of danger were found, by list number"),
]


class Migration(migrations.Migration):
    dependencies = [("moderation", "0018_hours_for_some_places")]
    operations = [
        migrations.AlterField(
            model_name="caseevent",
            name="kind",
            field=models.CharField(choices=KINDS, max_length=8),
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
