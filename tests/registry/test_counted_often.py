"""Typed columns for questions that are counted often: the same people as the answers themselves."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from po_platform.access.actor import Hat, acting_as
from questionnaires.definition import DATES as DATE_TYPES
from questionnaires.definition import Definition, Item, Option
from registry.actions.counted_often import TooMany, could_be_counted, say_counted_often
from registry.actions.counting import subjects_of
from registry.cohort import NEVER, ONLY, Criterion
from registry.cohort_sql import people
from registry.consent import purpose_of
from registry.layout import Layout, has_boxes
from registry.models import Entry, Form
from registry.queries.datasets import layout_of, version_in_use
from tests.personas import World, make_persona
from tests.registry.joining import join, open_to_members
from tests.registry.world import HEADER, Walks, give_right

pytestmark = pytest.mark.django_db
RECORD = Item("record_id", type="string")  # the first question of a dataset is its number
YES = {"reuse": {"past": "yes", "future": "yes"}}
# sex, pregnant, minutes, metres, pace of each; empty is no answer.
GIVEN = [
    ("1", "", "10", "50", "5"), ("0", "1", "20", ".5", ""), ("0", "0", "", "50.5", "0"),
    ("", "", "21", "", "-3"), ("1", "", "0", "0.1", "12"), ("0", "", "100", "1000", "7"),
]  # fmt: skip
# When born, and with whom: three boxes, of codes 1, 2 and -9.
BESIDE = [
    ("1950-03-01", "1,0,0"), ("1949", "0,1,0"), ("1950-03-02", "1,1,0"),
    ("", ",,"), ("2001-12-31", "0,0,1"), ("1950", "0,0,0"),
]  # fmt: skip
DAYS = ("1948", "1949", "1950", "1950-03", "1950-03-01", "1950-03-02", "2001-12", "2002")


@pytest.fixture
def walks(world: World) -> Walks:
    """Six people who joined, with answers of every shape."""
    walks = open_to_members(world)
    lines = []
    for number, (sex, pregnant, minutes, metres, pace) in enumerate(GIVEN):
        record = join(walks, make_persona(f"P{number} N."), YES).record
        born, whom = BESIDE[number]
        lines.append(
            f"{record.number},,{born},{sex},{pregnant},2,{minutes},{whom},{metres},{pace},,2"
        )
    report = walks.bring(HEADER, *lines)
    assert report.usable, report.errors
    return walks


def layout(walks: Walks) -> Layout:
    version = version_in_use(walks.dataset)
    assert version is not None
    return layout_of(walks.dataset, version)


def choose(walks: Walks, *names: str) -> None:
    """These questions are counted often."""
    with acting_as(walks.curator.actor()) as actor:
        chosen = {(f, i.link_id) for f, i in could_be_counted(layout(walks)) if i.link_id in names}
        assert {name for _form, name in chosen} == set(names)
        say_counted_often(actor=actor, dataset=walks.dataset, layout=layout(walks), chosen=chosen)


def every_question(walks: Walks) -> list[Criterion]:
    """Each condition there is about these answers, with bounds around what was given."""
    found = []
    for form, item in could_be_counted(layout(walks)):
        name = item.link_id
        found.append(Criterion(form, name, "answered"))
        if item.type in ("integer", "decimal"):
            for bound in (
                "0",
                "0.1",
                "0.5",
                "10",
                "20",
                "20.5",
                "50",
                "1000",
                "-3",
                "0.1000000000000000055",
            ):
                found += [Criterion(form, name, op, (bound,)) for op in ("least", "most")]
        elif item.type in DATE_TYPES:
            found += [Criterion(form, name, op, (day,)) for op in ("from", "until") for day in DAYS]
        else:
            codes = [one.code for one in item.options] or ["1", "0"]
            for op in ("any", "none") if has_boxes(item) else ("any", "none", ONLY):
                found += [Criterion(form, name, op, (code,)) for code in codes]
                found.append(Criterion(form, name, op, tuple(codes)))
    nobody = [replace(one, op=NEVER + one.op) for one in found if one.op not in ("none", ONLY)]
    return found + nobody


def answered(walks: Walks) -> dict[Criterion, set[Any]]:
    """Whom each condition gives now."""
    use = purpose_of(walks.registry.pk, "reuse")
    with acting_as(walks.curator.actor()):
        return {
            one: subjects_of(walks.dataset, layout(walks), (one,), use)
            for one in every_question(walks)
        }


def names_that_could(walks: Walks) -> list[str]:
    return [item.link_id for _form, item in could_be_counted(layout(walks))]


def test_typed_columns_give_the_same_people_as_the_answers(walks: Walks) -> None:
    assert {"born", "with_whom", "sex", "minutes"} <= {*names_that_could(walks)}
    slow = answered(walks)
    assert len({frozenset(one) for one in slow.values()}) > 12
    choose(walks, *names_that_could(walks))
    assert {name for row in Form.objects.all() for name in row.counted.values()} == set(
        names_that_could(walks)
    )
    assert answered(walks) == slow
    choose(walks)
    assert answered(walks) == slow
    with connection.cursor() as cursor, acting_as(walks.curator.actor()):
        cursor.execute(
            "select count(*) from registry_entry"
            " where coalesce(t1, t2) is not null or coalesce(l1, l2) is not null"
        )
        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize("op", ["any", "none", ONLY])
def test_a_question_that_got_boxes_later_is_read_from_its_answers(op: str) -> None:
    boxes = Item("with_whom", type="choice", repeats=True, options=(Option("1"), Option("2")))
    layout = Layout(Definition((Item("form:visit", type="group", items=(RECORD, boxes)),)))
    condition = Criterion("visit", "with_whom", op, ("1",))
    typed = {("visit", "with_whom"): "t1"}
    forms = {"visit": 1}
    assert people(layout, forms, (condition,), typed) == people(layout, forms, (condition,))


@pytest.mark.parametrize("op", ["any", "none"])
def test_boxes_are_read_from_their_column_and_dates_from_theirs(op: str) -> None:
    boxes = Item("with_whom", type="choice", repeats=True, options=(Option("1"), Option("2")))
    day = Item("born", type="date")
    layout = Layout(Definition((Item("form:visit", type="group", items=(RECORD, boxes, day)),)))
    typed = {("visit", "with_whom"): "l1", ("visit", "born"): "t1"}
    whom = people(layout, {"visit": 1}, (Criterion("visit", "with_whom", op, ("1",)),), typed)
    assert "l1 &&" in whom.sql and "answers" not in whom.sql
    when = people(layout, {"visit": 1}, (Criterion("visit", "born", "from", ("1950",)),), typed)
    assert "left(t1, %s) >= left(%s, length(t1))" in when.sql and "answers" not in when.sql


def test_a_question_that_lost_its_boxes_is_read_from_its_answers() -> None:
    one = Item("with_whom", type="choice", options=(Option("1"), Option("2")))
    layout = Layout(Definition((Item("form:visit", type="group", items=(RECORD, one)),)))
    condition = Criterion("visit", "with_whom", "any", ("1",))
    typed = {("visit", "with_whom"): "l1"}
    assert people(layout, {"visit": 1}, (condition,), typed) == people(
        layout, {"visit": 1}, (condition,)
    )


@pytest.mark.parametrize("kept", ["1", "1\n2", " 2 ", "2\r\nwith Ida", "", ["1", "2"], [], [1], 1, True, None])  # fmt: skip
def test_an_answer_from_another_type_gives_the_same_people_on_both_ways(
    walks: Walks, kept: Any
) -> None:
    with acting_as(walks.curator.actor()) as actor:
        row = Entry.objects.visible_to(actor).get(answers__with_whom=["1", "2"])
        row.answers = {**row.answers, "with_whom": kept}
        row.save()
    use = purpose_of(walks.registry.pk, "reuse")
    asked = [
        Criterion("visit", "with_whom", op, codes)
        for op in ("any", "none")
        for codes in (("1",), ("2",), ("-9",), ("1", "2"))
    ]

    def told() -> list[bool]:
        with acting_as(walks.curator.actor()):
            return [
                row.subject_id in subjects_of(walks.dataset, layout(walks), (one,), use)
                for one in asked
            ]

    slow = told()
    choose(walks, "with_whom")
    assert told() == slow
    ticked = {"1": isinstance(kept, list | str) and "1" in kept, "2": isinstance(kept, list | str) and "2" in kept}  # fmt: skip
    assert slow[:2] == [ticked["1"], ticked["2"]]


def test_a_code_no_list_keeps_is_read_from_the_answers() -> None:
    boxes = Item("with_whom", type="choice", repeats=True, options=(Option("a b"), Option("2")))
    layout = Layout(Definition((Item("form:visit", type="group", items=(RECORD, boxes)),)))
    condition = Criterion("visit", "with_whom", "any", ("a b",))
    typed = {("visit", "with_whom"): "l1"}
    assert people(layout, {"visit": 1}, (condition,), typed) == people(
        layout, {"visit": 1}, (condition,)
    )


def test_what_is_ticked_later_stands_in_the_column(walks: Walks) -> None:
    choose(walks, "with_whom", "born")
    with acting_as(walks.curator.actor()) as actor:
        row = Entry.objects.visible_to(actor).get(answers__with_whom=["1", "2"])
        assert row.l1 == ["1", "2"]
        row.answers = {**row.answers, "with_whom": ["-9"]}
        row.save()
        assert Entry.objects.visible_to(actor).get(pk=row.pk).l1 == ["-9"]
        born = Entry.objects.visible_to(actor).get(answers__born="1949")
        assert born.t1 == "1949"


def test_a_changed_answer_changes_its_column_and_leaves_no_trace_in_the_history(
    walks: Walks,
) -> None:
    with acting_as(walks.curator.actor()) as actor:
        states = Entry.pgh_event_model.objects.count()  # type: ignore[attr-defined]
        choose(walks, "sex")
    with acting_as(walks.curator.actor()) as actor:
        assert Entry.pgh_event_model.objects.count() == states  # type: ignore[attr-defined]
        row = Entry.objects.visible_to(actor).filter(answers__sex="1").first()
        assert row is not None and row.t1 == "1"
        row.answers = {**row.answers, "sex": "0"}
        row.save()
        assert Entry.objects.visible_to(actor).get(pk=row.pk).t1 == "0"


def test_only_who_looks_after_the_registry_says_it_also_in_the_vault(
    walks: Walks, world: World
) -> None:
    other = make_persona("Olga Curator", role=Hat.CURATOR)
    give_right(walks, other, enters=True)
    form = walks.dataset.forms.get(name="person")
    with acting_as(other.actor()) as actor:
        with pytest.raises(PermissionDenied):
            say_counted_often(
                actor=actor, dataset=walks.dataset, layout=layout(walks), chosen=set()
            )
        with (
            pytest.raises(ProgrammingError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute("select count_often(%s, '{}')", [form.pk])


def test_the_page_takes_what_is_ticked_and_no_more_than_there_is_room_for(
    walks: Walks, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    curator = sign_in(walks.curator)
    here = "/registry/datasets/walk/counted-often"
    assert curator.post(here, {"questions": ["person|sex"]}).status_code == 302
    assert walks.dataset.forms.get(name="person").counted == {"t1": "sex"}
    assert "checked" in curator.get(here).content.decode()
    assert curator.post(here, {"questions": ["person|name"]}).status_code == 422
    monkeypatch.setattr("registry.actions.counted_often.CODES", ("t1",))
    full = curator.post(here, {"questions": ["person|sex", "person|pregnant"]})
    assert full.status_code == 422 and "Choose of the form" in full.content.decode()
    assert walks.dataset.forms.get(name="person").counted == {"t1": "sex"}
    assert TooMany("person").form == "person"
