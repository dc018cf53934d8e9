"""Two records of one person: found by marks, judged by two, joined without loss, taken apart exactly."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from threading import Event
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, connections, transaction
from django.db.models import Q
from django.http import Http404

from audit.models import Read
from members.actions.erase_person import erase_person
from members.actions.identity import correct_identity
from members.identity import Known
from members.models import Decision
from notifications.models import Outbox
from po_platform.access.actor import Hat, Purpose, System, acting_as
from registry.actions.asking import ask
from registry.actions.closing import give_again, give_nothing_more
from registry.actions.doubles import judge, put_together, say_of_found, take_apart
from registry.actions.entries import ChangedMeanwhile, add_record, save_entry
from registry.actions.joining import leave_registry
from registry.actions.likeness import compare_again, say_who_asks
from registry.actions.undo_import import undo_import
from registry.cells import State
from registry.consent import purpose_of
from registry.entry_flow import At
from registry.export_parts import registry_parts
from registry.models import Alike, Batch, Entry, Joined, Participation, Query, Subject
from registry.on_start_pages import work
from registry.queries.doubles import found_for_me, pairs
from registry.queries.records import entry_of, records
from registry.research import as_research
from registry.views.entries import at_of
from tests.personas import Persona, World, make_persona
from tests.registry.joining import join, open_to_members
from tests.registry.test_papers import somebody_waits
from tests.registry.world import Walks, give_right

pytestmark = pytest.mark.django_db
PERSON = "record_id,name,born,sex,pregnant,person_complete"
YES = {"reuse": {"past": "yes", "future": "yes"}}


@dataclass
class Two:
    """A registry with two people who judge."""

    walks: Walks
    second: Persona

    def compare(self) -> None:
        """Say which questions ask who somebody is."""
        with acting_as(self.walks.curator.actor()) as actor:
            say_who_asks(
                actor=actor, dataset=self.walks.dataset, form="person", names=["name"], born="born"
            )

    def waiting(self) -> list[Alike]:
        with acting_as(self.walks.curator.actor()) as actor:
            return pairs(actor=actor, registry=self.walks.registry)

    def said_same(self) -> Alike:
        """One of them says that the one pair is one person."""
        with acting_as(self.walks.curator.actor()) as actor:
            [pair] = pairs(actor=actor, registry=self.walks.registry)
            return judge(actor=actor, pair=pair, verdict="same")

    def together(self) -> Joined:
        """Both agree."""
        pair = self.said_same()
        with acting_as(self.second.actor()) as actor:
            return put_together(actor=actor, pair=pair)


@pytest.fixture
def two(world: World) -> Two:
    walks = open_to_members(world)
    second = make_persona("Olga Curator", role=Hat.CURATOR)
    give_right(walks, second, enters=True)
    return Two(walks, second)


def known_as(world: World, name: str, born: str) -> None:
    """Ruth writes her name and birth date into her own page."""
    with acting_as(world.ruth.actor()) as actor:
        known = Known(real_name=name, birth_date=date.fromisoformat(born))
        correct_identity(actor=actor, person_id=world.ruth.person.pk, known=known)


def with_double(two: Two, world: World, said: dict[str, Any] = YES) -> None:
    """Ruth joined and filled in a form; a clinic's file brought her under another number."""
    known_as(world, "Ruth Meier", "1950-03-01")
    join(two.walks, world.ruth, said)
    two.compare()
    with acting_as(world.ruth.actor()) as actor:
        number = Subject.objects.visible_to(actor).get().number
    line = f"{number},,,0,,2"
    assert two.walks.bring(PERSON, line, "17,Ruth Mayr,1950-01-03,1,0,2").usable


def by_record(two: Two) -> dict[str, list[tuple[str, int, dict[str, Any]]]]:
    """Record → its entries: form, instance, answers."""
    found: dict[str, list[tuple[str, int, dict[str, Any]]]] = {}
    with acting_as(two.walks.curator.actor()) as actor:
        rows = Entry.objects.visible_to(actor).filter(voided_at=None)
        for row in rows.select_related("record", "form").order_by("pk"):
            found.setdefault(row.record.number, []).append(
                (row.form.name, row.instance, row.answers)
            )
    return found


