"""Programmes are found by their words, and checked again by a day, as pages are."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations, models

# As education/queries/finding_programmes.py does it, for what is out already.
FOUND = """
update education_programme p set search = made.found
  from (select q.id,
               setweight(to_tsvector(c.config, v.title), 'A')
               || to_tsvector(c.config, concat_ws(' ', v.lead,
                    (select string_agg(one #>> '{}', ' ') from jsonb_array_elements(v.good_for) one),
                    (select string_agg(s.step ->> 'title', ' ')
                       from jsonb_array_elements(v.modules) m(part),
                            jsonb_array_elements(coalesce(m.part -> 'steps', '[]')) s(step))
                  )) as found
          from education_programme q join education_programmeversion v on v.id = q.live_id,
               lateral (select coalesce((select t.oid::regconfig from pg_ts_config t
                                          where t.cfgname = 'po_' || left(q.language, 2) limit 1),
                                        'simple'::regconfig) as config) c) made
 where made.id = p.id;
"""
# Nobody said a day until now: three years after it came out, the longest a page goes unchecked.
DAYS = """
update education_programmeversion
   set review_by = (coalesce(published_at, statement_timestamp()) + interval '3 years')::date
 where state = 'published';
"""


class Migration(migrations.Migration):
    dependencies = [("education", "0022_told_keepers"), ("search", "0002_stems")]
    operations = [
        migrations.AddField(
            "programme",
            "search",
            django.contrib.postgres.search.SearchVectorField(null=True),
        ),
        migrations.AddField("programmeversion", "review_by", models.DateField(null=True)),
        migrations.AddField("programmeversion", "due_told", models.SmallIntegerField(null=True)),
        migrations.AddIndex(
            "programme",
            django.contrib.postgres.indexes.GinIndex(
                fields=["search"], name="education_programme_search"
            ),
        ),
        migrations.RunSQL([FOUND, DAYS], migrations.RunSQL.noop),
    ]
