"""What stands in an uploaded or gathered member list: for those who run the office."""

from django.db import migrations

LISTS = """
call protect('members_memberlisttext',
  sees => $$(select acting_role('administrator'))$$,
  adds => $$(select acting_role('administrator'))$$,
  changes => $$(select acting_role('administrator'))$$,
  removes => 'false');

-- When somebody is erased, the mark of her line is written by the eraser.
grant insert on members_forgottenline to po_erase;
"""


class Migration(migrations.Migration):
    dependencies = [("members", "0014_member_list")]
    operations = [migrations.RunSQL(LISTS, migrations.RunSQL.noop)]