def open_to_research(two: Two) -> int:
    """How many entries may be counted for this use now."""
    use = purpose_of(two.walks.registry.pk, "reuse")
    with (
        acting_as(two.walks.curator.actor()),
        as_research(two.walks.registry.pk, use) as cursor,
    ):
        cursor.execute("select count(*) from registry_entry")
        return int(cursor.fetchone()[0])


def test_a_name_that_sounds_alike_and_a_swapped_birth_date_make_a_pair(
    two: Two, world: World, settings: Any
) -> None:
    settings.LANGUAGE_CODE = "de"
    with_double(two, world)
    [pair] = two.waiting()
    assert (pair.why, pair.strength) == (["near", "sound", "swapped"], 2)


def test_names_that_only_sound_alike_count_while_a_birth_date_is_missing(two: Two) -> None:
    two.compare()
    line = "{},{},{},1,0,2"
    assert two.walks.bring(PERSON, line.format(1, "Anna Berg", "1950-03-21")).usable
    assert two.walks.bring(PERSON, line.format(2, "Anna Berg", "1961-07-30")).usable
    assert two.waiting() == []
    assert two.walks.bring(PERSON, line.format(3, "Anna Berg", "")).usable
    assert [pair.why for pair in two.waiting()] == [["name", "sound"]] * 2


def test_records_from_before_are_compared_when_somebody_asks_for_it(two: Two) -> None:
    line = "{},Anna Berg,1950,1,0,2"
    assert two.walks.bring(PERSON, line.format(1), line.format(2)).usable
    two.compare()
    assert two.waiting() == []
    with acting_as(two.walks.curator.actor()) as actor:
        assert compare_again(actor=actor, dataset=two.walks.dataset) == 0
    assert [pair.why for pair in two.waiting()] == [["name", "near", "sound"]]


def test_a_corrected_name_takes_an_open_pair_away(two: Two, world: World) -> None:
    with_double(two, world)
    assert len(two.waiting()) == 1
    known_as(world, "Carla Stein", "1950-03-01")
    assert two.waiting() == []


def test_marks_open_to_nobody_and_pairs_only_to_who_works_on_all(two: Two, world: World) -> None:
    with_double(two, world)
    half = make_persona("Half Curator", role=Hat.CURATOR)
    give_right(two.walks, half, form="visit", enters=True)
    for persona, pairs_seen in ((two.second, 1), (half, 0), (world.ruth, 0), (world.gerd, 0)):
        with acting_as(persona.actor()) as actor, connection.cursor() as cursor:
            cursor.execute("select count(*) from registry_alikemark")
            assert cursor.fetchone() == (0,)
            cursor.execute("select count(*) from registry_alike")
            assert cursor.fetchone() == (pairs_seen,)
            assert Alike.objects.visible_to(actor).count() == pairs_seen


def test_one_says_it_and_another_one_confirms(two: Two, world: World) -> None:
    with_double(two, world)
    pair = two.said_same()
    with acting_as(two.walks.curator.actor()) as actor:
        with pytest.raises(PermissionDenied, match="Somebody else"):
            put_together(actor=actor, pair=pair)
        with connection.cursor() as cursor:  # the vault says the same
            cursor.execute("select put_together(%s)", [pair.pk])
            assert cursor.fetchone() == (None,)
    with acting_as(two.second.actor()) as actor:
        assert put_together(actor=actor, pair=pair).made_by == two.second.account.pk
        with pytest.raises(PermissionDenied, match="First somebody"):
            put_together(actor=actor, pair=pair)


def test_two_people_is_remembered_and_later_is_put_off(two: Two, world: World) -> None:
    with_double(two, world)
    [pair] = two.waiting()
    with acting_as(two.second.actor()) as actor:
        judge(actor=actor, pair=pair, verdict="later")
        assert two.waiting() == []
        judge(actor=actor, pair=pair, verdict="different")
    known_as(world, "Ruth Maier", "1950-03-01")
    assert two.waiting() == []
    with acting_as(two.second.actor()) as actor:
        assert Alike.objects.visible_to(actor).get().state == "different"


