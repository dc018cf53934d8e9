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

-- A code for one sitting on a tablet, made by a clinician for somebody who shares with her; the
-- one before it opens nothing any more.
create function room_ticket(wanted bigint, secret bytea, detail jsonb, until timestamptz)
returns bigint
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  whose uuid;
  made bigint;
begin
  if not acting_role('clinician') then return null; end if;
  select a.subject_id into whose from proms_assignment a
   where a.id = wanted and a.state = 'open' and a.subject_id = any(shown_subjects())
     and (a.closes_at is null or a.closes_at > statement_timestamp());
  if whose is null then return null; end if;
  update members_ticket t set withdrawn_at = statement_timestamp()
   where t.subject_id = whose and t.about = 'answer' and t.object_ref = wanted::text
     and t.detail ? 'room' and t.used_at is null and t.withdrawn_at is null;
  insert into members_ticket (secret_hash, about, subject_id, object_ref, note, detail, expires_at)
    values (secret, 'answer', whose, wanted::text, '', detail, until)
    returning id into made;
  return made;
end $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0029_quiet_weeks'),
        ('proms', '0018_scoring_again'),
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
