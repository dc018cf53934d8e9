"""Words of danger nobody decided about yet are for members: no guest, no search and no mail has them."""

from django.db import migrations, models

SQL = """
update forums_post p set kept_close = true
 where p.reasons @> '["danger"]'
   and not exists (select 1 from moderation_decision d
                    where d.kind = 'post' and d.thing = p.ref
                      and d.made >= p.version);  -- no moments: two machines may have set them
update forums_topic t set kept_close = true
  from forums_post p
 where p.topic_id = t.id and p.no = 1 and p.kept_close and p.author_id = t.starter_id;
"""


class Migration(migrations.Migration):
    dependencies = [("forums", "0017_merging"), ("moderation", "0011_places")]

    operations = [
        migrations.AddField(
            model_name="post",
            name="kept_close",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="topic",
            name="kept_close",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
