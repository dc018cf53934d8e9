"""Readers say that something is wrong with a programme too, and are answered."""

import django.db.models.deletion
from django.db import migrations, models

# As in 0003, with programmes.
SQL = """
create or replace function rights_corrections(words text[], most int)
returns table (id bigint, page text, words_written text)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if not acting_role('administrator') or not exists (
    select 1 from members_rightsrequest r where r.closed_at is null) then return; end if;
  return query select c.id, coalesce(v.title, p.title)::text, c.text from education_correction c
      left join education_revision v on v.id = c.revision_id
      left join education_programmeversion p on p.id = c.version_id
    where exists (select 1 from unnest(words) w
                   where position(lower(w) in lower(c.text || ' ' || c.answer)) > 0)
    order by c.id limit most;
end $$;
"""


def _to(model: str) -> models.ForeignKey:  # type: ignore[type-arg]  # a migration imports no model
    return models.ForeignKey(
        f"education.{model}", django.db.models.deletion.PROTECT, null=True, related_name="+"
    )


class Migration(migrations.Migration):
    dependencies = [("education", "0023_programmes_found")]
    operations = [
        migrations.AddField("correction", "programme", _to("programme")),
        migrations.AddField("correction", "version", _to("programmeversion")),
        migrations.AlterField("correction", "article", _to("article")),
        migrations.AlterField("correction", "revision", _to("revision")),
        migrations.AddConstraint(
            "correction",
            models.CheckConstraint(
                condition=models.Q(
                    article__isnull=False, revision__isnull=False, programme=None, version=None
                )
                | models.Q(
                    article=None, revision=None, programme__isnull=False, version__isnull=False
                ),
                name="education_correction_of_one",
            ),
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
