"""One person's answers that cannot be computed stop nobody else's, and the job sees no name."""

from django.db import migrations, models

SQL = """
-- As before, but for who somebody is: the job that scores again needs answers alone.
create or replace function purpose_opens(purpose text, kind text) returns boolean
language sql immutable as
$$ select case purpose
   when 'remind' then kind in ('proms', 'link')
   when 'assign' then kind in ('proms', 'link')
   when 'score' then kind = 'proms'
   when 'export' then true
   else false end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("proms", "0017_own_measures_vault")]
    operations = [
        migrations.AddField("rescoring", "failed", models.PositiveIntegerField(default=0)),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
