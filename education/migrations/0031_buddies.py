"""Members are buddies to each other: offers hers alone, pairs of the two, and doors between them."""

import uuid

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

WALLS = """
-- Hers alone. Others on the programme and whoever looks after the guides come in by the doors below.
call protect('education_buddyoffer',
  sees => $$subject_id = any((select own_subjects('programme'))::uuid[])$$,
  adds => $$subject_id = any((select own_subjects('programme'))::uuid[])
            and (select acting_kind()) = 'account' and state = 'new' and decided_at is null$$,
  changes => $$subject_id = any((select own_subjects('programme'))::uuid[])
            and (select acting_kind()) = 'account'$$,
  removes => $$subject_id = any((select own_subjects('programme'))::uuid[])
            and (select acting_kind()) = 'account' and state <> 'gone'$$);
revoke update on education_buddyoffer from po_app;
grant update (most_people, away_until, boundaries) on education_buddyoffer to po_app;

-- The two of them see it; it begins, is answered and ends by the doors below only.
call protect('education_buddypair',
  sees => $$subject_id = any((select own_subjects('programme'))::uuid[])
            or buddy_subject = any((select own_subjects('programme'))::uuid[])$$,
  adds => 'false', changes => 'false', removes => 'false');
revoke insert, update, delete, truncate on education_buddypair from po_app;
"""

WHO = """
-- The person behind a subject, if she may be or have a buddy now: an active member with an account
-- of her own, of age as far as the office or she says, and not kept from writing. Who only works here
-- writes to no member.
create function buddy_person(hers uuid) returns bigint
language sql stable security definer set search_path = public, pg_temp as $$
  select p.id from members_subjectlink l
    join members_person p on p.id = l.person_id and p.state = 'active' and p.account_id is not null
   where l.subject_id = hers
     and exists (select 1 from members_roleholding r
                  where r.account_id = p.account_id and r.role = 'member'
                    and r.starts_at <= statement_timestamp()
                    and (r.ends_at is null or r.ends_at > statement_timestamp()))
     and coalesce(age_side(p.id), 'adult') = 'adult'
     and not exists (select 1 from moderation_silence s
                      where s.person_id = p.id and s.lifted_at is null
                        and (s.until_at is null or s.until_at > statement_timestamp()))
$$;
revoke execute on function buddy_person(uuid) from po_app, po_backup, po_erase;

-- Whether she goes this programme's way or is through with it.
create function goes_this_way(hers uuid, of_programme bigint) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select exists (select 1 from education_enrolment e
                  where e.subject_id = hers and e.programme_id = of_programme
                    and e.state in ('active', 'done') and e.rested_at is null)
$$;
revoke execute on function goes_this_way(uuid, bigint) from po_app, po_backup, po_erase;

-- For how many she is a buddy on this programme, those she has not answered yet among them.
create function buddy_load(hers uuid, of_programme bigint) returns int
language sql stable security definer set search_path = public, pg_temp as $$
  select count(*)::int from education_buddypair b
    join members_subjectlink l on l.subject_id = b.subject_id
    join members_person p on p.id = l.person_id and p.state = 'active'
   where b.buddy_subject = hers and b.programme_id = of_programme and b.ended_at is null
     and (b.agreed_at is not null or b.asked_at > statement_timestamp() - interval '14 days')
$$;
revoke execute on function buddy_load(uuid, bigint) from po_app, po_backup, po_erase;

-- Herself, with her own account and for nobody else; null for everybody who may not.
create function my_buddy_subject() returns uuid
language sql stable security definer set search_path = public, pg_temp as $$
  select h.hers from unnest(own_subjects('programme')) as h(hers)
   where acting_kind() = 'account' and acting_help() is null and buddy_person(h.hers) is not null
   limit 1
$$;

create function leads_guides() returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select acting_role('guide') is true and exists (
    select 1 from education_guide g where g.account_id = acting_account() and g.leads)
$$;
"""

