"""Whether a member says she is 18 or older: hers alone to read, compared in the vault."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

SQL = """
-- Hers alone; nobody moderating and nobody in the office reads it. Written by the function below.
call protect('members_agesaid',
  sees => $$person_id = any((select own_persons())::bigint[])$$,
  adds => 'false', changes => 'false', removes => 'false');

-- Whether somebody wrote or got a message since then; the forum, which keeps them, answers it.
create function had_messages_since(who bigint, moment timestamptz) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$ select true $$;
revoke execute on function had_messages_since(bigint, timestamptz) from public, po_app, po_backup, po_erase;

-- Whoever said she is of age, had messages, and then says that she is not has said both: for a year
-- neither young people nor adults reach her, so that nobody goes from one side to the other. Without
-- messages it is put right. Where nobody joins before 18 nobody begins with saying anything.
create function say_age(answer text) returns text
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  me bigint := (own_persons())[1];
  before members_agesaid;
  kept text := answer;
begin
  if acting_kind() is distinct from 'account' or me is null or answer not in ('adult', 'young') then
    raise exception 'nobody says this' using errcode = 'insufficient_privilege';
  end if;
  select * into before from members_agesaid a where a.person_id = me for update;
  if before.said = 'both' and before.at > statement_timestamp() - interval '1 year' then
    raise exception 'said both ways' using errcode = 'insufficient_privilege';
  end if;
  if before.id is null
     and exists (select from members_organisation o where o.minimum_age >= 18)
     and not exists (select from members_comingofage c where c.person_id = me) then
    raise exception 'nobody is asked here' using errcode = 'insufficient_privilege';
  end if;
  if before.said = 'adult' and answer = 'adult' then return answer; end if;  -- since the first yes
  if before.said = 'adult' and had_messages_since(me, before.at) then kept := 'both'; end if;
  insert into members_agesaid (person_id, said, at) values (me, kept, statement_timestamp())
    on conflict (person_id) do update set said = excluded.said, at = excluded.at;
  return kept;
end $$;

-- 'adult', 'young', 'both', or null for nobody knows. What the office checked counts before what
-- she says. Where nobody joins before 18, who said nothing is of age.
create function age_side(who bigint) returns text
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(
    (select case when c."on" > current_date then 'young' else 'adult' end
       from members_comingofage c where c.person_id = who),
    (select a.said from members_agesaid a where a.person_id = who),
    (select 'adult' from members_organisation o where o.minimum_age >= 18 limit 1))
$$;
revoke execute on function age_side(bigint) from public, po_app, po_backup, po_erase;

-- Of whoever asks: her side; whether she is to be asked: once, and a year after "not yet"; and whether
-- she counts as of age only because nobody joins before 18. What she said herself comes before that.
create function my_age() returns table (side text, asks boolean, by_house boolean)
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(age_side(me), ''), unchecked and coalesce(again, not grown_up),
         unchecked and again is null and grown_up
    from (select who.me,
                 not exists (select from members_comingofage c where c.person_id = who.me) as unchecked,
                 (select a.said <> 'adult' and a.at <= statement_timestamp() - interval '1 year'
                    from members_agesaid a where a.person_id = who.me) as again,
                 exists (select from members_organisation o where o.minimum_age >= 18) as grown_up
            from (select (own_persons())[1] as me) who where who.me is not null) known
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("members", "0044_deaths_told")]
    operations = [
        migrations.CreateModel(
            name="AgeSaid",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "said",
                    models.CharField(
                        choices=[
                            ("adult", "Yes, I am 18 or older"),
                            ("young", "Not yet 18"),
                            ("both", "Yes, and later not yet"),
                        ],
                        max_length=5,
                    ),
                ),
                (
                    "at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="members.person",
                    ),
                ),
            ],
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
