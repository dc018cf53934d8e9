"""Requests about data: a month, who asks, a search, a second look, and an answer that leaves nobody else's name."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from threading import Thread
from typing import Any
from uuid import uuid4
from zipfile import ZipFile

import pytest
from django.db import IntegrityError, OperationalError, connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit.models import Read
from files import places as places_of_files
from files.house import HOUSE
from files.queries import house_job
from forums.models import Board, Post, Topic
from members.actions.identity import correct_identity
from members.actions.rights_pack import make_packs
from members.export_parts import all_exports
from members.identity import Known
from members.models import FoundText, OfficeReason, Person, ProofReader, RightsRequest
from members.proof_secrets import reader_mark, seal_reader
from members.queries.rights import PACK, found_for
from members.rights_texts import BLACK, around, blacked, months_after
from po_platform.access.actor import Purpose, System, acting_as
from po_platform.kit import spoken
from tests.members.letter_steps import pdf_words
from tests.members.office_world import last_event, mails, second_administrator
from tests.members.rights_steps import (
    OUTSIDE,
    again,
    asked,
    at_desk,
    known,
    let_go,
    pack_made,
    pack_of,
    searched,
    units_done,
    url,
    written,
)
from tests.personas import World

pytestmark = pytest.mark.django_db
State = RightsRequest.State


@pytest.fixture(autouse=True)
def _store(settings: Any, tmp_path: Path) -> None:
    settings.STORED_FILES_DIR = tmp_path / "store"


def a_post_about_hanna(world: World) -> None:
    board = Board.objects.create(title={"en": "Daily life"})
    topic = Topic.objects.create(board=board, title="Help", audience="members", posts=1)
    Post.objects.create(
        topic=topic, no=1, author=world.gerd.person, client_ref=uuid4(), state="published",
        text="My neighbour Hanna Outside and her son Tom Little help me.", html="", baked=1,
    )  # fmt: skip


def places(world: World, row: RightsRequest) -> list[FoundText]:
    with acting_as(world.administrator.actor()) as actor:
        return list(FoundText.objects.visible_to(actor).filter(request=row).order_by("pk"))


# ---------- The month and the texts ----------


@pytest.mark.parametrize(
    ("day", "months", "until"),
    [
        (date(2026, 3, 4), 1, date(2026, 4, 4)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
    ],
)
def test_a_month_ends_on_the_same_day_or_on_the_last_one(
    day: date, months: int, until: date
) -> None:
    assert months_after(day, months) == until


def test_blacking_out_tells_neither_the_name_nor_its_length() -> None:
    assert blacked("Tom and TOM LITTLE", ["Tom", "Tom Little"]) == f"{BLACK} and {BLACK}"
    assert blacked("a+b (c)", ["a+b", ""]) == f"{BLACK} (c)"


def test_what_stands_far_from_a_name_is_not_copied() -> None:
    text = "x" * 900 + " Hanna " + "y" * 900
    found = around(text, ["hanna"])
    assert "Hanna" in found and len(found) < 700 and found.startswith("… ")


# ---------- Somebody outside, from the letter to the answer ----------


def test_somebody_outside_is_answered_on_paper_after_a_second_look(world: World) -> None:
    first, other = at_desk(world.administrator), at_desk(second_administrator(world))
    a_post_about_hanna(world)
    row = asked(world, first, **OUTSIDE)
    assert row.due_on == months_after(timezone.localdate(), 1)
    assert "Hanna" not in row.name and "Other Lane" not in row.address
    for refused in (
        first.post(url(row, "search"), {"words": "Hanna Outside"}),
        written(first, row),
    ):
        assert refused.status_code == 403 and b"how we know who asks" in refused.content
    assert places(world, row) == []
    known(first, row)
    searched(first, row, "Hanna Outside")
    refused = written(first, row)
    assert refused.status_code == 403 and b"decide about each place" in refused.content
    (place,) = places(world, row)
    decided = {f"p{place.pk}-answer": "redact", f"p{place.pk}-black": "Gerd A.\nTom Little"}
    assert first.post(url(row, "places"), decided).status_code == 302
    shown = first.get(url(row, "places")).content.decode()
    assert f"her son {BLACK} help me" in shown
    assert written(first, row).status_code == 302
    assert again(world, row).state == State.READY
    assert first.get(url(row, "file")).status_code == 403
    assert let_go(first, row, why="all").status_code == 403
    page = other.get(url(row, "look")).content.decode()
    assert "Hanna Outside" in page and "Tom Little" not in page
    assert let_go(other, row).status_code == 302
    pack_made(world)
    words = pdf_words(pack_of(world, row))
    assert "Hanna Outside" in words and "2 Other Lane" in words and "Here it is." in words
    assert BLACK in words and "Tom Little" not in words
    assert first.get(url(row, "file")).status_code == 200
    assert first.post(url(row, "finish")).status_code == 302
    row = again(world, row)
    assert row.state == State.SENT and row.closed_at and row.pack_ref is None
    assert places(world, row) == []
    assert last_event("members.rights.sent") is not None


def test_a_name_is_searched_for_in_every_source(world: World) -> None:
    office = at_desk(world.administrator)
    a_post_about_hanna(world)
    OfficeReason.objects.create(
        person=world.gerd.person, verb="members.x", reason="Hanna Outside called for him"
    )
    row = asked(world, office, **OUTSIDE)
    known(office, row)
    ref = uuid4()
    ProofReader.objects.create(
        ref=ref, sealed=seal_reader(ref, "hanna@example.org"), language="en",
        mark=reader_mark("hanna@example.org"),
    )  # fmt: skip
    searched(office, row, "hanna outside", "Gerd A.")
    assert {place.source for place in places(world, row)} == {"posts", "office", "members"}
    assert "check numbers" not in office.get(url(row, "places")).content.decode()
    searched(office, row, "Hanna@example.org")
    assert "the check numbers of the log go to" in office.get(url(row, "places")).content.decode()
    before = len(places(world, row))
    searched(office, row, "hanna outside")
    assert len(places(world, row)) == before
    with acting_as(world.administrator.actor()) as actor:
        offered = [place.black for place in found_for(actor=actor, row=row)]
    assert not any(offered), "who is searched for is not offered to be blacked out"
    assert "Hanna" not in "".join(place.sealed + place.black for place in places(world, row))


# ---------- A member ----------


def test_a_member_hears_of_it_and_gets_everything_in_a_file(world: World) -> None:
    first, other = at_desk(world.administrator), at_desk(second_administrator(world))
    ruth = world.ruth.actor()
    with acting_as(ruth):
        mine = Known(real_name="Ruth Example", address="1 Quay Street\nTown")
        correct_identity(actor=ruth, person_id=ruth.person_id, known=mine)
    row = asked(world, first, who="member", mark="ruth@example.org", kind="portability")
    (mail,) = mails("rights_noted")
    assert mail.account_id == world.ruth.account.pk
    known(first, row)
    searched(first, row, "Somebody Else Altogether")
    assert written(first, row, form="file").status_code == 302
    assert let_go(other, row).status_code == 302
    pack_made(world)
    with ZipFile(pack_of(world, row)) as archive:
        inside = set(archive.namelist())
        identity = json.loads(archive.read("json/identity.json"))
    assert {"letter.pdf", "my-data.html", "codebook.csv", "csv/person.csv"} <= inside
    assert "Ruth Example" in json.dumps(identity)
    with acting_as(ruth):
        looks = Read.objects.visible_to(ruth).filter(what="members.identity")
        assert looks.count() >= 6


def test_on_paper_a_member_gets_tables(world: World) -> None:
    first, other = at_desk(world.administrator), at_desk(second_administrator(world))
    row = asked(world, first, who="member", mark="ruth@example.org")
    known(first, row)
    searched(first, row, "Nobody Of This Name")
    written(first, row)
    let_go(other, row)
    pack_made(world)
    words = pdf_words(pack_of(world, row))
    assert "You as a member" in words and "Ruth E." in words


def test_nobody_works_on_a_request_of_her_own(world: World) -> None:
    second = second_administrator(world)
    row = asked(world, at_desk(second), who="member", mark="administrator@example.org")
    own = at_desk(world.administrator)
    assert own.post(url(row, "who"), {"shown": "in_person"}).status_code == 403
    page = own.get(url(row))
    assert page.status_code == 200 and b"This request is your own" in page.content
    refused = own.post(
        "/office/requests/new",
        {"kind": "access", "way": "mail", "language": "en", "who": "member",
         "mark": "administrator@example.org", "came_on_day": "1", "came_on_month": "1",
         "came_on_year": "2026"},
    )  # fmt: skip
    assert refused.status_code == 403


def test_nobody_reads_what_the_office_works_on_for_a_request_of_her_own(world: World) -> None:
    second = second_administrator(world)
    first, own = at_desk(second), at_desk(world.administrator)
    OfficeReason.objects.create(
        person=world.gerd.person, verb="members.x", reason="Hanna Outside called for him"
    )
    row = asked(world, first, who="member", mark="administrator@example.org")
    known(first, row)
    searched(first, row, "Hanna Outside")
    first.post(url(row, "longer"), {"why": "Many letters came."})
    written(first, row)
    row = again(world, row)
    for step in ("who", "longer", "longer.pdf", "search", "places", "answer", "look", "not-yet"):
        assert first.get(url(row, step)).status_code in (200, 302), step
        assert own.get(url(row, step)).status_code == 403, step
    page = own.get(url(row)).content.decode()
    assert "/me/requests" in page and spoken.day(row.due_on) in page
    for word in ("place found", "Called back", "Take it back", url(row, "places")):
        assert word not in page
    assert "place found" in first.get(url(row)).content.decode()


def test_the_second_look_counts_for_what_was_seen_only(world: World) -> None:
    first, other = at_desk(world.administrator), at_desk(second_administrator(world))
    row = asked(world, first, **OUTSIDE, kind="objection")
    known(first, row)
    written(first, row)
    page = other.get(url(row, "look")).content.decode()
    shown = page.split('name="seen" value="')[1].split('"')[0]
    first.post(url(row, "not-yet"), {"why": "A word is missing."})
    written(first, row, letter="Here is something else.")
    refused = other.post(url(row, "look"), {"seen": shown})
    assert refused.status_code == 403 and b"has changed since you looked" in refused.content
    assert b"Here is something else." in refused.content
    assert again(world, row).state == State.READY
    assert let_go(other, row).status_code == 302


def test_another_address_has_to_be_looked_at_again(world: World) -> None:
    first, other = at_desk(world.administrator), at_desk(second_administrator(world))
    row = asked(world, first, who="member", mark="ruth@example.org", kind="objection")
    known(first, row)
    written(first, row)
    page = other.get(url(row, "look")).content.decode()
    shown = page.split('name="seen" value="')[1].split('"')[0]
    ruth = world.ruth.actor()
    with acting_as(ruth):
        moved = Known(real_name="Ruth Example", address="7 New Street\nTown")
        correct_identity(actor=ruth, person_id=ruth.person_id, known=moved)
    assert other.post(url(row, "look"), {"seen": shown}).status_code == 403
    assert let_go(other, row).status_code == 302


@pytest.mark.parametrize("step", ["not-yet", "finish"])
def test_a_pack_begun_for_one_request_is_not_gone_on_with_for_another(
    world: World, step: str
) -> None:
    first, other = at_desk(world.administrator), at_desk(second_administrator(world))
    rows = [
        asked(world, first, who="member", mark=mark, kind="portability")
        for mark in ("ruth@example.org", "gerd@example.org")
    ]
    for row in rows:
        known(first, row)
        searched(first, row, "Nobody Of This Name")
        written(first, row, form="file")
    assert let_go(other, rows[0]).status_code == 302
    units_done(world, 3)
    assert let_go(other, rows[1]).status_code == 302
    gone = first.post(url(rows[0], step), {"why": "Not yet.", "withdrawn": "1"})
    assert gone.status_code == 302
    pack_made(world)
    with ZipFile(pack_of(world, rows[1])) as archive:
        person = json.loads(archive.read("json/person.json"))
        assert "csv/person.csv" in archive.namelist()
    assert "Gerd" in json.dumps(person)
    assert again(world, rows[0]).pack_ref is None


def test_what_was_begun_before_it_was_sent_back_does_not_go_out(world: World) -> None:
    first, other = at_desk(world.administrator), at_desk(second_administrator(world))
    ruth = world.ruth.actor()
    row = asked(world, first, who="member", mark="ruth@example.org", kind="portability")
    known(first, row)
    searched(first, row, "Nobody Of This Name")
    written(first, row, form="file")
    let_go(other, row)
    hers = System(Purpose.EXPORT, ruth.subject_id, ruth.person_id)
    with acting_as(hers):
        of_first = next(part.name for part in all_exports()[0][1](hers))
    units_done(world, 1)
    (begun,) = places_of_files.root().glob(f"work/*/{row.pk}/tree/json/{of_first}.json")
    begun.with_name("old.json").write_text("{}", "utf-8")
    first.post(url(row, "not-yet"), {"why": "Not like this."})
    written(first, row, form="file")
    let_go(other, row)
    pack_made(world)
    with ZipFile(pack_of(world, row)) as archive:
        assert {f"json/{of_first}.json", "json/person.json"} <= set(archive.namelist())
        assert "json/old.json" not in archive.namelist()


@pytest.mark.django_db(transaction=True)
def test_while_its_pack_is_made_nobody_sends_a_request_back(world: World) -> None:
    first, other = at_desk(world.administrator), at_desk(second_administrator(world))
    row = asked(world, first, **OUTSIDE, kind="objection")
    known(first, row)
    written(first, row)
    let_go(other, row)
    with acting_as(world.administrator.actor()) as actor:
        job = house_job(actor=actor, kind=PACK)
    assert job is not None
    met: list[Exception] = []

    def at_once() -> None:
        try:
            with acting_as(world.administrator.actor()) as second:
                rows = RightsRequest.objects.visible_to(second)
                rows.select_for_update(nowait=True).get(pk=row.pk)
        except OperationalError as locked:
            met.append(locked)
        finally:
            connections.close_all()

    worker = System(Purpose.EXPORT, subject_id=HOUSE)
    with acting_as(worker):
        assert make_packs(worker, job).result is not None
        thread = Thread(target=at_once)
        thread.start()
        thread.join()
    assert met


# ---------- More time, no, and a small office ----------


def test_two_months_more_are_taken_once_and_told_by_letter(world: World) -> None:
    office = at_desk(world.administrator)
    row = asked(world, office, **OUTSIDE)
    written(office, row)  # so that there is a letter head
    why = {"why": "Three hundred letters came after an article."}
    assert office.post(url(row, "longer"), why).status_code == 302
    row = again(world, row)
    assert row.due_on == months_after(row.came_on, 3)
    assert office.post(url(row, "longer"), why).status_code == 403
    letter = office.get(url(row, "longer.pdf"))
    assert letter.headers["Content-Type"] == "application/pdf"


def test_a_refusal_needs_a_reason_and_a_second_look_too(world: World) -> None:
    first, other = at_desk(world.administrator), at_desk(second_administrator(world))
    row = asked(world, first, **OUTSIDE, kind="erasure")
    assert written(first, row, outcome="refused").status_code == 422
    assert written(first, row, outcome="refused", reason="law").status_code == 403
    ours = written(first, row, outcome="refused", reason="unknown", letter="").content.decode()
    assert "We could not be sure who asks." in ours
    assert again(world, row).state == State.OPEN
    assert written(first, row, outcome="refused", reason="unknown").status_code == 302
    other.post(url(row, "not-yet"), {"why": "Ask once more."})
    row = again(world, row)
    assert (row.state, row.sent_back_why) == (State.OPEN, "Ask once more.")


def test_alone_in_the_office_one_looks_again_a_day_later(world: World) -> None:
    only = at_desk(world.administrator)
    row = asked(world, only, **OUTSIDE, kind="objection")
    known(only, row)
    written(only, row)
    refused = let_go(only, row, why="Read it again.")
    assert refused.status_code == 403 and b"a day after" in refused.content
    with acting_as(world.administrator.actor()) as actor:
        yesterday = timezone.now() - timedelta(days=1, minutes=1)
        RightsRequest.objects.visible_to(actor).update(prepared_at=yesterday)
    assert let_go(only, row, why="").status_code == 422
    assert let_go(only, row, why="Read it again.").status_code == 302
    assert again(world, row).alone_why == "Read it again."


def test_the_database_lets_nobody_release_her_own_answer_without_a_note(world: World) -> None:
    office = at_desk(world.administrator)
    row = asked(world, office, **OUTSIDE)
    with acting_as(world.administrator.actor()) as actor, pytest.raises(IntegrityError):
        RightsRequest.objects.visible_to(actor).filter(pk=row.pk).update(
            prepared_by=7, released_by=7
        )


def test_a_request_that_was_taken_back_leaves_no_texts(world: World) -> None:
    office = at_desk(world.administrator)
    a_post_about_hanna(world)
    row = asked(world, office, **OUTSIDE)
    known(office, row)
    searched(office, row, "Hanna Outside")
    assert office.post(url(row, "finish"), {"withdrawn": "1"}).status_code == 302
    assert again(world, row).state == State.WITHDRAWN
    assert places(world, row) == []
    assert office.post(url(row, "who"), {"shown": "in_person"}).status_code == 403


# ---------- The register ----------


def test_the_register_names_nobody_and_asks_as_often_for_many(world: World) -> None:
    office = at_desk(world.administrator)
    asked(world, office, **OUTSIDE)
    office.get("/office/requests")
    counts = []
    for _round in range(2):
        with CaptureQueriesContext(connection) as queries:
            page = office.get("/office/requests").content.decode()
        counts.append(len(queries))
        for _more in range(3):
            asked(world, office, **OUTSIDE)
    assert counts[0] == counts[1]
    assert "Only until" not in page and "somebody outside" in page and "Hanna" not in page
    table = office.get("/office/requests/register.csv").content.decode("utf-8-sig")
    assert len(table.splitlines()) == 8 and "Hanna" not in table
    assert b"somebody outside" in office.get("/office").content


def test_somebody_unknown_or_known_twice_is_asked_for_again(world: World) -> None:
    office = at_desk(world.administrator)
    filled = {"kind": "access", "way": "mail", "language": "en", "who": "member",
              "came_on_day": "1", "came_on_month": "1", "came_on_year": "2026"}  # fmt: skip
    nobody = office.post("/office/requests/new", filled | {"mark": "Nobody Known"})
    assert nobody.status_code == 422 and b"Nobody is found" in nobody.content
    Person.objects.create(display_name="Ruth E.", state="active")
    twice = office.post("/office/requests/new", filled | {"mark": "Ruth E."})
    assert twice.status_code == 422 and b"Several people" in twice.content
    assert office.post("/office/requests/new", filled).status_code == 422
