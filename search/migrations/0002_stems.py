"""Stems of nine languages without regard to accents, and which of ours a text is written in."""

from django.db import migrations

LANGUAGES = {
    "en": "english", "de": "german", "da": "danish", "nl": "dutch", "fr": "french",
    "es": "spanish", "it": "italian", "pt": "portuguese", "sv": "swedish",
}  # fmt: skip

STEMS = "\n".join(
    f"create text search configuration po_{code} (copy = pg_catalog.{name});"
    f" alter text search configuration po_{code} alter mapping for hword, hword_part, word"
    f" with unaccent, {name}_stem;"
    for code, name in LANGUAGES.items()
)
# The language whose little words a text is full of: they are dropped, so the fewest words are left.
# The languages are those of LANGUAGES in the settings; a test compares them.
WHICH = """
create function search_config(words text) returns regconfig
language sql stable parallel safe set search_path = public, pg_temp as $$
  select c.name::regconfig from unnest(array['po_en', 'po_de']) with ordinality as c(name, place)
   order by length(to_tsvector(c.name::regconfig, left(words, 600))), c.place limit 1
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in (STEMS, WHICH)]
