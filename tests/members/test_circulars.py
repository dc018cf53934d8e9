"""A circular is written once, goes to each one's own way once, and to nobody who wants none."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.conf import settings as django_settings
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import Event
from members.actions.circular_sending import send_circulars
from members.actions.circulars import (
    begin_again,
    look_over_circular,
    send_circular,
    take_back_circular,
    try_circular,
    write_circular,
)
from members.actions.groups import leave_group
from members.actions.post import choose_way
from members.circular_rules import mark_of
from members.models import Account, Circular, Condition, Person, SubjectLink
from members.queries.circulars import Reach, circulars_to_me, reach_of
from notifications.actions import opt_out
from notifications.actions.dispatching import dispatch
from notifications.models import Outbox
from po_platform.access.actor import Hat, Purpose, SignedIn, System, acting_as
from tests.members.circular_steps import SUBJECT, TEXT, begun, handed_over, noticed, written
from tests.members.everything_of import as_owner
from tests.members.letter_steps import print_all, somebody_on_paper, with_a_head, words_of
from tests.members.office_world import second_administrator
from tests.members.test_first_weeks import days_ago, says_where
from tests.members.test_groups import group, joins
from tests.notifications.mailbox import deliver
from tests.notifications.neutral import assert_neutral
from tests.notifications.neutral import words_of as mail_words_of
from tests.personas import Persona, World, make_persona

pytestmark = pytest.mark.django_db
State = Outbox.State


def reach(world: World, **to: Any) -> Reach:
    with acting_as(world.administrator.actor()) as actor:
        return reach_of(actor=actor, **{"group": None, "language": "", **to})


def to_me(persona: Persona) -> list[str]:
    actor = persona.actor()
    with acting_as(actor):
        return [one.told.title for one in circulars_to_me(actor=actor)[0]]


def office(world: World) -> SignedIn:
    return world.administrator.actor()


# ---------- Who gets it ----------


def test_all_active_members_get_it_and_nobody_else(world: World) -> None:
    row = handed_over(world)
    assert noticed() == [world.ruth.person.pk, world.gerd.person.pk]
    assert (row.state, row.notices) == (Circular.State.SENT, 2)
    assert Event.objects.filter(verb="members.circular.sent").count() == 1


@pytest.mark.parametrize("state", ["left", "deceased", "paused", "applied", "invited"])
def test_who_is_not_an_active_member_gets_none(world: World, state: str) -> None:
    Person.objects.filter(pk=world.gerd.person.pk).update(state=state)
    handed_over(world)
    assert noticed() == [world.ruth.person.pk]


def test_who_stopped_them_gets_none_and_still_gets_what_she_needs(world: World) -> None:
    opt_out(person_id=world.gerd.person.pk, groups=["members.circulars"])
    before = reach(world)
    handed_over(world)
    assert (before.email, before.none) == (1, 1)
    assert noticed() == [world.ruth.person.pk]


def test_who_stops_them_after_it_was_handed_over_gets_none_either(world: World) -> None:
    handed_over(world)
    opt_out(person_id=world.gerd.person.pk, groups=["members.circulars"])
    assert [mail.to for mail in deliver()] == [["ruth@example.org"]]


@pytest.mark.django_db(transaction=True)
def test_who_was_just_diagnosed_is_left_in_peace_and_the_office_cannot_tell(world: World) -> None:
    says_where(world.gerd)
    assert reach(world).email == 2
    handed_over(world)
    assert noticed() == [world.ruth.person.pk]
    days_ago(world.gerd, 22)
    handed_over(world)
    assert noticed().count(world.gerd.person.pk) == 1


@pytest.mark.django_db(transaction=True)
def test_who_says_so_after_it_was_handed_over_is_left_in_peace_too(world: World) -> None:
    handed_over(world)
    says_where(world.gerd)
    assert [mail.to for mail in deliver()] == [["ruth@example.org"]]


def test_a_language_is_asked_of_the_account_and_of_the_house_where_there_is_none(
    world: World,
) -> None:
    Account.objects.filter(pk=world.gerd.account.pk).update(language="de")
    handed_over(world, language="de")
    assert noticed() == [world.gerd.person.pk]
    assert (to_me(world.gerd), to_me(world.ruth)) == (["Our summer meeting"], [])


# ---------- To a group ----------


def test_a_group_is_its_members_of_this_moment_exactly(world: World) -> None:
    young, other = group(world), group(world, name={"en": "Others"})
    three = [make_persona(f"Member {word}") for word in ("One", "Two", "Three")]
    for persona in three:
        joins(persona, young)
    joins(world.ruth, other)
    begun(world, group=young)
    with acting_as(three[2].actor()) as actor:
        leave_group(actor=actor, ref=young.ref)
    send_circulars()
    assert noticed() == [one.person.pk for one in three[:2]]
    assert to_me(three[0]) == ["Our summer meeting"]
    assert to_me(three[2]) == to_me(world.ruth) == []


def test_to_a_group_neither_mail_nor_printer_learns_who_is_in_it(
    world: World, mailoutbox: list[Any]
) -> None:
    young, elfriede = group(world), somebody_on_paper("Elfriede M.")
    joins(world.ruth, young)
    joins(elfriede, young)
    choose_way(actor=world.gerd.actor(), way="letter")
    joins(world.gerd, young)
    handed_over(world, group=young)
    assert noticed() == [world.ruth.person.pk]
    (mail,) = deliver()
    assert mail.subject == "News from Morning Hands"
    assert_neutral(mail, ["summer", "cake", "Stiff joints"])
    assert "/news/to-me/" in mail_words_of(mail)


def test_of_a_group_the_office_sees_steps_of_five(world: World) -> None:
    young = group(world)
    for number in range(6):
        joins(make_persona(f"Number{number} M."), young)
    assert reach(world, group=young.pk) == Reach(email=5, about=True)


def test_the_lists_of_an_audience_open_to_the_software_only_while_it_sends(world: World) -> None:
    row = begun(world)
    for actor in (office(world), System(Purpose.ASSIGN)):
        with acting_as(actor), connection.cursor() as cursor:
            cursor.execute("select circular_people(%s, 'en', 0, 10)", [row.pk])
            assert cursor.fetchall() == []
    with acting_as(world.ruth.actor()), connection.cursor() as cursor:
        cursor.execute("select * from circular_reach(null, '', 'en')")
        assert cursor.fetchall() == []
        cursor.execute(
            "select has_function_privilege('circular_audience(bigint,text,text,bigint)', 'execute')"
        )
        assert cursor.fetchall() == [(False,)]


# ---------- Each one's own way ----------


def test_the_mail_carries_the_text_in_her_language_and_a_way_to_stop(world: World) -> None:
    Account.objects.filter(pk=world.gerd.account.pk).update(language="de")
    handed_over(world)
    hers, his = deliver()
    assert (hers.subject, his.subject) == ("Our summer meeting", "Unser Sommertreffen")
    assert (
        "We meet on Saturday.\n\n– Bring cake\n– Bring a friend (https://example.org/f)"
        in hers.body
    )
    assert "Wir treffen uns am Samstag." in his.body
    assert "List-Unsubscribe" in hers.extra_headers


def test_a_language_it_is_not_written_in_is_said(world: World) -> None:
    handed_over(world, subject={"de": "Hallo"}, text={"de": "Guten Tag."})
    mail = deliver()[0]
    assert mail.subject == "Hallo"
    assert "We have this text in German only." in mail.body


def test_a_mail_may_say_only_that_there_is_news(world: World) -> None:
    handed_over(world, in_mail="link")
    mail = deliver()[0]
    assert mail.subject == "Our summer meeting"
    assert "cake" not in mail.body and "/news/to-me/" in mail.body


def test_who_has_no_mailbox_or_wants_calls_gets_the_whole_text_as_a_letter(
    world: World, settings: Any, tmp_path: Path, mailoutbox: list[Any]
) -> None:
    settings.STORED_FILES_DIR = tmp_path / "store"
    with_a_head(world)
    elfriede = somebody_on_paper("Elfriede M.")
    choose_way(actor=world.gerd.actor(), way="phone")
    assert reach(world) == Reach(email=1, letter=2)
    handed_over(world)
    dispatch()
    waiting = Outbox.objects.filter(state=State.PRINT).values_list("person_id", flat=True)
    assert set(waiting) == {world.gerd.person.pk, elfriede.person.pk}
    assert [mail.to for mail in mailoutbox] == [["ruth@example.org"]]
    batch = print_all(world)
    assert batch is not None and batch.letters == 1
    words = words_of(batch, world)
    assert "Our summer meeting" in words and "Bring cake" in words
    assert "Something is waiting" not in words


def test_it_stands_on_the_start_page_and_in_the_list_of_who_it_was_for(
    world: World, sign_in: Any
) -> None:
    row = handed_over(world)
    ruth = sign_in(world.ruth)
    assert "Our summer meeting" in ruth.get("/start").content.decode()
    assert "Our summer meeting" in ruth.get("/talk").content.decode()
    assert "Our summer meeting" not in sign_in(world.nasser).get("/talk").content.decode()
    ruth = sign_in(world.ruth)
    assert "Our summer meeting" in ruth.get("/news/to-me").content.decode()
    page = ruth.get(f"/news/to-me/{row.ref}").content.decode()
    assert "<strong>Saturday</strong>" in page
    assert sign_in(world.nasser).get(f"/news/to-me/{row.ref}").status_code == 404
    assert "News from the organisation" in ruth.get("/me/preferences").content.decode()


# ---------- Each once ----------


def many(count: int) -> None:
    """Members on paper, without accounts."""
    people = Person.objects.bulk_create(Person(display_name=f"P {n}") for n in range(count))
    with as_owner():
        SubjectLink.objects.bulk_create(
            [SubjectLink(person_id=one.pk, subject_id=uuid4()) for one in people]
        )


@pytest.mark.django_db(transaction=True)
def test_ten_thousand_take_as_many_queries_a_page_as_two(world: World) -> None:
    begun(world)
    with CaptureQueriesContext(connection) as few:
        assert send_circulars() == 2
    many(10_000)
    begun(world)
    with CaptureQueriesContext(connection) as all_of_them:
        assert send_circulars() == 10_002
    pages = 11
    assert len(all_of_them) <= pages * len(few)
    assert len(noticed()) == 10_004


def test_once_more_makes_no_notice_twice(world: World) -> None:
    row = handed_over(world)
    Circular.objects.update(state=Circular.State.SENDING, reached=0)  # as if nothing were noted
    send_circulars()
    assert len(noticed()) == 2
    with acting_as(office(world)) as actor, pytest.raises(PermissionDenied):
        send_circular(actor=actor, ref=row.ref, mark=mark_of(row))


def until_the_server_noticed() -> None:
    """Whoever was killed holds her locks until Postgres sees that nobody is there any more."""
    others = (
        "select count(*) from pg_stat_activity where datname = current_database() and pid <> %s"
    )
    for _try in range(300):
        with connection.cursor() as cursor:
            cursor.execute("select pg_backend_pid()")
            cursor.execute(others, cursor.fetchone())
            if cursor.fetchone() == (0,):
                return
        time.sleep(0.1)
    raise AssertionError("the connection of the killed worker still stands")


@pytest.mark.django_db(transaction=True)
def test_killed_in_the_middle_each_still_gets_it_once(world: World) -> None:
    many(4)
    begun(world)
    database = urlsplit(os.environ["DATABASE_URL"])._replace(
        path=f"/{connection.settings_dict['NAME']}"
    )
    worker = subprocess.Popen(
        [sys.executable, "-m", "tests.members.circular_worker"],
        env={**os.environ, "DATABASE_URL": database.geturl(), "PO_DB_ROLE": "app"},
        cwd=django_settings.BASE_DIR,
        stdout=subprocess.PIPE,
    )
    assert worker.stdout is not None
    with worker.stdout as said:
        assert said.readline() == b"here\n"
    worker.kill()
    worker.wait()
    until_the_server_noticed()
    assert len(noticed()) == 2, "the page in hand was kept, or the first one lost"
    send_circulars()
    assert len(noticed()) == len(set(noticed())) == 6


# ---------- Written, read, tried, put right, taken back ----------


def test_only_the_office_writes_and_sends(world: World, sign_in: Any) -> None:
    row = written(world)
    for persona in (world.ruth, world.editor, world.curator):
        assert sign_in(persona).post(f"/office/circulars/{row.ref}/send").status_code == 403
        with acting_as(persona.actor()) as actor, pytest.raises(PermissionDenied):
            send_circular(actor=actor, ref=row.ref, mark=mark_of(row))
        with acting_as(persona.actor()) as actor, pytest.raises(PermissionDenied):
            write_circular(actor=actor, ref=None, subject=SUBJECT, text=TEXT)


def test_from_the_first_word_to_the_news_in_the_pages_of_the_office(
    world: World, sign_in: Any
) -> None:
    desk = sign_in(world.administrator)
    wrong = desk.post("/office/circulars/new", {"in_mail": "whole"})
    assert wrong.status_code == 422
    sent = {
        "subject_en": "Our summer meeting", "text_en": "We meet.", "in_mail": "whole",
        "group": "", "language": "",
    }  # fmt: skip
    address = desk.post("/office/circulars/new", sent)["Location"]
    page = desk.get(address).content.decode()
    assert "Send it now" in page and noticed() == []
    row = Circular.objects.get()
    desk.post(f"{address}/send", {"mark": "of another text"})
    assert Circular.objects.get().state == "draft"
    desk.post(f"{address}/send", {"mark": mark_of(row)})
    send_circulars()
    assert len(noticed()) == 2
    desk.post(f"{address}/news")
    desk.post(f"{address}/news")
    assert desk.get("/news").content.decode().count("Our summer meeting</a>") == 1


def test_a_second_person_may_read_it_and_a_change_asks_again(world: World) -> None:
    row, second = written(world), second_administrator(world)
    with acting_as(office(world)) as actor, pytest.raises(PermissionDenied):
        look_over_circular(actor=actor, ref=row.ref)
    with acting_as(second.actor()) as actor:
        look_over_circular(actor=actor, ref=row.ref)
    row.refresh_from_db()
    assert row.looked_by == second.account.pk
    with acting_as(office(world)) as actor:
        row = write_circular(actor=actor, ref=row.ref, subject=SUBJECT, text={"en": "Other"})
    assert row.looked_by is None


def test_it_is_tried_out_in_each_language_in_ones_own_mailbox(world: World) -> None:
    row = written(world)
    actor = office(world)
    with acting_as(actor):
        assert try_circular(actor=actor, ref=row.ref) == 2
    mails = deliver()
    assert [mail.subject for mail in mails] == [
        "Test: Our summer meeting",
        "Probe: Unser Sommertreffen",
    ]
    assert {address for mail in mails for address in mail.to} == {"administrator@example.org"}
    assert noticed() == []


def test_what_was_taken_back_leaves_nowhere_any_more(world: World, mailoutbox: list[Any]) -> None:
    row = handed_over(world)
    with acting_as(office(world)) as actor:
        take_back_circular(actor=actor, ref=row.ref)
    dispatch()
    assert mailoutbox == [] and to_me(world.ruth) == []
    assert set(Outbox.objects.values_list("state", flat=True)) == {State.DROPPED}


def test_taken_back_before_the_last_page_no_further_page_is_made(world: World) -> None:
    row = begun(world)
    with acting_as(office(world)) as actor:
        take_back_circular(actor=actor, ref=row.ref)
    assert send_circulars() == 0 and noticed() == []


def test_a_correction_says_what_it_puts_right(world: World) -> None:
    first = handed_over(world)
    with acting_as(office(world)) as actor:
        draft = begin_again(actor=actor, ref=first.ref)
        send_circular(actor=actor, ref=draft.ref, mark=mark_of(draft))
    send_circulars()
    last = deliver()[-1]
    assert last.subject == "Correction: Our summer meeting"
    assert "This puts right what we wrote on" in last.body


def test_a_subject_that_names_an_illness_is_not_taken_and_a_text_is_pointed_out(
    world: World, sign_in: Any
) -> None:
    Condition.objects.create(name={"en": "Stiff joints", "de": "Steife Gelenke"})
    desk = sign_in(world.administrator)
    sent = {"text_en": "About stiff joints.", "in_mail": "whole", "group": "", "language": ""}
    for subject in ("Meeting on stiff days", "New therapies", "Joints"):
        wrong = desk.post("/office/circulars/new", {**sent, "subject_en": subject})
        assert wrong.status_code == 422
        assert "tells others what the reader has" in wrong.content.decode()
    address = desk.post("/office/circulars/new", {**sent, "subject_en": "Our meeting"})["Location"]
    assert "The text names an illness" in desk.get(address).content.decode()


@pytest.mark.parametrize(
    "bad",
    [
        {"subject_en": "x" * 81},
        {"text_en": ""},
        {"group": "nobodys"},
        {"language": "xx"},
        {"in_mail": "all"},
        {"subject_en": "", "text_en": ""},
        {"text_en": "y" * 20_001},
    ],
)
def test_what_cannot_be_is_said_kindly(world: World, sign_in: Any, bad: dict[str, str]) -> None:
    desk = sign_in(world.administrator)
    good = {"subject_en": "Hi", "text_en": "We meet.", "in_mail": "whole", "group": "",
            "language": ""}  # fmt: skip
    assert desk.post("/office/circulars/new", {**good, **bad}).status_code == 422
    assert not Circular.objects.exists()


def test_the_office_lists_take_the_same_queries_for_one_and_three(
    world: World, sign_in: Any
) -> None:
    desk = sign_in(world.administrator)
    written(world)
    desk.get("/office/circulars")
    with CaptureQueriesContext(connection) as one:
        desk.get("/office/circulars")
    for _number in range(2):
        written(world)
    with CaptureQueriesContext(connection) as three:
        desk.get("/office/circulars")
    assert len(one) == len(three)
    assert world.administrator.hat is Hat.ADMINISTRATOR
