"""Where somebody is signed in, and names that look alike."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

# Accents, gaps and signs do not tell two names apart, nor do letters of another script that look
# the same, nor I and l. One function, so that every writer of a name is covered by the index.
NAMES = """
create function name_look(name text) returns text
language sql immutable strict parallel safe as $$
  select translate(
    lower(regexp_replace(normalize(name, NFKD), '[\\s.,''’ʼ·()&\\-–\\u0300-\\u036f]', '', 'g')),
    'i1|0аеорсухіјѕһԁѵκοανρτυχι', 'lllo' || 'aeopcyxljshdvkoavptuxl')
$$;
create index members_person_look on members_person (name_look(display_name));
"""


class Migration(migrations.Migration):
    dependencies = [("members", "0004_sharing")]
    operations = [
        migrations.CreateModel(
            name="SignedInSession",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key_hash", models.BinaryField(unique=True)),
                ("browser", models.CharField(blank=True, max_length=30)),
                ("system", models.CharField(blank=True, max_length=30)),
                (
                    "made_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "last_seen_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sessions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["account", "-last_seen_at"], name="members_session_account"
                    )
                ]
            },
        ),
        migrations.RunSQL(NAMES, migrations.RunSQL.noop),
    ]