DOORS = """
-- Buddies with room on a programme she goes: their words and how they call themselves, those with
-- the fewest people first. Nobody she had, asked, or heard a no from in the last 90 days.
create function buddies_on(of_programme bigint)
returns table (ref uuid, person_id bigint, name text, words text)
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare hers uuid := my_buddy_subject();
begin
  if hers is null or not goes_this_way(hers, of_programme) then return; end if;
  return query
    select o.ref, p.id, p.display_name::text, o.words
      from education_buddyoffer o join members_person p on p.id = buddy_person(o.subject_id)
     where o.programme_id = of_programme and o.state = 'shown' and o.subject_id <> hers
       and (o.away_until is null or o.away_until < current_date)
       and goes_this_way(o.subject_id, of_programme)
       and buddy_load(o.subject_id, of_programme) < o.most_people
       and not exists (select 1 from education_buddypair b
            where b.programme_id = of_programme and (b.ended_at is null
                or b.ended_at > statement_timestamp() - interval '90 days')
              and ((b.subject_id = hers and b.buddy_subject = o.subject_id)
                or (b.subject_id = o.subject_id and b.buddy_subject = hers)))
     order by buddy_load(o.subject_id, of_programme), o.ref;
end $$;

-- What stands there for others on a programme she goes, to tell the moderators of it: also of whoever
-- has no room, is away, turned her down or is ignored.
create function buddy_words(wanted uuid)
returns table (person_id bigint, name text, words text)
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare hers uuid[] := own_subjects('programme');
begin
  if acting_kind() is distinct from 'account' or acting_help() is not null then return; end if;
  return query
    select p.id, p.display_name::text, o.words
      from education_buddyoffer o join members_person p on p.id = buddy_person(o.subject_id)
     where o.ref = wanted and o.state = 'shown' and o.subject_id <> all(hers)
       and goes_this_way(o.subject_id, o.programme_id)
       and exists (select 1 from unnest(hers) as h(one) where goes_this_way(h.one, o.programme_id));
end $$;

-- She asks one of them; whom to tell, as an id. Nothing where there is no room any more, or she has
-- or waits for somebody. An ask nobody answered in two weeks, or of somebody who is gone, is over.
create function ask_buddy(offer uuid, agreed int) returns table (pair uuid, person_id bigint)
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  hers uuid := my_buddy_subject();
  o education_buddyoffer;
begin
  if hers is null then return; end if;
  select x.* into o from education_buddyoffer x where x.ref = offer for update;
  if o.id is null then return; end if;
  update education_buddypair b
     set ended_at = case when b.agreed_at is not null then statement_timestamp()
                    else least(statement_timestamp(), b.asked_at + interval '14 days') end
   where b.subject_id = hers and b.programme_id = o.programme_id and b.ended_at is null
     and ((b.agreed_at is null and b.asked_at <= statement_timestamp() - interval '14 days')
       or not exists (select 1 from members_subjectlink l join members_person p
            on p.id = l.person_id and p.state = 'active' where l.subject_id = b.buddy_subject));
  if not exists (select 1 from buddies_on(o.programme_id) a where a.ref = offer) then
    return;
  end if;
  return query
    with asked as (
      insert into education_buddypair
          (ref, programme_id, subject_id, buddy_subject, boundaries, asked_at)
        values (gen_random_uuid(), o.programme_id, hers, o.subject_id, agreed,
                statement_timestamp())
        on conflict do nothing
      returning ref)
    select asked.ref, buddy_person(o.subject_id) from asked;
end $$;

-- She takes her words back, or writes others: nobody reads them any more. What was reported the
-- moderators read until they decided, so that it does not vanish before anybody looked.
create function put_offer_away(of_programme bigint) returns boolean
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  hers uuid[] := own_subjects('programme');
  done int;
  more int;
begin
  if acting_kind() is distinct from 'account' or acting_help() is not null then return false; end if;
  update education_buddyoffer o set state = 'gone'
   where o.subject_id = any(hers) and o.programme_id = of_programme and o.state <> 'gone'
     and exists (select 1 from moderation_case c
                  where c.kind = 'buddy' and c.thing = o.ref and c.state <> 'decided');
  get diagnostics done = row_count;
  delete from education_buddyoffer o
   where o.subject_id = any(hers) and o.programme_id = of_programme and o.state <> 'gone';
  get diagnostics more = row_count;
  return done + more > 0;
end $$;

-- Words that were put away and are decided about go.
create function clear_offers_put_away() returns int
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare done int;
begin
  if acting_purpose() is distinct from 'remind' then return 0; end if;
  delete from education_buddyoffer o
   where o.state = 'gone' and not exists (select 1 from moderation_case c
         where c.kind = 'buddy' and c.thing = o.ref and c.state <> 'decided');
  get diagnostics done = row_count;
  return done;
end $$;

-- Asks nobody answered in two weeks end with that day, so that nothing keeps them for ever.
create function end_old_asks() returns int
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare done int;
begin
  if acting_purpose() is distinct from 'remind' then return 0; end if;
  update education_buddypair set ended_at = asked_at + interval '14 days'
   where agreed_at is null and ended_at is null
     and asked_at <= statement_timestamp() - interval '14 days';
  get diagnostics done = row_count;
  return done;
end $$;

-- Of these asks, those that still wait for a yes or no on the day a mail goes out.
create function still_asked_as_buddy(wanted uuid[]) returns setof uuid
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if acting_purpose() is distinct from 'deliver' then return; end if;
  return query select b.ref from education_buddypair b
   where b.ref = any(wanted) and b.agreed_at is null and b.ended_at is null
     and b.asked_at > statement_timestamp() - interval '14 days';
end $$;

-- She says yes or no to who asked her; whom to tell. Nothing once it was answered, ended or is over.
-- A no is free to everybody; a yes to whoever may be a buddy now.
create function answer_buddy(wanted uuid, says_yes boolean) returns setof bigint
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare hers uuid[] := own_subjects('programme');
begin
  if acting_kind() is distinct from 'account' or acting_help() is not null
     or (says_yes and my_buddy_subject() is null) then
    return;
  end if;
  return query
    with answered as (
      update education_buddypair b
         set agreed_at = case when says_yes then statement_timestamp() end,
             ended_at = case when says_yes then null else statement_timestamp() end,
             declined = not says_yes
       where b.ref = wanted and b.buddy_subject = any(hers) and b.agreed_at is null
         and b.ended_at is null and b.asked_at > statement_timestamp() - interval '14 days'
         and (not says_yes or buddy_person(b.subject_id) is not null)
      returning b.subject_id)
    select buddy_person(a.subject_id) from answered a where buddy_person(a.subject_id) is not null;
end $$;

-- Either ends it, also who is kept from writing, and an ask that was not answered. The end of a pair
-- ends all the two are to each other: they promised each other one press.
create function end_buddy(wanted uuid) returns boolean
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  if acting_kind() is distinct from 'account' or acting_help() is not null then return false; end if;
  update education_buddypair b set ended_at = statement_timestamp() from education_buddypair w
   where w.ref = wanted and w.ended_at is null and b.ended_at is null
     and (w.subject_id = any(own_subjects('programme'))
       or w.buddy_subject = any(own_subjects('programme')))
     and (b.id = w.id or (w.agreed_at is not null
          and ((b.subject_id = w.subject_id and b.buddy_subject = w.buddy_subject)
            or (b.subject_id = w.buddy_subject and b.buddy_subject = w.subject_id))));
  return found;
end $$;

-- Her pairs and asks, with how the other calls herself: what goes on, what ended in 30 days, and what
-- came to nothing for her who asked. Nothing with whoever is not an active member.
create function my_buddies()
returns table (ref uuid, programme_id bigint, is_buddy boolean, name text, other uuid,
  stands text, asked_at timestamptz, ended_at timestamptz, away_until date)
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  hers uuid[] := own_subjects('programme');
  lately timestamptz := statement_timestamp() - interval '30 days';
  too_long timestamptz := statement_timestamp() - interval '14 days';
begin
  if acting_kind() is distinct from 'account' or acting_help() is not null then return; end if;
  return query
    with mine as (
      select b.*, b.buddy_subject = any(hers) as as_buddy,
             case when b.agreed_at is not null and b.ended_at is null then 'pair'
                  when b.agreed_at is not null then 'ended'
                  when b.ended_at is null and b.asked_at > too_long then 'asked'
                  when b.subject_id = any(hers) and (b.declined or b.ended_at is null
                       or b.ended_at >= b.asked_at + interval '14 days') then 'nothing' end as it_stands
        from education_buddypair b
       where b.subject_id = any(hers) or b.buddy_subject = any(hers))
    select m.ref, m.programme_id, m.as_buddy, p.display_name::text, p.ref, m.it_stands,
           m.asked_at, m.ended_at,
           (select o.away_until from education_buddyoffer o where o.subject_id = m.buddy_subject
             and o.programme_id = m.programme_id and o.away_until >= current_date and o.state <> 'gone')
      from mine m
      join members_subjectlink l
        on l.subject_id = case when m.as_buddy then m.subject_id else m.buddy_subject end
      join members_person p on p.id = l.person_id and p.state = 'active'
     where m.it_stands in ('pair', 'asked')
        or (m.it_stands = 'ended' and m.ended_at > lately)
        or (m.it_stands = 'nothing' and coalesce(m.ended_at, m.asked_at) > lately)
     order by m.it_stands in ('ended', 'nothing'), m.id desc;
end $$;

-- What she and one other are to each other: the pair that goes on, else the last one that ended; and
-- since when they first were a pair.
create function buddy_tie(other_person bigint)
returns table (ref uuid, programme_id bigint, is_buddy boolean, began_at timestamptz,
  ended_at timestamptz, away_until date)
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  hers uuid[] := own_subjects('programme');
  theirs uuid;
begin
  if acting_kind() is distinct from 'account' or acting_help() is not null then return; end if;
  select l.subject_id into theirs from members_subjectlink l where l.person_id = other_person;
  return query
    select b.ref, b.programme_id, b.buddy_subject = any(hers),
           min(b.agreed_at) over (), b.ended_at,
           (select o.away_until from education_buddyoffer o where o.subject_id = b.buddy_subject
             and o.programme_id = b.programme_id and o.away_until >= current_date and o.state <> 'gone')
      from education_buddypair b
     where b.agreed_at is not null
       and ((b.subject_id = any(hers) and b.buddy_subject = theirs)
         or (b.buddy_subject = any(hers) and b.subject_id = theirs))
     order by (b.ended_at is null) desc, b.ended_at desc, b.agreed_at desc limit 1;
end $$;
"""

