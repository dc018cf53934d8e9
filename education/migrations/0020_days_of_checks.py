"""The day of the next check comes from the last medical check of a page, and from nothing later.

Until now every published text moved it ahead, a typing mistake too. Pages whose day lies behind that
of their last medical check get it back; whoever keeps them is reminded again.
"""

from django.db import migrations

SQL = """
update education_article a set review_by = checked.day, due_told = null
  from (select distinct on (r.article_id) r.article_id, r.wanted_review_by as day
          from education_revision r
         where r.state = 'published' and r.wanted_review_by is not null
           and exists (select 1 from education_reviewstep s where s.revision_id = r.id
                        and s.step = 'medical' and s.state = 'approved')
         order by r.article_id, r.number desc) checked
 where checked.article_id = a.id and a.column_id is null and a.review_by > checked.day
   and not exists (select 1 from education_reviewstep s where s.revision_id = a.live_id
                    and s.step = 'medical' and s.state = 'approved');
"""


class Migration(migrations.Migration):
    dependencies = [("education", "0019_columns")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
