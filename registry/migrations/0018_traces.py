"""A pair that met by marks nobody asks for any more stays known where one of the two takes part."""

from django.db import migrations

MARKS = """
-- Nobody asks any more what these marks were made of: they go, and pairs nobody has judged that met
-- by them alone. One that was put together once, or that touches somebody who takes part, stays as
-- different and judged by nobody: whoever tries names leaves a trace. Marks that meet again open it.
create or replace function drop_marks(wanted bigint, place text) returns void
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare lone bigint[];
begin
  if acting_role('curator') is not true
     or not exists (select 1 from registry_right r where r.registry_id = wanted
                     and r.account_id = acting_account() and r.manages) then
    raise exception 'only who looks after the registry' using errcode = 'insufficient_privilege';
  end if;
  delete from registry_alikemark m where m.registry_id = wanted and m.origin = place;
  lone := array(select p.id from registry_alike p
    where p.registry_id = wanted and p.state = 'open' and p.judged_by is null
      and not exists (
        select 1 from registry_alikemark mine
          join registry_alikemark hers
            on hers.registry_id = mine.registry_id and hers.mark = mine.mark
           and not (hers.kind = 'swapped' and mine.kind = 'swapped')
         where mine.record_id in (select a.id from registry_subject a
                                   where a.id = p.first_id or a.same_as_id = p.first_id)
           and hers.record_id in (select b.id from registry_subject b
                                   where b.id = p.second_id or b.same_as_id = p.second_id)));
  update registry_alike p set state = 'different', judged_at = statement_timestamp()
   where p.id = any(lone)
     and (exists (select 1 from registry_joined j where j.pair_id = p.id)
          or exists (select 1 from registry_participation o
                      where o.record_id in (p.first_id, p.second_id)));
  delete from registry_alike p where p.id = any(lone) and p.state = 'open';
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0017_together")]

    operations = [migrations.RunSQL(MARKS, migrations.RunSQL.noop)]
