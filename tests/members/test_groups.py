"""A group is found, joined and left with one click, and who is in it stays with those who are told."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.http import Http404
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit.models import Event, Read
from members.actions.groups import answer_request, come_back, join_group, leave_group
from members.actions.groups_office import change_group, close_group, make_group, name_lead
from members.actions.states import change_state
from members.models import Group, GroupContact, GroupLead, GroupMembership
from members.queries.group_people import people_of_group
from members.queries.groups import group_sizes
from members.queries.own import own_rows
from notifications.models import Outbox
from po_platform.access.actor import Hat, acting_as
from tests.access.test_the_vault import rows_seen
from tests.members.ending_steps import rows_of
from tests.members.office_world import second_administrator
from tests.personas import Persona, World, make_persona

pytestmark = pytest.mark.django_db

ILLNESS = {"en": "Stiff joints", "de": "Steife Gelenke"}


def group(world: World, **values: Any) -> Group:
    """Made by the office: a group about an illness, for members, with one click."""
    wanted = {
        "kind": "condition", "name": ILLNESS, "text": {"en": "We meet on Mondays."},
        "condition_id": None, "language": "", "public": False, "by_request": False, **values,
    }  # fmt: skip
    with acting_as(world.administrator.actor()) as actor:
        return make_group(actor=actor, **wanted)


def led_by(world: World, row: Group, lead: Persona) -> GroupLead:
    with acting_as(world.administrator.actor()) as actor:
        return name_lead(actor=actor, ref=row.ref, person=lead.person)


def joins(persona: Persona, row: Group, words: str = "") -> GroupMembership:
    with acting_as(persona.actor()) as actor:
        asks = Group.objects.get(pk=row.pk).by_request
        return join_group(actor=actor, ref=row.ref, words=words, was_told=asks)


def place(persona: Persona, row: Group) -> GroupMembership | None:
    with acting_as(persona.actor()) as actor:
        return own_rows(GroupMembership, actor).filter(group=row).order_by("-pk").first()


def as_lead(persona: Persona) -> Persona:
    """With the second factor shown, as everybody who sees others."""
    return Persona(persona.name, persona.account, persona.person, persona.hat, strong=True)


def in_it(world: World, row: Group, number: int) -> list[Persona]:
    found = [make_persona(f"Somebody{n} Else", email=f"else{n}@example.org") for n in range(number)]
    for one in found:
        joins(one, row)
    return found


# ---------- The pages ----------


def test_a_public_group_says_what_it_is_whom_to_call_and_when(world: World, sign_in: Any) -> None:
    row = group(world, public=True)
    GroupContact.objects.create(
        group=row, public_name="Dorit", phone="01632 960 700", hours={"en": "Mondays, 6 to 8"},
        agreed_on=timezone.localdate(), agreed_how="phone",
    )  # fmt: skip
    led_by(world, row, world.gerd)
    page = world_page(f"/groups/{row.ref}")
    for words in ("Stiff joints", "We meet on Mondays.", "Dorit", "01632 960 700",
                  "Mondays, 6 to 8", "Gerd A."):  # fmt: skip
        assert words in page
    assert "Stiff joints" in world_page("/groups")


def world_page(address: str) -> str:
    """As somebody who is not signed in."""
    return Client(headers={"accept-language": "en"}).get(address).content.decode()


def test_a_group_for_members_is_told_to_nobody_else(
    world: World, sign_in: Any, client: Any
) -> None:
    row = group(world)
    assert "Stiff joints" not in world_page("/groups")
    for ref in (row.ref, UUID(int=7)):  # there or not: the same answer
        answer = client.get(f"/groups/{ref}")
        assert (answer.status_code, answer["Location"]) == (302, f"/sign-in?next=%2Fgroups%2F{ref}")
    assert "Stiff joints" in sign_in(world.gerd).get("/groups").content.decode()
    assert sign_in(world.gerd).get(f"/groups/{UUID(int=7)}").status_code == 404


def test_one_click_is_inside_one_click_is_outside_and_one_more_undoes_it(
    world: World, sign_in: Any
) -> None:
    row = group(world)
    ruth = sign_in(world.ruth)
    page = ruth.post(f"/groups/{row.ref}/join", follow=True).content.decode()
    assert "You are in this group now." in page
    before = place(world.ruth, row)
    page = ruth.post(f"/groups/{row.ref}/leave", follow=True).content.decode()
    assert "Undo: everything as before" in page
    left = place(world.ruth, row)
    assert left is not None and left.left_at is not None
    page = ruth.post(f"/groups/{row.ref}/back", follow=True).content.decode()
    assert "You are in this group" in page
    after = place(world.ruth, row)
    assert before is not None and after is not None
    assert (after.pk, after.joined_at, after.left_at) == (before.pk, before.joined_at, None)


def test_joining_twice_is_once_and_leaving_twice_changes_nothing(world: World) -> None:
    row = group(world)
    assert joins(world.ruth, row).pk == joins(world.ruth, row).pk
    for _again in range(2):
        with acting_as(world.ruth.actor()) as actor:
            leave_group(actor=actor, ref=row.ref)
    assert Event.objects.filter(verb="members.group_membership.ended").count() == 1


def test_after_a_day_leaving_is_not_undone(world: World) -> None:
    row = group(world)
    joins(world.ruth, row)
    with acting_as(world.ruth.actor()) as actor:
        leave_group(actor=actor, ref=row.ref)
        own_rows(GroupMembership, actor).update(left_at=timezone.now() - timedelta(hours=25))
        with pytest.raises(PermissionDenied, match="too late"):
            come_back(actor=actor, ref=row.ref)


def test_a_closed_group_is_not_found_or_joined_and_can_still_be_left(
    world: World, sign_in: Any
) -> None:
    row = group(world, public=True)
    joins(world.ruth, row)
    with acting_as(world.administrator.actor()) as actor:
        close_group(actor=actor, ref=row.ref, closed=True)
    assert sign_in(world.gerd).get(f"/groups/{row.ref}").status_code == 404
    assert sign_in(world.gerd).post(f"/groups/{row.ref}/join").status_code == 404
    ruth = sign_in(world.ruth)
    assert "This group is closed." in ruth.get(f"/groups/{row.ref}").content.decode()
    ruth.post(f"/groups/{row.ref}/leave")
    left = place(world.ruth, row)
    assert left is not None and left.left_at is not None


@pytest.mark.parametrize("who", ["nasser", "administrator", "desk"])
def test_whoever_is_no_member_cannot_join(world: World, who: str) -> None:
    row = group(world)
    with pytest.raises(PermissionDenied, match="for members"):
        joins(world.people[who], row)


# ---------- Who sees who is in it ----------


def test_nobody_but_herself_reads_a_membership_not_even_those_who_lead(world: World) -> None:
    row = group(world, by_request=True)
    led_by(world, row, world.gerd)
    joins(world.ruth, row)
    seen = set()
    for name, persona in world.people.items():
        with acting_as(as_lead(persona).actor()):
            if rows_seen("members_groupmembership"):
                seen.add(name)
    assert seen == {"ruth"}


def test_those_who_lead_a_group_one_asks_see_display_names_and_each_look_is_hers_to_read(
    world: World,
) -> None:
    row = group(world, by_request=True)
    led_by(world, row, world.gerd)
    joins(world.ruth, row, "Since spring.")
    with acting_as(as_lead(world.gerd).actor()) as actor:
        (named,) = people_of_group(actor=actor, group=row)
    assert (named.name, named.words, named.joined_at) == ("Ruth E.", "Since spring.", None)
    with acting_as(world.ruth.actor()) as actor:
        look = own_rows(Read, actor).get()
        assert (look.what, look.reader_name) == ("members.group", "Gerd A.")


def test_without_a_second_factor_whoever_leads_is_sent_to_show_it(
    world: World, sign_in: Any
) -> None:
    row = group(world, by_request=True)
    led_by(world, row, world.gerd)
    joins(world.ruth, row)
    answer = sign_in(world.gerd).get(f"/groups/{row.ref}/people")
    assert answer["Location"].startswith("/second-factor")
    with acting_as(world.gerd.actor()) as actor:
        assert people_of_group(actor=actor, group=row) == []


def test_nobody_else_gets_the_list_the_office_included(world: World, sign_in: Any) -> None:
    row = group(world, by_request=True)
    led_by(world, row, world.gerd)
    joins(world.ruth, row)
    for name in ("ruth", "administrator", "moderator", "nasser", "desk"):
        browser = sign_in(world.people[name], strong=True)
        assert browser.get(f"/groups/{row.ref}/people").status_code == 404
        with acting_as(as_lead(world.people[name]).actor()), connection.cursor() as cursor:
            cursor.execute("select * from group_people(%s)", [row.pk])
            assert cursor.fetchall() == []
    office = sign_in(world.administrator).get(f"/office/groups/{row.ref}").content.decode()
    assert "Ruth E." not in office


def test_in_an_open_group_those_who_lead_see_nobody(world: World, sign_in: Any) -> None:
    row = group(world)
    led_by(world, row, world.gerd)
    joins(world.ruth, row)
    page = sign_in(world.gerd, strong=True).get(f"/groups/{row.ref}/people").content.decode()
    assert "Ruth E." not in page


def test_whoever_came_unseen_stays_unseen_when_the_group_changes(world: World) -> None:
    row = group(world)
    led_by(world, row, world.gerd)
    joins(world.ruth, row)
    with acting_as(world.administrator.actor()) as actor:
        change_group(actor=actor, ref=row.ref, by_request=True)
    row.refresh_from_db()
    with acting_as(as_lead(world.gerd).actor()) as actor:
        assert people_of_group(actor=actor, group=row) == []


def test_the_office_cannot_name_itself(world: World) -> None:
    row = group(world, by_request=True)
    with pytest.raises(PermissionDenied, match="cannot name yourself"):
        led_by(world, row, world.administrator)


def test_a_number_is_shown_from_five_on_and_in_steps(world: World, sign_in: Any) -> None:
    row = group(world)
    in_it(world, row, 4)
    assert group_sizes([row.pk]) == {}
    assert "At least" not in sign_in(world.ruth).get(f"/groups/{row.ref}").content.decode()
    joins(world.ruth, row)
    assert group_sizes([row.pk]) == {row.pk: 5}
    joins(world.gerd, row)
    assert group_sizes([row.pk]) == {row.pk: 5}, "one more is not seen"
    page = sign_in(world.ruth).get(f"/groups/{row.ref}").content.decode()
    assert "At least 5 people are in this group." in page


def test_the_record_does_not_say_which_group(world: World) -> None:
    row = group(world)
    joins(world.ruth, row)
    event = Event.objects.get(verb="members.group_membership.begun")
    assert event.object_type == "members.GroupMembership"
    assert event.detail == {}


# ---------- Asking and answering ----------


def test_a_lead_lets_in_once_and_the_words_are_gone(world: World, sign_in: Any) -> None:
    row = group(world, by_request=True)
    led_by(world, row, world.gerd)
    asked = joins(world.ruth, row, "Since spring.")
    gerd = sign_in(world.gerd, strong=True)
    assert "1 person asks to join Stiff joints" in gerd.get("/start").content.decode()
    page = gerd.post(
        f"/groups/{row.ref}/people", {"membership": asked.pk, "answer": "yes"}, follow=True
    ).content.decode()
    assert "Let in." in page
    page = gerd.post(
        f"/groups/{row.ref}/people", {"membership": asked.pk, "answer": "no"}, follow=True
    ).content.decode()
    assert "There is nothing to answer any more." in page
    inside = place(world.ruth, row)
    assert inside is not None and inside.joined_at is not None
    assert (inside.words, inside.declined) == ("", False)
    told = Outbox.objects.get(kind="members.group_answered")
    assert told.person_id == world.ruth.person.pk
    assert str(row.ref) not in str(told.__dict__)


def test_a_no_ends_it_and_she_may_ask_again_later(world: World) -> None:
    row = group(world, by_request=True)
    led_by(world, row, world.gerd)
    asked = joins(world.ruth, row)
    with acting_as(as_lead(world.gerd).actor()) as actor:
        assert answer_request(actor=actor, ref=row.ref, membership_id=asked.pk, let_in=False)
    refused = place(world.ruth, row)
    assert refused is not None and refused.declined
    with pytest.raises(PermissionDenied, match="said no"):
        joins(world.ruth, row)
    with acting_as(world.ruth.actor()) as actor, pytest.raises(PermissionDenied):
        come_back(actor=actor, ref=row.ref)


def test_a_lead_answers_for_her_own_group_only(world: World) -> None:
    row, other = group(world, by_request=True), group(world, by_request=True)
    led_by(world, other, world.gerd)
    asked = joins(world.ruth, row)
    with acting_as(as_lead(world.gerd).actor()) as actor:
        assert not answer_request(actor=actor, ref=other.ref, membership_id=asked.pk, let_in=True)
        with pytest.raises(Http404):
            answer_request(actor=actor, ref=row.ref, membership_id=asked.pk, let_in=True)


def test_nobody_lets_herself_in_past_the_code(world: World) -> None:
    row = group(world, by_request=True)
    asked = joins(world.ruth, row)
    now = timezone.now()
    for write in (
        lambda: GroupMembership.objects.create(
            subject_id=world.ruth.subject, group=group(world, by_request=True), joined_at=now
        ),
        lambda: (
            own_rows(GroupMembership, world.ruth.actor()).filter(pk=asked.pk).update(joined_at=now)
        ),
    ):
        with (
            pytest.raises(ProgrammingError),
            acting_as(world.ruth.actor()),
            transaction.atomic(),
        ):
            write()


def test_those_who_lead_get_one_neutral_mail_a_day(world: World) -> None:
    row = group(world, by_request=True)
    led_by(world, row, world.gerd)
    joins(world.ruth, row)
    joins(make_persona("Another One"), row)
    (mail,) = Outbox.objects.filter(kind="members.group_asked")
    assert mail.person_id == world.gerd.person.pk
    assert "Stiff" not in str(mail.__dict__)


# ---------- The end of things ----------


def test_who_leaves_the_organisation_is_in_no_group_and_stands_on_no_page(world: World) -> None:
    row = group(world, by_request=True)
    led_by(world, row, world.ruth)
    joins(world.ruth, row)
    with acting_as(world.administrator.actor()) as actor:
        change_state(
            actor=actor, person_id=world.ruth.person.pk, state="left", reason="She asked for it"
        )
    assert GroupLead.objects.get().ended_at is not None
    with rows_of(world.ruth) as rows:
        assert rows(GroupMembership).get().left_at is not None


def test_a_lead_or_contact_takes_her_own_name_off(world: World, sign_in: Any) -> None:
    row = group(world)
    led_by(world, row, world.gerd)
    assert sign_in(world.ruth).post(f"/groups/{row.ref}/step-down").status_code == 404
    gerd = sign_in(world.gerd)
    assert "Take my name off" in gerd.get(f"/groups/{row.ref}").content.decode()
    gerd.post(f"/groups/{row.ref}/step-down")
    assert GroupLead.objects.get().ended_at is not None


def test_the_pages_cost_the_same_with_one_group_and_with_three(world: World, sign_in: Any) -> None:
    ruth = sign_in(world.ruth)
    joins(world.ruth, group(world))
    counts = []
    for _round in range(2):
        ruth.get("/groups")
        with CaptureQueriesContext(connection) as queries:
            ruth.get("/groups")
        counts.append(len(queries))
        joins(world.ruth, group(world))
        group(world)
    assert counts[0] == counts[1]


# ---------- The office ----------


def test_the_office_makes_changes_and_closes_a_group(world: World, sign_in: Any) -> None:
    office = sign_in(world.administrator)
    given = {"kind": "local", "name_en": "Harrowmere", "text_en": "Near the river.",
             "shown": "public", "entry": "open"}  # fmt: skip
    page = office.post("/office/groups/new", given, follow=True).content.decode()
    assert "Harrowmere" in page
    row = Group.objects.get()
    office.post(f"/office/groups/{row.ref}/change", {**given, "name_en": "Harrowmere and around"})
    assert "Harrowmere and around" in world_page("/groups")
    office.post(f"/office/groups/{row.ref}/close", {"closed": "yes"})
    assert "Harrowmere" not in world_page("/groups")
    office.post(f"/office/groups/{row.ref}/close", {"closed": "no"})
    assert "Harrowmere" in world_page("/groups")
    assert "made a group" in office.get("/office/log").content.decode()


def test_a_group_without_a_name_is_put_right(world: World, sign_in: Any) -> None:
    given = {"kind": "local", "shown": "public", "entry": "open"}
    answer = sign_in(world.administrator).post("/office/groups/new", given)
    assert answer.status_code == 422
    assert "Write a name in at least one language" in answer.content.decode()


def test_a_contact_person_stands_there_as_she_agreed_and_can_be_taken_off(
    world: World, sign_in: Any
) -> None:
    row = group(world, public=True)
    office = sign_in(world.administrator)
    given = {
        "public_name": "Gerd", "phone": "01632 960 701", "hours_en": "Tuesdays", "agreed_how": "phone",
        "agreed_on_day": "1", "agreed_on_month": "3", "agreed_on_year": "2026", "mark": "gerd@example.org",
    }  # fmt: skip
    answer = office.post(f"/office/groups/{row.ref}/contacts", given)
    assert answer.status_code == 302, answer.content.decode()
    assert "01632 960 701" in world_page(f"/groups/{row.ref}")
    contact = GroupContact.objects.get()
    assert contact.person == world.gerd.person
    assert Outbox.objects.filter(kind="members.group_task", person_id=world.gerd.person.pk).exists()
    office.post(f"/office/groups/{row.ref}/contacts/{contact.pk}")
    assert "01632 960 701" not in world_page(f"/groups/{row.ref}")


def test_a_contact_without_a_yes_and_a_lead_nobody_knows_are_put_right(
    world: World, sign_in: Any
) -> None:
    row = group(world)
    office = sign_in(world.administrator)
    answer = office.post(f"/office/groups/{row.ref}/contacts", {"public_name": "X", "phone": "1"})
    assert answer.status_code == 422
    assert "Write a telephone number somebody can call" in answer.content.decode()
    answer = office.post(
        f"/office/groups/{row.ref}/leads", {"mark": "nobody@example.org", "agreed": "on"}
    )
    assert (answer.status_code, GroupLead.objects.count()) == (422, 0)
    assert "Nobody is known by this" in answer.content.decode()


def test_a_lead_is_named_by_address_and_ended(world: World, sign_in: Any) -> None:
    row = group(world)
    office = sign_in(world.administrator)
    office.post(f"/office/groups/{row.ref}/leads", {"mark": "gerd@example.org", "agreed": "on"})
    lead = GroupLead.objects.get()
    assert "asked Gerd A. to lead a group" in office.get("/office/log").content.decode()
    office.post(f"/office/groups/{row.ref}/leads/{lead.pk}")
    lead.refresh_from_db()
    assert lead.ended_at is not None


def test_a_second_administrator_may_name_the_first(world: World) -> None:
    row = group(world)
    other = second_administrator(world)
    actor = other.actor()
    assert Hat.ADMINISTRATOR in actor.roles
    with acting_as(actor):
        name_lead(actor=actor, ref=row.ref, person=world.administrator.person)
    assert GroupLead.objects.get().person == world.administrator.person


def test_what_she_read_counts_when_a_group_begins_to_ask(world: World, sign_in: Any) -> None:
    row, ruth = group(world), sign_in(world.ruth)
    values = {"name": row.name, "text": row.text, "condition_id": None, "public": False}
    assert "Nobody sees that you are in it" in ruth.get(f"/groups/{row.ref}").content.decode()
    with acting_as(world.administrator.actor()) as actor:
        change_group(actor=actor, ref=row.ref, **values, by_request=True)
    refused = ruth.post(f"/groups/{row.ref}/join")
    page = refused.content.decode()
    assert refused.status_code == 403 and "they see your display name" in page
    assert place(world.ruth, row) is None
    (told,) = re.findall(r'<input type="hidden" name="(told)" value="on"', page)
    ruth.post(f"/groups/{row.ref}/join", {told: "on"})
    mine = place(world.ruth, row)
    assert mine is not None and mine.named and mine.joined_at is None
    assert ruth.post(f"/groups/{row.ref}/join").status_code == 302, "twice is once"
