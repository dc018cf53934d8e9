"""What a reader wants folded, and content notes she wants open. Nothing changes before she says so."""

import django.db.models.deletion
from django.db import migrations, models

SQL = """
-- Hers alone, and changed by her.
call protect('forums_foldedwords',
  sees => $$person_id = any((select own_people('drafts'))::bigint[])$$,
  adds => $$person_id = any((select own_people('drafts'))::bigint[])$$,
  changes => $$person_id = any((select own_people('drafts'))::bigint[])$$,
  removes => $$person_id = any((select own_people('drafts'))::bigint[])$$);

create or replace function rights_count_forums(which uuid, wanted text[])
returns table (place text, texts bigint, people bigint)
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare her bigint;
begin
  select c.person into her from counting_for(which, wanted) c;
  return query
    select 'begun', count(*), count(distinct d.person_id) from forums_draft d
     where d.person_id is distinct from her
       and names_in(wanted, d.title, d.text, d.note, d.quoted)
    union all
    select 'mailed', count(*), count(distinct m.person_id) from forums_mailedpost m
     where m.person_id is distinct from her and names_in(wanted, m.cut)
    union all
    -- What she wrote herself or was written is in her own copy.
    select 'messages', count(*), count(distinct m.person_id) from forums_message m
     where m.person_id is distinct from her and m.reader_id is distinct from her
       and names_in(wanted, m.text)
    union all
    select 'elsewhere', count(*), count(distinct o.person_id) from forums_oldwords o
     where o.person_id is distinct from her and names_in(wanted, o.text)
    union all
    select 'first', count(*), count(distinct r.person_id) from forums_readfirst r
     where r.person_id is distinct from her and names_in(wanted, r.why)
    union all
    select 'folded', count(*), count(distinct f.person_id) from forums_foldedwords f
     where f.person_id is distinct from her and names_in(wanted, f.lines);
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("members", "0041_care_by_law"), ("forums", "0021_signed")]

    operations = [
        migrations.AddField(
            model_name="writer",
            name="opens_notes",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.CreateModel(
            name="FoldedWords",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("lines", models.TextField()),
                ("person", models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="members.person")),
            ],
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
