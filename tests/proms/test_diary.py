"""A diary: one tap, another day, events, tables in and out; private until its person shares it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from notifications.models import Outbox
from po_platform.access.actor import acting_as
from po_platform.kit.table_file import read_table
from proms.actions.diary import Line, share_measure, write_entry
from proms.diary import as_csv, from_table
from proms.models import DiaryEntry, DiaryMeasure
from proms.queries.diary import diary_of, my_entries
from tests.members.sharing_steps import share
from tests.personas import Persona, World
from tests.proms.diaries import keep_diary
from tests.proms.path import on_her_list, put_weekly_in_use, send, text_of

pytestmark = pytest.mark.django_db
PAIN = {"name": "Pain", "unit": "", "low": "0", "high": "10", "direction": "higher_worse"}
WEIGHT = {"name": "Weight", "unit": "kg", "low": "30", "high": "250", "direction": "neither"}


@pytest.fixture
def ruth(world: World, sign_in: Any) -> Client:
    client: Client = sign_in(world.ruth)
    return client


def measure(persona: Persona, name: str = "") -> DiaryMeasure:
    actor = persona.actor()
    with acting_as(actor):
        found = DiaryMeasure.objects.visible_to(actor).order_by("-pk")
        return found.get(name=name) if name else found[0]


def entries(persona: Persona) -> list[DiaryEntry]:
    actor = persona.actor()
    with acting_as(actor):
        return list(my_entries(actor=actor))


def kept(persona: Persona, mark: str = "of hers") -> DiaryMeasure:
    actor = persona.actor()
    with acting_as(actor):
        return keep_diary(actor, mark)


def test_one_tap_writes_it_down_for_today(world: World, ruth: Client) -> None:
    made = ruth.post("/diary/new", PAIN)
    assert made.headers["Location"] == f"/diary/{measure(world.ruth).ref}/write"
    page = ruth.get("/diary")
    assert page.content.decode().count('name="value"') == 11
    mails = Outbox.objects.count()
    ruth.post(f"/diary/{measure(world.ruth).ref}/write", {"value": "4"})
    (entry,) = entries(world.ruth)
    assert (entry.on, entry.value, entry.shared) == (timezone.localdate(), Decimal(4), False)
    assert "Pain: 4" in text_of(ruth.get("/diary"))
    assert Outbox.objects.count() == mails


def test_another_day_a_time_and_words(world: World, ruth: Client) -> None:
    ruth.post("/diary/new", WEIGHT)
    day = (timezone.localdate() - timedelta(days=40)).isoformat()
    page = f"/diary/{measure(world.ruth).ref}/write"
    ruth.post(page, {"value": "71,5", "on": day, "at": "07:30", "words": "before breakfast"})
    (entry,) = entries(world.ruth)
    assert (entry.on.isoformat(), entry.value, entry.words) == (
        day,
        Decimal("71.50"),
        "before breakfast",
    )
    shown = text_of(ruth.get("/diary"))
    assert "07:30 Weight: 71.5 kg before breakfast" in shown


def test_it_stands_beside_the_course_with_events_as_lines_in_both(
    world: World, ruth: Client
) -> None:
    weekly = put_weekly_in_use(world)
    send(world.ruth, on_her_list(world.ruth, weekly))
    ruth.post("/diary/new", PAIN)
    ruth.post(f"/diary/{measure(world.ruth).ref}/write", {"value": "4"})
    today = timezone.localdate().isoformat()
    ruth.post("/diary/event", {"kind": "event", "words": "New medicine", "on": today})
    ruth.post("/diary/event", {"kind": "words", "words": "A good day", "on": today})
    page = ruth.get("/my-answers").content.decode()
    assert "Diary" in page
    assert page.count("New medicine") > 5  # the pictures of the check-in and of the diary
    assert "A good day" not in page
    assert "New medicine" in text_of(ruth.get("/diary"))


def test_taken_back_it_leaves_every_picture_and_can_be_put_back(world: World, ruth: Client) -> None:
    kept(world.ruth)
    entry = entries(world.ruth)[0]
    page = f"/diary/entries/{entry.ref}/take-back"
    after = ruth.post(page, follow=True)
    assert "Put it back" in text_of(after)
    assert entry.ref not in {one.ref for one in entries(world.ruth)}
    ruth.post(page, {"put_back": ""})
    assert entry.ref in {one.ref for one in entries(world.ruth)}


def test_it_goes_out_as_a_table_and_comes_in_again(
    world: World, sign_in: Any, ruth: Client
) -> None:
    ruth.post("/diary/new", PAIN)
    ref = measure(world.ruth).ref
    ruth.post(f"/diary/{ref}/write", {"value": "4", "on": "2026-03-04", "words": "=1+1"})
    ruth.post("/diary/event", {"kind": "event", "words": "New medicine", "on": "2026-03-05"})
    table = ruth.get("/diary/diary.csv").content
    assert table.decode("utf-8-sig").splitlines() == [
        "day,time,measure,value,unit,words,event",
        "2026-03-04,,Pain,4,,'=1+1,",
        "2026-03-05,,,,,New medicine,yes",
    ]
    again = ruth.post("/diary/read-in", {"file": SimpleUploadedFile("d.csv", table)}, follow=True)
    assert "0 lines are new." in text_of(again)
    gerd = sign_in(world.gerd)
    gerd.post("/diary/new", PAIN)
    gerd.post("/diary/read-in", {"file": SimpleUploadedFile("d.csv", table)})
    hers, his = entries(world.ruth), entries(world.gerd)
    assert [(e.on, e.value, e.words, e.event) for e in his] == [
        (e.on, e.value, e.words, e.event) for e in hers
    ]


def test_semicolons_days_and_commas_as_table_programs_here_write_them(
    world: World, ruth: Client
) -> None:
    ruth.post("/diary/new", WEIGHT)
    table = "Day;Measure;Value\n04.03.2026;weight;71,5\n".encode("utf-16")
    ruth.post("/diary/read-in", {"file": SimpleUploadedFile("d.csv", table)})
    assert [(e.on, e.value) for e in entries(world.ruth)] == [(date(2026, 3, 4), Decimal("71.50"))]


def test_a_table_never_loses_what_was_written(world: World) -> None:
    kept(world.ruth)
    written = entries(world.ruth)
    read = from_table(
        read_table(as_csv(written).encode()),
        today=timezone.localdate(),
        earliest=date(2020, 1, 1),
    )
    assert [(r.on, r.value, r.words, r.event) for r in read] == [
        (e.on, e.value, e.words, e.event) for e in written
    ]


# ---------- Who sees it ----------


def test_nobody_else_sees_it_until_she_shares_a_measure(
    world: World, sign_in: Any, ruth: Client
) -> None:
    weekly = put_weekly_in_use(world)
    send(world.ruth, on_her_list(world.ruth, weekly))
    share(world.ruth, world.nasser)
    found, subject = kept(world.ruth), world.ruth.subject
    nasser = world.nasser.actor()
    here = f"/clinic/people/{subject}"
    with acting_as(nasser):
        assert diary_of(actor=nasser, subject=subject).measures == []
    assert found.name not in text_of(sign_in(world.nasser).get(here))
    actor = world.ruth.actor()
    with acting_as(actor):
        share_measure(actor=actor, ref=found.ref, shared=True)
        write_entry(
            actor=actor, measure_ref=found.ref, line=Line(timezone.localdate(), value=Decimal(5))
        )
    with acting_as(nasser):
        (shown,) = diary_of(actor=nasser, subject=subject).measures
        assert len(shown[1]) == 2
        assert diary_of(actor=nasser, subject=subject).events == []  # not shared by itself
    assert found.name in text_of(sign_in(world.nasser).get(here))
    assert sign_in(world.oduya).get(here).status_code == 404
    assert "Seen by you and by" in text_of(ruth.get(f"/diary/{found.ref}"))
    ruth.post(f"/diary/{found.ref}/private")
    with acting_as(nasser):
        assert not DiaryEntry.objects.visible_to(nasser).exists()


def test_sharing_asks_for_a_fresh_code_and_keeping_private_does_not(
    world: World, sign_in: Any
) -> None:
    found = kept(world.ruth)
    stale = sign_in(world.ruth)
    assert "/confirm" in stale.post(f"/diary/{found.ref}/share").headers["Location"]
    assert not measure(world.ruth).shared
    assert stale.post(f"/diary/{found.ref}/private").status_code == 302


def test_nobody_writes_in_the_diary_of_another(world: World, sign_in: Any) -> None:
    found = kept(world.ruth)
    entry = entries(world.ruth)[0]
    share(world.ruth, world.nasser)
    actor = world.ruth.actor()
    with acting_as(actor):
        share_measure(actor=actor, ref=found.ref, shared=True)
    for persona in (world.gerd, world.nasser):
        client = sign_in(persona)
        assert client.get(f"/diary/{found.ref}").status_code == 404
        assert client.post(f"/diary/{found.ref}/write", {"value": "1"}).status_code == 404
        assert client.post(f"/diary/entries/{entry.ref}/take-back").status_code == 404
    nasser = world.nasser.actor()
    with acting_as(nasser), connection.cursor() as cursor:
        cursor.execute("update proms_diaryentry set taken_back_at = now()")
        assert cursor.rowcount == 0
    assert len(entries(world.ruth)) == 2


# ---------- Refusals ----------


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"value": ""}, "Write the number"),
        ({"value": "11"}, "Write a number from 0 to 10"),
        ({"value": "NaN"}, "number"),
        ({"value": "1", "on": "2999-01-01"}, "Choose today or an earlier day"),
        ({"value": "1", "on": "1999-01-01"}, "Choose a day of the past ten years"),
        ({"value": "1", "on": "yesterday"}, "Write the day like this"),
        ({"value": "1", "on": "2026-03-04", "at": "noon"}, "Write the time like this"),
    ],
)
def test_what_cannot_be_is_asked_again(
    world: World, ruth: Client, given: dict[str, str], told: str
) -> None:
    ruth.post("/diary/new", PAIN)
    answer = ruth.post(f"/diary/{measure(world.ruth).ref}/write", given)
    assert answer.status_code == 200
    assert told in text_of(answer)
    assert entries(world.ruth) == []


def test_a_measure_has_a_name_of_its_own_and_two_ends(world: World, ruth: Client) -> None:
    ruth.post("/diary/new", PAIN)
    assert "one of this name already" in text_of(ruth.post("/diary/new", PAIN))
    wrong = text_of(ruth.post("/diary/new", {**WEIGHT, "low": "9", "high": "3"}))
    assert "above the lowest" in wrong
    assert "Choose what a high number means" in text_of(ruth.post("/diary/new", {"name": "x"}))


@pytest.mark.parametrize(
    ("table", "told"),
    [
        (b"x,y\n1,2\n", "The first line has to name the columns"),
        (b"day,measure,value\nsoon,Pain,4\n", "Line 2: write the day like this"),
        (b"day,measure,value\n1.1.99999999999,Pain,4\n", "Line 2: write the day like this"),
        (b"day,measure,value\n2026-03-04,Pain,11\n", "Line 2: Write a number from 0 to 10"),
        (b"day,measure,value\n2026-03-04,Joy,4\n", "is not in your diary yet"),
        (b"day,measure,value\n2026-03-04,Pain,much\n", "is not a number"),
        (b"day,measure,value\n2026-03-04,,4\n", "does not say what was measured"),
        (b"day,measure,value\n2026-03-04,Pain,\n", "the number is missing"),
        (b"day,words\n2026-03-04,\xf0\x9f\n2999-01-01,x\n", "Line"),
        (b"PK\x03\x04", "There is a problem"),
    ],
)
def test_of_a_damaged_table_nothing_is_read_in(
    world: World, ruth: Client, table: bytes, told: str
) -> None:
    ruth.post("/diary/new", PAIN)
    good = b"2026-03-01,Pain,3\n" if b"measure" in table else b""
    answer = ruth.post("/diary/read-in", {"file": SimpleUploadedFile("d.csv", table + good)})
    assert answer.status_code == 200
    assert told in text_of(answer)
    assert entries(world.ruth) == []


def test_who_has_no_diary_keeps_none(world: World) -> None:
    found = kept(world.ruth)
    gerd = world.gerd.actor()
    with acting_as(gerd), pytest.raises(PermissionDenied):
        write_entry(
            actor=replace(gerd, subject_id=None),
            measure_ref=found.ref,
            line=Line(date(2026, 3, 4), value=Decimal(1)),
        )


def test_a_long_diary_comes_in_pages_at_the_same_cost(world: World, ruth: Client) -> None:
    found, actor = kept(world.ruth), world.ruth.actor()
    ruth.get("/diary")  # what is remembered between requests is there now
    costs = []
    for more in (1, 40):
        with acting_as(actor):
            for n in range(more):
                line = Line(date(2026, 1, 1) + timedelta(days=n), value=Decimal(n % 11))
                write_entry(actor=actor, measure_ref=found.ref, line=line)
        with CaptureQueriesContext(connection) as queries:
            page = ruth.get("/diary")
        costs.append(len(queries))
    assert costs[0] == costs[1]
    older = page.content.decode().split('href="?before=')[1].split('"')[0]
    assert "Newer" in text_of(ruth.get(f"/diary?before={older}"))
    assert ruth.get("/diary?before=x").status_code == 404