DESK = """
-- What waits to be read, and what others read now, for who looks after the guides: no word, nobody.
create function buddy_offers_to_check(most int)
returns table (ref uuid, programme_id bigint, state text, week timestamptz)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if leads_guides() is not true then return; end if;
  return query select o.ref, o.programme_id, o.state::text, date_trunc('week', o.at)
      from education_buddyoffer o
      join members_subjectlink l on l.subject_id = o.subject_id
      join members_person p on p.id = l.person_id and p.state = 'active'
     where o.state in ('new', 'shown') and p.account_id is distinct from acting_account()
     order by o.state, o.id limit most;
end $$;

-- One of them, with the name others read beside it. Whoever wrote it sees that somebody looked.
create function buddy_offer_to_check(wanted uuid)
returns table (programme_id bigint, name text, words text, state text)
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  o education_buddyoffer;
  called text;
begin
  if leads_guides() is not true then return; end if;
  select x.* into o from education_buddyoffer x
    join members_subjectlink l on l.subject_id = x.subject_id
    join members_person p on p.id = l.person_id and p.state = 'active'
   where x.ref = wanted and x.state in ('new', 'shown')
     and p.account_id is distinct from acting_account();
  if o.id is null then return; end if;
  select p.display_name::text into called from members_person p
    join members_subjectlink l on l.person_id = p.id where l.subject_id = o.subject_id;
  insert into audit_read (subject_id, actor_kind, account_id, hat, purpose, reader_name, what,
                          object_ref, request_id)
    values (o.subject_id, 'account', acting_account(), coalesce(current_setting('po.hat', true), ''),
            '', coalesce((select p.display_name from members_person p
                           where p.account_id = acting_account()), ''),
            'education.buddy_offer', wanted::text, '');
  return query select o.programme_id, called, o.words, o.state::text;
end $$;

-- Shown or not; whom to tell, as an id. Nothing where it was decided or taken back meanwhile. With
-- words that are kept, asks that wait for an answer come to nothing; the lock waits for one just asked.
create function decide_buddy_offer(wanted uuid, stood text, verdict text, reason text)
returns setof bigint
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  if leads_guides() is not true or verdict not in ('shown', 'kept') or stood = verdict then
    return;
  end if;
  perform 1 from education_buddyoffer o where o.ref = wanted for update;
  return query
    with decided as (
      update education_buddyoffer o
         set state = verdict, why = reason, decided_at = statement_timestamp(),
             decided_by = acting_account()
        from members_subjectlink l, members_person p
       where o.ref = wanted and o.state = stood and o.state in ('new', 'shown')
         and l.subject_id = o.subject_id and p.id = l.person_id and p.state = 'active'
         and p.account_id is distinct from acting_account()
      returning p.id, o.subject_id, o.programme_id),
    closed as (
      update education_buddypair b set ended_at = statement_timestamp(), declined = true
        from decided d
       where verdict = 'kept' and b.buddy_subject = d.subject_id
         and b.programme_id = d.programme_id and b.agreed_at is null and b.ended_at is null)
    select d.id from decided d;
end $$;

-- Numbers for who looks after the guides and for the office: nobody by name, no word.
create function buddy_figures()
returns table (programme_id bigint, offers int, waiting int, pairs int)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if leads_guides() is not true and acting_role('administrator') is not true then return; end if;
  return query
    select g.id,
           (select count(*)::int from education_buddyoffer o
             where o.programme_id = g.id and o.state = 'shown'
               and buddy_person(o.subject_id) is not null),
           (select count(*)::int from education_buddypair b
             where b.programme_id = g.id and b.agreed_at is null and b.ended_at is null
               and b.asked_at > statement_timestamp() - interval '14 days'),
           (select count(*)::int from education_buddypair b
             where b.programme_id = g.id and b.agreed_at is not null and b.ended_at is null)
      from education_programme g
     where exists (select 1 from education_buddyoffer o where o.programme_id = g.id)
        or exists (select 1 from education_buddypair b where b.programme_id = g.id)
     order by g.id;
end $$;

-- When pairs began and ended, newest first; not whose.
create function buddy_pairs_of_house(most int)
returns table (programme_id bigint, agreed_at timestamptz, ended_at timestamptz)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if leads_guides() is not true and acting_role('administrator') is not true then return; end if;
  return query select b.programme_id, b.agreed_at, b.ended_at from education_buddypair b
    where b.agreed_at is not null order by b.agreed_at desc limit most;
end $$;

-- Whoever moderates reads an offer that was reported, until that is decided; its writer sees each look.
-- Where the words are gone all the same, none: the case can still be decided.
create function reported_buddy_offer(wanted uuid)
returns table (person_id bigint, name text, words text, at timestamptz)
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  o education_buddyoffer;
  its bigint;
begin
  if acting_role('moderator') is not true or not exists (
       select 1 from moderation_case c join moderation_report r on r.case_id = c.id
        where c.kind = 'buddy' and c.thing = wanted and c.state <> 'decided') then
    return;
  end if;
  select x.* into o from education_buddyoffer x where x.ref = wanted;
  if o.id is null then
    return query select p.id, p.display_name::text, ''::text, c.opened_at
        from moderation_case c join members_person p on p.id = c.person_id
       where c.kind = 'buddy' and c.thing = wanted and c.state <> 'decided' limit 1;
    return;
  end if;
  select l.person_id into its from members_subjectlink l where l.subject_id = o.subject_id;
  insert into audit_read (subject_id, actor_kind, account_id, hat, purpose, reader_name, what,
                          object_ref, request_id)
    values (o.subject_id, 'account', acting_account(), coalesce(current_setting('po.hat', true), ''),
            '', coalesce((select p.display_name from members_person p
                           where p.account_id = acting_account()), ''),
            'education.reported_buddy', wanted::text, '');
  return query select p.id, p.display_name::text, o.words, o.at
    from members_person p where p.id = its;
end $$;
"""

