"""Whoever enters answers by a code keeps drafts of her own, and sees nobody else's."""

from django.db import migrations

SQL = """
do $$
declare rule text := $rule$subject_id = any((select own_subjects('drafts'))::uuid[])
    and ((select acting_kind()) is distinct from 'bearer'
      or starts_with(about, 'ticket:' || (select acting_ticket()) || ':'))$rule$;
begin
  execute format('alter policy app_select on questionnaires_draft using (%s)', rule);
  execute format('alter policy app_insert on questionnaires_draft with check (%s)', rule);
  execute format(
    'alter policy app_update on questionnaires_draft using (%1$s) with check (%1$s)', rule);
  execute format('alter policy app_delete on questionnaires_draft using (%s)', rule);
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("questionnaires", "0002_vault"), ("members", "0004_sharing")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
