"""A correction begins as a copy of what was sent: who helps to answer reads none that she began."""

from django.db import migrations

SQL = """
do $$
declare rule text := $rule$subject_id = any((select own_subjects('drafts'))::uuid[])
    and ((select acting_kind()) is distinct from 'bearer'
      or starts_with(about, 'ticket:' || (select acting_ticket()) || ':'))
    and ((select acting_help()) is null or subject_id = any((select by_law_subjects())::uuid[])
      or not starts_with(about, 'proms.correction:'))$rule$;
begin
  execute format('alter policy app_select on questionnaires_draft using (%s)', rule);
  execute format('alter policy app_insert on questionnaires_draft with check (%s)', rule);
  execute format(
    'alter policy app_update on questionnaires_draft using (%1$s) with check (%1$s)', rule);
  execute format('alter policy app_delete on questionnaires_draft using (%s)', rule);
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("questionnaires", "0004_counted_names"),
        ("registry", "0011_people_vault"),  # by_law_subjects
    ]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
