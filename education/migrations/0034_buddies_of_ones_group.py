"""Buddies of one's own local group first, where both say that they want to be found so."""

from django.db import migrations, models

SQL = """
grant update (with_group) on education_buddyoffer to po_app;

-- Whether the two are in one group of a place, both let in and neither on the way out.
create function of_one_place(hers uuid, theirs uuid) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select exists (
    select 1 from members_groupmembership a
      join members_groupmembership b on b.group_id = a.group_id and b.subject_id = theirs
      join members_group g on g.id = a.group_id and g.kind = 'local' and g.closed_at is null
     where a.subject_id = hers and a.joined_at is not null and a.left_at is null and not a.declined
       and b.joined_at is not null and b.left_at is null and not b.declined)
$$;
revoke execute on function of_one_place(uuid, uuid) from public, po_app, po_backup, po_erase;

-- As before; and when she asks for people of her own groups first, those of them who said in their
-- offer that members of their groups may see it. Nobody else is told apart, in the order either.
drop function buddies_on(bigint);
create function buddies_on(of_programme bigint, of_my_groups boolean default false)
returns table (ref uuid, person_id bigint, name text, words text, near boolean)
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare hers uuid := my_buddy_subject();
begin
  if hers is null or not goes_this_way(hers, of_programme) then return; end if;
  return query
    select o.ref, p.id, p.display_name::text, o.words, is_near.yes
      from education_buddyoffer o join members_person p on p.id = buddy_person(o.subject_id)
      cross join lateral (select of_my_groups and o.with_group
                                 and of_one_place(hers, o.subject_id) as yes) is_near
     where o.programme_id = of_programme and o.state = 'shown' and o.subject_id <> hers
       and (o.away_until is null or o.away_until < current_date)
       and goes_this_way(o.subject_id, of_programme)
       and buddy_load(o.subject_id, of_programme) < o.most_people
       and not exists (select 1 from education_buddypair b
            where b.programme_id = of_programme and (b.ended_at is null
                or b.ended_at > statement_timestamp() - interval '90 days')
              and ((b.subject_id = hers and b.buddy_subject = o.subject_id)
                or (b.subject_id = o.subject_id and b.buddy_subject = hers)))
     order by is_near.yes desc, buddy_load(o.subject_id, of_programme), o.ref;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("education", "0033_buddies_of_age"), ("members", "0045_age_said")]
    operations = [
        migrations.AddField(
            "buddyoffer", "with_group", models.BooleanField(db_default=False, default=False)
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
