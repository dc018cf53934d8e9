"""Changes of what was approved; a decided one stays as it is."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

DECIDED = """
revoke update, delete, truncate on registry_amendment from po_app;
grant update (after, outcome, ended_at) on registry_amendment to po_app;
revoke update on registry_amendment from po_erase;

create function registry_amendment_stays() returns trigger language plpgsql as $$
begin
  raise exception 'a decided change stays as it is' using errcode = 'insufficient_privilege';
end $$;
create trigger registry_amendment_stays before update on registry_amendment
  for each row when (old.outcome <> 'open') execute function registry_amendment_stays();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0007_guards'),
    ]

    operations = [
        migrations.CreateModel(
            name='Amendment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stood', models.CharField(max_length=10)),
                ('why', models.TextField()),
                ('before', models.JSONField()),
                ('after', models.JSONField(null=True)),
                ('outcome', models.CharField(choices=[('open', 'still open'), ('approved', 'approved'), ('refused', 'not approved'), ('dropped', 'left as it was')], default='open', max_length=8)),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('ended_at', models.DateTimeField(null=True)),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='amendments', to='registry.datarequest')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('outcome', 'open')), fields=('request',), name='registry_one_change_at_a_time')],
            },
        ),
        migrations.RunSQL(DECIDED, migrations.RunSQL.noop),
    ]
