"""Who agreed is looked up once for a count, not once for every entry; the same entries are seen (ADR 14)."""

from __future__ import annotations

from django.db import migrations

# One `exists` that asks nothing of the entry but whose it is: Postgres keeps all of them in a table
# where many entries are read, and looks each up where few are. Only who agreed to what was before
# or to what comes after, and not to both, is asked about the times of the entry.
RESEARCH = """
alter policy research_select on registry_entry using (
  registry_id = (select research_registry()) and voided_at is null
  and not subject_id = any((select undecided_subjects())::uuid[])
  and not id = any((select held_entries())::bigint[])
  and (exists (select 1 from members_grant g
      where g.subject_id = registry_entry.subject_id
        and g.scope @> array['past', 'future']::varchar[])
    or exists (select 1 from members_grant g
      where g.subject_id = registry_entry.subject_id
        and (g.scope @> array['past']::varchar[] and registry_entry.changed_at <= g.starts_at
          or g.scope @> array['future']::varchar[] and registry_entry.first_at > g.starts_at))));
"""
BEFORE = """
alter policy research_select on registry_entry using (
  registry_id = (select research_registry()) and voided_at is null
  and not subject_id = any((select undecided_subjects())::uuid[])
  and not id = any((select held_entries())::bigint[])
  and exists (select 1 from members_grant g
    where g.subject_id = registry_entry.subject_id
      and (g.scope @> array['past', 'future']::varchar[]
        or g.scope @> array['past']::varchar[] and registry_entry.changed_at <= g.starts_at
        or g.scope @> array['future']::varchar[] and registry_entry.first_at > g.starts_at)));
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0030_from_consent")]
    operations = [migrations.RunSQL(RESEARCH, BEFORE)]