def test_put_together_nothing_is_lost_and_apart_everything_is_as_it_was(
    two: Two, world: World
) -> None:
    with_double(two, world)
    before = by_record(two)
    [number] = [one for one in before if one != "17"]
    done = two.together()
    after = by_record(two)
    assert set(after) == {number}
    assert [(form, instance) for form, instance, _answers in after[number]] == [
        ("person", 0), ("person", 2),
    ]  # fmt: skip
    assert [answers for *_at, answers in after[number]] == [
        answers for one in (number, "17") for *_at, answers in before[one]
    ]
    with acting_as(two.second.actor()) as actor:
        listed = records(actor=actor, dataset=two.walks.dataset)
        assert [one.number for one in listed] == [number]
        assert add_record(actor=actor, dataset=two.walks.dataset, number="17").number == number
        take_apart(actor=actor, joined=done)
        with pytest.raises(PermissionDenied, match="apart again already"):
            take_apart(actor=actor, joined=done)
        assert Alike.objects.visible_to(actor).get().state == "different"
    assert by_record(two) == before
    with acting_as(world.ruth.actor()) as actor:
        assert Entry.objects.visible_to(actor).count() == 1


def filled_in(two: Two, at: At, entry: Entry | None, name: str) -> Entry:
    with acting_as(two.walks.curator.actor()) as actor:
        return save_entry(
            actor=actor, at=at, entry=entry, state=State({"name": name}), occurred_on="",
            seen_version=entry.row_version if entry else 0,
        )  # fmt: skip


def theirs(two: Two) -> Entry:
    """The entry of record 17, wherever it stands now."""
    with acting_as(two.walks.curator.actor()) as actor:
        found = Entry.objects.visible_to(actor).select_related("record", "form", "event")
        return found.order_by("pk").last() or Entry()


def test_apart_again_her_file_and_her_erasure_have_nothing_of_the_other_person(
    two: Two, world: World
) -> None:
    with_double(two, world)
    done = two.together()
    entry = theirs(two)
    filled_in(two, at_of(entry, two.walks.dataset), entry, "Ruth Mayr canary")
    with acting_as(world.ruth.actor()) as actor:
        say_of_found(actor=actor, joined=done, said="not_me", language="en")
    system = System(Purpose.EXPORT, world.ruth.subject, world.ruth.person.pk)
    with acting_as(system):
        parts = {part.name: list(part.rows) for part in registry_parts(system)}
    assert parts["registry_entries_before"]
    assert "Mayr" not in str(parts)
    assert str(entry.ref) not in str(parts)
    with acting_as(two.walks.curator.actor()) as actor, connection.cursor() as cursor:
        cursor.execute(
            "select distinct record_id, subject_id from registry_entryevent where pgh_obj_id = %s",
            [entry.pk],
        )
        assert cursor.fetchall() == [(done.gone_id, done.other_id)]


def test_what_is_written_while_records_move_is_not_lost_in_the_one_that_went(
    two: Two, world: World
) -> None:
    with_double(two, world)
    before = theirs(two)
    place = At(before.record, two.walks.dataset, before.form, None, 3)
    done = two.together()
    with pytest.raises(ChangedMeanwhile):
        filled_in(two, place, None, "Ruth Mayr")
    with pytest.raises(ChangedMeanwhile):
        filled_in(two, at_of(before, two.walks.dataset), before, "Ruth Mayr")
    moved = theirs(two)
    with acting_as(two.second.actor()) as actor:
        take_apart(actor=actor, joined=done)
    with pytest.raises(ChangedMeanwhile):
        filled_in(two, at_of(moved, two.walks.dataset), moved, "Ruth Mayr")
    back = theirs(two)
    assert back.record_id == done.gone_id
    filled_in(two, at_of(back, two.walks.dataset), back, "Ruth Mayr")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("who", ["a new entry", "an entry", "a file"])
def test_nothing_is_put_together_while_somebody_writes(two: Two, world: World, who: str) -> None:
    with_double(two, world)
    pair, entry, done = two.said_same(), theirs(two), Event()

    def other() -> int:
        try:
            with acting_as(two.second.actor()) as actor:
                return put_together(actor=actor, pair=pair).gone_id
        finally:
            connections.close_all()
            done.set()

    with ThreadPoolExecutor(1) as pool:
        with acting_as(two.walks.curator.actor()) as actor:
            if who == "a file":
                assert two.walks.bring(PERSON, "17,Ruth Maier,1950-01-03,1,0,2").usable
            elif who == "an entry":
                assert entry_of(actor=actor, ref=entry.ref, lock=True)
                filled_in(two, at_of(entry, two.walks.dataset), entry, "Ruth Maier")
            else:
                place = At(entry.record, two.walks.dataset, entry.form, None, 3)
                filled_in(two, place, None, "Ruth Maier")
            waits = pool.submit(other)
            while not done.is_set() and not somebody_waits():
                done.wait(0.05)
            assert not done.is_set()
        assert waits.result() == entry.record_id
    assert "17" not in by_record(two)


