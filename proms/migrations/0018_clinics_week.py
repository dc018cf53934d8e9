"""What a week of a clinic needs: what opens first, its own numbers, paper keyed twice, a purpose."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


SQL = """
-- What a clinician chose for her own pages: hers as long as she is shared with, and its person's.
call protect('proms_scalechoice',
  sees => $$(subject_id = any((select own_subjects('proms'))::uuid[])
      and (select acting_kind()) is distinct from 'bearer' and (select acting_help()) is null)
    or (account_id = (select acting_account())
      and subject_id = any((select shown_subjects())::uuid[]))$$,
  adds => $$account_id = (select acting_account())
    and subject_id = any((select shown_subjects())::uuid[])$$,
  changes => $$account_id = (select acting_account())
    and subject_id = any((select shown_subjects())::uuid[])$$,
  removes => 'false');
revoke update on proms_scalechoice from po_app;
grant update (place, chosen_at) on proms_scalechoice to po_app;

-- The mark of a clinic's own number for somebody: hers, and of who works there while she shares.
call protect('proms_patientnumber',
  sees => $$(subject_id = any((select own_subjects('proms'))::uuid[])
      and (select acting_kind()) is distinct from 'bearer' and (select acting_help()) is null)
    or (clinic_id = any(array(select m.clinic_id from members_clinicmembership m
          where m.account_id = acting_account() and m.left_at is null))
      and subject_id = any((select shown_subjects())::uuid[]))$$,
  adds => $$clinic_id = any(array(select m.clinic_id from members_clinicmembership m
      where m.account_id = acting_account() and m.left_at is null))
    and subject_id = any((select shown_subjects())::uuid[])$$,
  changes => $$clinic_id = any(array(select m.clinic_id from members_clinicmembership m
      where m.account_id = acting_account() and m.left_at is null))
    and subject_id = any((select shown_subjects())::uuid[])$$,
  removes => 'false');
revoke update on proms_patientnumber from po_app;
grant update (mark, noted_at) on proms_patientnumber to po_app;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0029_quiet_weeks'),
        ('proms', '0017_own_measures_vault'),
    ]

    operations = [
        migrations.CreateModel(
            name='ClinicScales',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scales', models.JSONField(default=list)),
                ('chosen_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('clinic', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.clinic')),
            ],
        ),
        migrations.CreateModel(
            name='ScaleChoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject_id', models.UUIDField()),
                ('account_id', models.BigIntegerField()),
                ('scale', models.CharField(max_length=160)),
                ('place', models.CharField(choices=[('clinic', 'As the clinic chose'), ('first', 'Opens first'), ('folded', 'Folded')], max_length=8)),
                ('chosen_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('subject_id', 'account_id', 'scale'), name='scale_choice_once')],
            },
        ),
        migrations.CreateModel(
            name='PatientNumber',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject_id', models.UUIDField()),
                ('mark', models.CharField(max_length=64)),
                ('noted_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('clinic', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.clinic')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('subject_id', 'clinic'), name='patient_number_once')],
            },
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
