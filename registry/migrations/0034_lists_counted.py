"""Boxes to tick and codes of lists are counted often too: each answer as a list in its own column."""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

LISTS = """
-- An answer of several: what is ticked, or of a text the lines that could be codes, without spaces, as
-- people chosen by codes of a list are found (registry/cohort_sql.py). Null: no answer; an answer
-- without such a line is an empty list.
create function counted_list(answer jsonb) returns text[] language sql immutable as $$
  select case
    when answer is null then null
    when jsonb_typeof(answer) = 'array' then
      array(select one from jsonb_array_elements_text(answer) one)
    when jsonb_typeof(answer) = 'string' then
      array(select line
              from unnest(string_to_array(translate(answer #>> '{}', E' \\t\\r', ''), E'\\n')) line
             where line ~ '^-?[A-Za-z0-9][A-Za-z0-9.:*+!/_-]{0,39}$')
    else '{}' end $$;

-- As before, and lists.
create or replace function fill_counted() returns trigger language plpgsql as $$
declare places jsonb;
begin
  select f.counted into places from registry_form f where f.id = new.form_id;
  if places = '{}' then
    if tg_op = 'INSERT' then return new; end if;
    if coalesce(old.t1, old.t2, old.t3, old.t4) is null
       and coalesce(old.n1, old.n2, old.n3, old.n4) is null
       and coalesce(old.l1, old.l2, old.l3, old.l4) is null then
      return new;
    end if;
  end if;
  new.t1 := new.answers ->> (places ->> 't1');
  new.t2 := new.answers ->> (places ->> 't2');
  new.t3 := new.answers ->> (places ->> 't3');
  new.t4 := new.answers ->> (places ->> 't4');
  new.n1 := counted_number(new.answers -> (places ->> 'n1'));
  new.n2 := counted_number(new.answers -> (places ->> 'n2'));
  new.n3 := counted_number(new.answers -> (places ->> 'n3'));
  new.n4 := counted_number(new.answers -> (places ->> 'n4'));
  new.l1 := counted_list(new.answers -> (places ->> 'l1'));
  new.l2 := counted_list(new.answers -> (places ->> 'l2'));
  new.l3 := counted_list(new.answers -> (places ->> 'l3'));
  new.l4 := counted_list(new.answers -> (places ->> 'l4'));
  return new;
end $$;

grant select (l1, l2, l3, l4) on registry_entry to po_research;
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0033_answer_or_end")]
    operations = [
        *(
            migrations.AddField(
                "entry", column, ArrayField(models.TextField(), editable=False, null=True)
            )
            for column in ("l1", "l2", "l3", "l4")
        ),
        migrations.RunSQL(LISTS, migrations.RunSQL.noop),
    ]