def test_a_question_about_an_entry_goes_where_the_entry_goes(two: Two, world: World) -> None:
    with_double(two, world)
    with acting_as(two.walks.curator.actor()) as actor:
        theirs = Entry.objects.visible_to(actor).filter(record__number="17")
        entry = theirs.select_related("record", "form", "registry").get()
        query = ask(actor=actor, entry=entry, link_id="sex", to="curator", words="Sure?")
    done = two.together()
    with acting_as(two.second.actor()) as actor:
        moved = Query.objects.visible_to(actor).get(pk=query.pk)
        assert (moved.record_id, moved.subject_id) == (done.kept_id, world.ruth.subject)
        take_apart(actor=actor, joined=done)
        back = Query.objects.visible_to(actor).get(pk=query.pk)
        assert (back.record_id, back.subject_id) == (done.gone_id, done.other_id)


def test_what_came_over_is_not_used_until_she_says_so(two: Two, world: World) -> None:
    with_double(two, world)
    assert open_to_research(two) == 1
    done = two.together()
    assert open_to_research(two) == 1
    with acting_as(world.ruth.actor()) as actor:
        say_of_found(actor=actor, joined=done, said="keep_out", language="en")
    assert open_to_research(two) == 1
    with acting_as(world.ruth.actor()) as actor:
        say_of_found(actor=actor, joined=done, said="use", language="en")
        say_of_found(actor=actor, joined=done, said="use", language="en")
        kept = Decision.objects.visible_to(actor).filter(purpose__endswith=":from_elsewhere")
        assert [one.answer for one in kept.order_by("pk")] == ["no", "yes"]
        assert "It was record 17." in kept.order_by("pk")[0].rendered
    assert open_to_research(two) == 2


def test_she_says_that_it_is_not_she_and_it_leaves_her_record_at_once(
    two: Two, world: World
) -> None:
    with_double(two, world)
    before = by_record(two)
    done = two.together()
    with acting_as(world.gerd.actor()) as actor, pytest.raises(Http404):
        say_of_found(actor=actor, joined=done, said="not_me", language="en")
    with acting_as(two.second.actor()) as actor, pytest.raises(PermissionDenied):
        say_of_found(actor=actor, joined=done, said="use", language="en")
    with acting_as(world.ruth.actor()) as actor:
        say_of_found(actor=actor, joined=done, said="not_me", language="en")
        assert not found_for_me(actor=actor).exists()
    assert by_record(two) == before


def test_two_people_who_joined_and_who_left_are_not_put_together(two: Two, world: World) -> None:
    known_as(world, "Ruth Meier", "1950-03-01")
    join(two.walks, world.ruth)
    with acting_as(world.gerd.actor()) as actor:
        known = Known(real_name="Ruth Meier", birth_date=date(1950, 3, 1))
        correct_identity(actor=actor, person_id=world.gerd.person.pk, known=known)
    mine = join(two.walks, world.gerd)
    pair = two.said_same()
    with (
        acting_as(two.second.actor()) as actor,
        pytest.raises(PermissionDenied, match="joined with each"),
    ):
        put_together(actor=actor, pair=pair)
    with acting_as(world.gerd.actor()) as actor:
        leave_registry(actor=actor, taking_part=mine, language="en")
    with acting_as(two.second.actor()) as actor, connection.cursor() as cursor:
        cursor.execute("select put_together(%s)", [pair.pk])
        assert cursor.fetchone() == (None,)


def test_nothing_comes_into_the_record_of_who_wants_nothing_new(two: Two, world: World) -> None:
    with_double(two, world)
    with acting_as(world.ruth.actor()) as actor:
        mine = Participation.objects.visible_to(actor).get()
        give_nothing_more(actor=actor, taking_part=mine, language="en")
    before = by_record(two)
    with pytest.raises(PermissionDenied, match="wants nothing new"):
        two.together()
    assert by_record(two) == before
    with acting_as(world.ruth.actor()) as actor:
        give_again(actor=actor, taking_part=mine, language="en")
    two.together()