# As in 0026, with what members write about themselves as buddies.
COUNTED = """
create or replace function rights_count_education(which uuid, wanted text[])
returns table (place text, texts bigint, people bigint)
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare hers uuid;
begin
  select c.subject into hers from counting_for(which, wanted) c;
  return query
    select 'programmes', count(*), count(distinct p.subject_id) from (
        select e.subject_id from education_enrolment e where names_in(wanted, e.goal)
        union all
        select s.subject_id from education_stepstate s
         where names_in(wanted, s.words) or names_in(wanted, s.answers)
        union all
        select i.subject_id from education_ifthenplan i
         where names_in(wanted, i.if_text, i.then_text, i.outcome_words)
        union all
        select x.subject_id from education_stepexample x where names_in(wanted, x.words, x.why)
        union all
        select b.subject_id from education_buddyoffer b where names_in(wanted, b.words, b.why)
        union all
        select d.subject_id from education_doctorpage d
         where names_in(wanted, d.to_say) or names_in(wanted, d.content)) p
     where p.subject_id is distinct from hers
    union all
    select 'guides', count(*), count(distinct m.subject_id) from (
        select g.subject_id from education_guidemessage g where names_in(wanted, g.text)
        union all
        select t.subject_id from education_calltry t where names_in(wanted, t.note)
        union all
        select h.subject_id from education_guidehandover h where names_in(wanted, h.note)) m
     where m.subject_id is distinct from hers
    union all
    select 'experts', count(*), count(distinct q.subject_id) from education_sessionquestion q
     where q.subject_id is distinct from hers and names_in(wanted, q.text, q.name, q.why);
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("education", "0030_answers_by_link"),
        ("members", "0045_age_said"),
        ("moderation", "0005_silences"),
    ]
    operations = [
        migrations.CreateModel(
            name="BuddyOffer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ref", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("subject_id", models.UUIDField()),
                ("words", models.TextField()),
                (
                    "most_people",
                    models.PositiveSmallIntegerField(
                        default=1,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(3),
                        ],
                    ),
                ),
                ("away_until", models.DateField(null=True)),
                ("boundaries", models.PositiveSmallIntegerField()),
                (
                    "at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("new", "Somebody of the team reads it first"),
                            ("shown", "Others on this programme can read it and ask you"),
                            ("kept", "It is not shown"),
                            ("gone", "Taken back"),
                        ],
                        default="new",
                        max_length=8,
                    ),
                ),
                ("why", models.CharField(blank=True, max_length=300)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.BigIntegerField(null=True)),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="education.programme",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "shown")),
                        fields=["programme"],
                        name="education_buddy_shown",
                    ),
                    models.Index(
                        condition=models.Q(("state", "new")),
                        fields=["id"],
                        name="education_buddy_new",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "gone"), _negated=True),
                        fields=("subject_id", "programme"),
                        name="education_buddy_offer_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="BuddyPair",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ref", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("subject_id", models.UUIDField()),
                ("buddy_subject", models.UUIDField()),
                ("boundaries", models.PositiveSmallIntegerField()),
                (
                    "asked_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("agreed_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("declined", models.BooleanField(db_default=False, default=False)),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="education.programme",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["buddy_subject", "programme"], name="education_pairs_of_buddy"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("subject_id", "programme"),
                        name="education_one_buddy",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("subject_id", models.F("buddy_subject")), _negated=True
                        ),
                        name="education_buddy_is_another",
                    ),
                ],
            },
        ),
        *[
            migrations.RunSQL(sql, migrations.RunSQL.noop)
            for sql in (WALLS, WHO, DOORS, DESK, COUNTED)
        ],
    ]
