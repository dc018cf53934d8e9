"""How many texts of others name somebody is counted for an open request, and nothing but the number."""

from django.db import migrations

SQL = """
-- Whether one of the words stands in one of the texts, in any letters, whatever the line breaks.
create function names_in(words text[], variadic texts text[]) returns boolean
language sql immutable as $$
  select exists (
    select 1 from unnest(words) w, unnest(texts) t
     where position(lower(w) in lower(regexp_replace(t, '\\s+', ' ', 'g'))) > 0)
$$;

-- The same in whatever words stand in stored answers, at any depth; never in the names of questions.
-- Most answers are passed over by one look for the first part of each word, as JSON writes it.
create function names_in(words text[], held jsonb) returns boolean
language sql immutable as $$
  select case when exists (
      select 1 from unnest(words) w
       where position(lower(trim(both '"' from to_json(split_part(w, ' ', 1))::text))
                      in lower(held::text)) > 0)
    then exists (
      select 1 from jsonb_path_query(held, 'strict $.**') leaf
       where jsonb_typeof(leaf) = 'string' and names_in(words, leaf #>> '{}'))
    else false end
$$;

-- Whose texts are not counted: of whoever asks, for somebody of the office who works on the request.
-- Refused where the rules of the application refuse it, too, so that no query asks around them.
create function counting_for(which uuid, wanted text[], out subject uuid, out person bigint)
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare asked members_rightsrequest;
begin
  select r.* into asked from members_rightsrequest r where r.ref = which
     and r.closed_at is null and r.state = 'open' and r.shown <> ''
     and (r.person_id is null or r.person_id not in (
           select p.id from members_person p where p.account_id = acting_account()));
  if not acting_role('administrator') or asked.id is null then
    raise insufficient_privilege using message = 'counted for an open request by the office only';
  end if;
  if coalesce(cardinality(wanted), 0) not between 1 and 8
     or exists (select 1 from unnest(wanted) w where w is null or length(trim(w)) < 4) then
    raise invalid_parameter_value using message = 'one to eight words of four letters or more';
  end if;
  person := asked.person_id;
  select l.subject_id into subject from members_subjectlink l where l.person_id = asked.person_id;
end $$;
revoke execute on function counting_for(uuid, text[]) from public, po_app, po_backup, po_erase;

create function rights_count_members(which uuid, wanted text[])
returns table (place text, texts bigint, people bigint)
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare hers uuid;
begin
  select c.subject into hers from counting_for(which, wanted) c;
  return query
    select 'groups', count(*), count(distinct m.subject_id) from members_groupmembership m
     where m.subject_id is distinct from hers and names_in(wanted, m.words)
    union all
    select 'codes', count(*), count(distinct t.subject_id) from members_ticket t
     where t.subject_id is not null and t.subject_id is distinct from hers
       and names_in(wanted, t.note)
    union all
    select 'decisions', count(*), count(distinct d.subject_id) from members_decision d
     where d.subject_id is distinct from hers and names_in(wanted, d.rendered)
    union all
    select 'brought', count(*), count(distinct b.subject_id) from members_brought b
     where b.subject_id is distinct from hers and names_in(wanted, b.parts);
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("members", "0032_requests")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