def test_records_put_together_in_a_row_come_apart_in_the_other_order(
    two: Two, world: World
) -> None:
    two.compare()
    line = "{},Anna Berg,1950,1,0,2"
    assert two.walks.bring(PERSON, line.format(1), line.format(2)).usable
    before = by_record(two)
    first = two.together()
    assert set(by_record(two)) == {"1"}
    known_as(world, "Anna Berg", "1950-05-01")
    join(two.walks, world.ruth, YES)
    again = two.together()
    assert (again.gone_id, again.subject_id) == (first.kept_id, world.ruth.subject)
    assert "1" not in by_record(two)
    assert open_to_research(two) == 0
    with acting_as(two.second.actor()) as actor:
        joined = Joined.objects.visible_to(actor).select_related("kept")
        with pytest.raises(PermissionDenied, match="Take that apart first"):
            take_apart(actor=actor, joined=joined.get(pk=first.pk))
        take_apart(actor=actor, joined=joined.get(pk=again.pk))
        assert len(by_record(two)["1"]) == 2
        take_apart(actor=actor, joined=joined.get(pk=first.pk))
    assert by_record(two) == before


def test_whoever_left_keeps_everything_closed_that_came_to_her(two: Two, world: World) -> None:
    with_double(two, world)
    done = two.together()
    with acting_as(world.ruth.actor()) as actor:
        mine = Participation.objects.visible_to(actor).get()
        leave_registry(actor=actor, taking_part=mine, language="en")
    assert by_record(two) == {}
    with acting_as(two.second.actor()) as actor:
        with pytest.raises(PermissionDenied, match="has left the registry"):
            take_apart(actor=actor, joined=Joined.objects.visible_to(actor).get(pk=done.pk))
        with connection.cursor() as cursor:
            cursor.execute("select take_apart(%s)", [done.pk])
            assert cursor.fetchone() == (False,)


def test_a_file_taken_back_takes_its_marks_back(two: Two, world: World) -> None:
    two.compare()
    join(two.walks, world.ruth, YES)
    with acting_as(world.ruth.actor()) as actor:
        number = Subject.objects.visible_to(actor).get().number
    line = "{},{},1950-03-21,1,0,2"
    first = two.walks.bring(
        PERSON,
        line.format(1, "Carla Stein"),
        line.format(2, "Anna Berg"),
        line.format(3, "Anna Berg"),
    )
    assert first.usable
    [expected] = two.waiting()
    second = two.walks.bring(PERSON, line.format(1, "Anna Berg"), line.format(number, "Anna Berg"))
    assert len(two.waiting()) == 6
    with acting_as(two.walks.curator.actor()) as actor:
        undo_import(actor=actor, batch=Batch.objects.get(ref=second.batch))
    assert [one.pk for one in two.waiting()] == [expected.pk]
    two.walks.bring(PERSON, line.format(4, "Carla Stein"))
    found = {one.number for pair in two.waiting() for one in (pair.first, pair.second)}
    assert found == {"1", "2", "3", "4"}


