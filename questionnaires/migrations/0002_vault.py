"""Drafts belong to whoever writes them; published versions never change."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("questionnaires", "0001_initial"), ("access", "0001_vault")]
    operations = [
        migrations.RunSQL(
            """
            call protect('questionnaires_draft',
              sees => $$subject_id = any((select own_subjects('drafts'))::uuid[])$$,
              adds => $$subject_id = any((select own_subjects('drafts'))::uuid[])$$,
              changes => $$subject_id = any((select own_subjects('drafts'))::uuid[])$$,
              removes => $$subject_id = any((select own_subjects('drafts'))::uuid[])$$);

            -- Answers point at versions: what was published stays, only its state moves on.
            create function refuse_changed_version() returns trigger language plpgsql as $$
            begin
              if old.published_at is not null and (tg_op = 'DELETE'
                 or new.definition is distinct from old.definition
                 or new.sha256 is distinct from old.sha256
                 or new.published_at is distinct from old.published_at) then
                raise exception 'a published questionnaire never changes; make a new version';
              end if;
              return case when tg_op = 'DELETE' then old else new end;
            end $$;
            create trigger published_stays before update or delete on questionnaires_version
              for each row execute function refuse_changed_version();
            """,
            migrations.RunSQL.noop,
        )
    ]
