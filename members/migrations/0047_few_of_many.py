"""Indexes over the few accounts and people for whom the office has something to do."""

from django.db import migrations, models


def _few(model: str, field: str, name: str) -> migrations.AddIndex:
    is_set = models.Q((f"{field}__isnull", False))
    return migrations.AddIndex(
        model_name=model, index=models.Index(fields=[field], condition=is_set, name=name)
    )


class Migration(migrations.Migration):
    dependencies = [("members", "0046_proof_readers")]
    operations = [
        _few("account", "mail_paused_at", "members_account_paused"),
        _few("account", "card_wanted_at", "members_account_card"),
        _few("person", "post_stopped_at", "members_person_no_post"),
    ]