def test_other_questions_or_none_take_the_marks_of_the_former_ones(two: Two, world: World) -> None:
    two.compare()
    line = "{},{},1950-03-21,1,0,2"
    assert two.walks.bring(PERSON, *(line.format(one, "Anna Berg") for one in (1, 2, 3))).usable
    waiting = two.waiting()
    assert len(waiting) == 3
    with acting_as(two.second.actor()) as actor:
        judge(actor=actor, pair=waiting[0], verdict="later")
    two.compare()
    assert len(two.waiting()) == 2  # the same again changes nothing
    asked: dict[str, Any] = {"dataset": two.walks.dataset, "form": "person", "born": ""}
    for who in (two.second, world.ruth):
        with acting_as(who.actor()) as actor, pytest.raises(PermissionDenied):
            say_who_asks(actor=actor, names=[], **asked)
        with (
            acting_as(who.actor()),
            pytest.raises(DatabaseError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            place: list[Any] = [two.walks.registry.pk, f"dataset:{two.walks.dataset.pk}"]
            cursor.execute("select drop_marks(%s, %s)", place)
    with acting_as(two.walks.curator.actor()) as actor:
        say_who_asks(actor=actor, names=[], **asked)
        left = Alike.objects.visible_to(actor).values_list("pk", "state")
        assert list(left) == [(waiting[0].pk, "later")]
    two.compare()
    assert two.walks.bring(PERSON, line.format(4, "Anna Berg")).usable
    assert two.waiting() == []
    with acting_as(two.walks.curator.actor()) as actor:
        assert compare_again(actor=actor, dataset=two.walks.dataset) == 0
    assert len(two.waiting()) == 5


def test_a_name_written_while_together_marks_the_record_it_came_from(
    two: Two, world: World
) -> None:
    with_double(two, world)
    done, entry = two.together(), theirs(two)
    filled_in(two, at_of(entry, two.walks.dataset), entry, "Zora Quist")
    with acting_as(two.second.actor()) as actor:
        take_apart(actor=actor, joined=done)
    assert two.walks.bring(PERSON, "18,Zora Quist,,1,0,2").usable
    [pair] = two.waiting()
    assert {pair.first.number, pair.second.number} == {"17", "18"}


def test_a_file_names_the_record_that_stayed(two: Two, world: World) -> None:
    with_double(two, world)
    two.together()
    report = two.walks.bring(PERSON, "17,Ruth Mayr,1950-01-03,1,0,2")
    assert not report.usable
    assert "was put together with record" in str(report.errors[0].message)


@pytest.mark.django_db(transaction=True)
def test_erased_with_everything_that_came_into_her_record(two: Two, world: World) -> None:
    with_double(two, world)
    two.together()
    assert erase_person(actor=System(Purpose.ERASE), person_id=world.ruth.person.pk)
    assert by_record(two) == {}
    with acting_as(two.walks.curator.actor()) as actor, connection.cursor() as cursor:
        cursor.execute("select count(*) from registry_entryevent")
        assert cursor.fetchone() == (0,)
        assert not Subject.objects.visible_to(actor).exists()


def three_alike(two: Two, world: World, *, chain: bool) -> None:
    """Records 1 and 2 of a file, and hers. Chain: 1 and 2 are one before she joins, then hers too."""
    two.compare()
    line = "{},Ruth Mayr,1950-03-01,1,0,2"
    assert two.walks.bring(PERSON, line.format(1), line.format(2)).usable
    if chain:
        two.together()
    known_as(world, "Ruth Mayr", "1950-03-01")
    join(two.walks, world.ruth, YES)
    mine = [
        pair for pair in two.waiting() if world.ruth.subject in (pair.subject_id, pair.other_id)
    ]
    with acting_as(two.walks.curator.actor()) as actor:
        pair = judge(actor=actor, pair=mine[-1], verdict="same")
    with acting_as(two.second.actor()) as actor:
        put_together(actor=actor, pair=pair)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("chain", [False, True])
def test_erased_also_where_a_third_record_looks_alike_or_came_before(
    two: Two, world: World, chain: bool
) -> None:
    three_alike(two, world, chain=chain)
    assert erase_person(actor=System(Purpose.ERASE), person_id=world.ruth.person.pk)
    with acting_as(two.walks.curator.actor()) as actor:
        left = Subject.objects.visible_to(actor).values_list("number", flat=True)
        assert list(left) == ([] if chain else ["2"])
        assert not Alike.objects.visible_to(actor).exists()
        assert not Joined.objects.visible_to(actor).exists()


def test_the_start_page_counts_the_pairs_the_list_shows(two: Two, world: World) -> None:
    three_alike(two, world, chain=False)
    with acting_as(two.walks.curator.actor()) as actor:
        listed = pairs(actor=actor, registry=two.walks.registry)
        assert [one.sub for one in work(actor)] == ["1 pair of records looks alike."]
        assert len(listed) == 1


def test_looked_at_again_after_it_was_taken_apart_she_can_still_save(
    two: Two, world: World
) -> None:
    with_double(two, world)
    done = two.together()
    with acting_as(two.second.actor()) as actor:
        take_apart(actor=actor, joined=done)
        pair = Alike.objects.visible_to(actor).get()
        judge(actor=actor, pair=pair, verdict="open")
    known_as(world, "Ruth Maier", "1950-03-01")
    assert [one.pk for one in two.waiting()] == [pair.pk]
    known_as(world, "Carla Stein", "1950-03-01")
    assert two.waiting() == []
    with acting_as(two.walks.curator.actor()) as actor:
        assert compare_again(actor=actor, dataset=two.walks.dataset) == 0
        assert Joined.objects.visible_to(actor).get().pair_id == pair.pk


def test_an_attempt_at_a_name_leaves_a_trace_and_a_true_name_is_found_again(
    two: Two, world: World
) -> None:
    """A name typed to see whether its owner takes part cannot be taken back unseen."""
    with_double(two, world)
    [pair] = two.waiting()
    known_as(world, "Carla Stein", "1950-03-01")
    with acting_as(two.second.actor()) as actor:
        kept = Alike.objects.visible_to(actor).get()
        assert (kept.pk, kept.state, kept.judged_by) == (pair.pk, "different", None)
    known_as(world, "Ruth Meier", "1950-03-01")
    assert [one.pk for one in two.waiting()] == [pair.pk]


def test_nor_by_asking_for_other_things(two: Two, world: World) -> None:
    """A pair with somebody who takes part outlives the questions it was found by."""
    with_double(two, world)
    [pair] = two.waiting()
    asked: dict[str, Any] = {"dataset": two.walks.dataset, "form": "person", "born": ""}
    with acting_as(two.walks.curator.actor()) as actor:
        say_who_asks(actor=actor, names=[], **asked)
        kept = Alike.objects.visible_to(actor).get()
        assert (kept.pk, kept.state, kept.judged_by) == (pair.pk, "different", None)
    two.compare()
    with acting_as(two.walks.curator.actor()) as actor:
        compare_again(actor=actor, dataset=two.walks.dataset)
    assert [one.pk for one in two.waiting()] == [pair.pk]


def test_who_has_left_is_found_by_no_name(two: Two, world: World) -> None:
    with_double(two, world)
    with acting_as(world.ruth.actor()) as actor:
        mine = Participation.objects.visible_to(actor).get()
        leave_registry(actor=actor, taking_part=mine, language="en")
    assert two.walks.bring(PERSON, "18,Ruth Meier,1950-03-01,1,0,2").usable
    with acting_as(two.second.actor()) as actor, connection.cursor() as cursor:
        hers = [world.ruth.subject]
        seen = Alike.objects.visible_to(actor)
        assert not seen.filter(Q(subject_id__in=hers) | Q(other_id__in=hers)).exists()
        cursor.execute(
            "select count(*) from registry_alike where %s in (subject_id, other_id)", hers
        )
        assert cursor.fetchone() == (0,)
    join(two.walks, world.ruth, YES)
    found = [one for one in two.waiting() if world.ruth.subject in (one.subject_id, one.other_id)]
    assert len(found) == 2


def test_the_pages_lead_from_a_pair_to_her_decision(two: Two, world: World, sign_in: Any) -> None:
    with_double(two, world)
    first, second, ruth = (sign_in(who) for who in (two.walks.curator, two.second, world.ruth))
    assert "1 pair of records looks alike." in first.get("/start", follow=True).content.decode()
    listed = first.get("/registry/walks/doubles").content.decode()
    assert "record 17" in listed and "Ruth" not in listed
    [pair] = two.waiting()
    here = f"/registry/doubles/{pair.ref}"
    shown = first.get(here).content.decode()
    assert "The person joined herself" in shown and "Mayr" not in shown
    assert "Mayr" in first.get(f"{here}?names=1").content.decode()
    with acting_as(world.ruth.actor()) as actor:
        looks = Read.objects.visible_to(actor).values_list("what", flat=True)
        assert {"registry.doubles", "registry.double", "registry.double_names"} <= set(looks)
    assert first.post(here, {}).status_code == 422
    assert first.post(here, {"verdict": "same"}).status_code == 302
    assert "You said that this is one person." in first.get(here).content.decode()
    done = second.post(here, {"confirm": "1"}, follow=True).content.decode()
    assert "The two records are one from now on." in done
    assert "The person: not decided yet." in done
    assert Outbox.objects.filter(kind="registry.found").exists()
    with acting_as(world.ruth.actor()) as actor:
        mine = found_for_me(actor=actor).get()
    page = f"/registries/found/{mine.ref}"
    assert "its 1 entry came into your record" in ruth.get(page).content.decode()
    assert ruth.post(page, {}).status_code == 422
    assert ruth.post(page, {"said": "use"}).status_code == 302
    apart = f"/registry/put-together/{mine.ref}/apart"
    assert "Take these records apart?" in second.get(apart).content.decode()
    assert "are apart again" in second.post(apart, follow=True).content.decode()
    assert ruth.get(page).status_code == 404
