"""A post a moderator asks to be changed; posts that wait have a case from now on."""

from django.db import migrations, models

WAITING = """
insert into moderation_case
  (ref, kind, thing, person_id, lane, rank, state, because, version, thing_version, opened_at,
   triage, called)
select gen_random_uuid(), 'post', p.ref, p.author_id, 'normal', 5, 'open', p.reasons, 1, p.version,
       p.written_at, '', 0
  from forums_post p where p.state = 'held'
"""


class Migration(migrations.Migration):
    dependencies = [("forums", "0002_vault"), ("moderation", "0002_vault")]
    operations = [
        migrations.AlterField(
            model_name="post",
            name="state",
            field=models.CharField(
                choices=[
                    ("held", "Waiting for a moderator"),
                    ("published", "Published"),
                    ("folded", "Folded by a moderator"),
                    ("returned", "A moderator asks for a change"),
                    ("removed", "Taken off by a moderator"),
                    ("taken_back", "Taken back by its author"),
                ],
                max_length=10,
            ),
        ),
        migrations.RunSQL(WAITING, migrations.RunSQL.noop),
    ]
