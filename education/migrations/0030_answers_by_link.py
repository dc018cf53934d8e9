"""A visitor who says that something is wrong finds the answer by a link shown once."""

from django.db import migrations, models

SQL = """
-- What a visitor wrote and what was answered, for the holder of the link: for a year after the
-- answer, or after she wrote while nobody answered. Never what a member wrote.
create function correction_behind(hash bytea)
returns table (about text, language text, words text, written_at timestamptz, answer text,
  answered_at timestamptz, open_until timestamptz)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  return query select coalesce(r.title, v.title)::text, coalesce(a.language, p.language)::text,
      c.text, c.at, c.answer, c.answered_at, coalesce(c.answered_at, c.at) + interval '1 year'
    from education_correction c
      left join education_revision r on r.id = c.revision_id
      left join education_article a on a.id = c.article_id
      left join education_programmeversion v on v.id = c.version_id
      left join education_programme p on p.id = c.programme_id
   where c.secret_hash = hash and c.subject_id is null
     and coalesce(c.answered_at, c.at) + interval '1 year' > statement_timestamp();
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("education", "0029_begun_for_her")]
    operations = [
        migrations.AddField(
            "correction", "secret_hash", models.BinaryField(null=True, unique=True)
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
