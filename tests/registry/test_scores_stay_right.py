"""Forms scores answer: at no visit, never waiting to be filled in, and no number she does not see."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from po_platform.access.actor import acting_as
from proms.actions.instruments import choose_drawn
from proms.models import Instrument, Response
from proms.queries.instruments import newest_version
from proms.shipped import shipped_specs
from questionnaires.queries import form_of
from questionnaires.redcap.exporting import dictionary_csv
from registry.actions.datasets import take_in_dictionary
from registry.models import Entry, Event, Form, FormAtEvent, Subject
from registry.queries.datasets import version_in_use
from registry.queries.records import WorkList, records
from tests.personas import World
from tests.proms.path import (
    WEEKLY,
    on_her_list,
    put_in,
    put_weekly_in_use,
    send,
    some_answers,
    text_of,
    use,
)
from tests.proms.wordless import complete, form_for, highest
from tests.questionnaires.dictionaries import field
from tests.registry.joining import join, open_to_members
from tests.registry.scores import FORM, PAIN, corrected, held, offered, use_draft, with_scores
from tests.registry.test_windows import days_pass
from tests.registry.world import Walks
from tests.registry.written_rows import PLAIN, names

pytestmark = pytest.mark.django_db
DATA = "/registries/walks/data"
HERE = f"{DATA}/from-questionnaires"
QUESTIONS = "/registry/datasets/walk/questions"
PAINS = "@READONLY @FROM-SCORE='weekly-check-in:pain'"
ROWS = "record_id,redcap_repeat_instrument,redcap_repeat_instance"


@pytest.fixture
def plain(world: World) -> Walks:
    """Ruth takes part and has answered twice: 4, then 7. No form takes scores yet."""
    weekly = put_weekly_in_use(world)
    found = open_to_members(world)
    join(found, world.ruth)
    for pain in (4, 7):
        send(world.ruth, on_her_list(world.ruth, weekly), some_answers(pain))
    return found


@pytest.fixture
def walks(plain: Walks) -> Walks:
    """The same, with a form for the scores."""
    return with_scores(plain)


def in_use_with(walks: Walks, *more: dict[str, str]) -> None:
    """The dictionary as it is in use, with these rows in it or in the place of those called so."""
    version = version_in_use(walks.dataset)
    assert version is not None
    new = {one["field_name"] for one in more}
    kept = [one for one in version.metadata["redcap"] if one["field_name"] not in new]
    raw = dictionary_csv([*kept, *more]).encode()
    with acting_as(walks.curator.actor()) as actor:
        taken = take_in_dictionary(
            actor=actor, raw=raw, registry=walks.registry, title="Walk", dataset=walks.dataset
        )
    assert taken.version is not None, taken.to_json()
    use_draft(walks.dataset, walks.curator)


def due(world: World) -> list[str]:
    """Forms that wait for Ruth, by what the mails and her start page go by."""
    with acting_as(world.ruth.actor()), connection.cursor() as cursor:
        cursor.execute("select form from my_due_forms()")
        waiting = [row[0] for row in cursor.fetchall()]
    return sorted(Form.objects.filter(pk__in=waiting).values_list("name", flat=True))


def take(client: Any, walks: Walks, world: World) -> None:
    client.post(HERE, {"chosen": [one.key for one in offered(walks, world.ruth)]})


def has(walks: Walks, form: Form) -> list[Subject]:
    """Who is on the list of those who have this form, for who keeps the registry."""
    with acting_as(walks.curator.actor()) as actor:
        return records(actor=actor, dataset=walks.dataset, work=WorkList(has=form.pk))


# ---------- At no visit ----------


def test_a_form_at_a_visit_leaves_it_when_scores_answer_it_and_nobody_is_told_it_waits(
    plain: Walks, world: World
) -> None:
    asked = field("hurts", form="week", validation="number", field_label="Pain")
    in_use_with(plain, asked)
    visit = Event.objects.create(
        dataset=plain.dataset, name="later_arm_1", title="Later", position=0,
        from_day=30, until_day=60,
    )  # fmt: skip
    for name in ("week", "person"):
        FormAtEvent.objects.create(event=visit, form=plain.dataset.forms.get(name=name))
    plain.dataset.forms.filter(name="week").update(members_fill=True)
    days_pass(world, 31)
    assert due(world) == ["person", "week"], "as long as she is asked herself"
    in_use_with(plain, {**asked, "annotation": PAINS})
    assert plain.dataset.forms.get(name="week").scores_of == WEEKLY
    assert due(world) == ["person"]
    assert [one.answers["hurts"] for one in offered(plain, world.ruth)] == [7, 4]
    assert list(visit.forms.values_list("name", flat=True)) == ["person"], "others stay"


def test_a_file_with_its_columns_at_a_visit_puts_it_at_none(walks: Walks, world: World) -> None:
    report = walks.bring(
        f"record_id,redcap_event_name,sex,{PAIN}", "77,later_arm_1,0,3", new_visits=True
    )
    assert report.usable, report.to_json()
    (visit,) = walks.dataset.events.all()
    assert list(visit.forms.values_list("name", flat=True)) == ["person"]
    assert len(offered(walks, world.ruth)) == 2
    with acting_as(walks.curator.actor()) as actor:
        entry = Entry.objects.visible_to(actor).get(form__name=FORM)
    assert entry.answers == {PAIN: 3} and entry.event == visit, "what it says is there"


# ---------- What she sees herself, and what she reads before she ticks ----------


def test_a_scale_that_stands_aside_is_given_only_where_it_is_drawn(world: World) -> None:
    spec = shipped_specs()["eq-5d-5l"]
    eq5d: Instrument = use(world, put_in(world, form_for(spec), spec.id))
    walks = open_to_members(world)
    join(walks, world.ruth)
    digits, seen = "@READONLY @FROM-SCORE='eq-5d-5l:profile'", "@FROM-SCORE='eq-5d-5l:vas'"
    in_use_with(
        walks,
        field("digits", form="eq", validation="number", annotation=digits),
        field("seen", form="eq", validation="number", annotation=f"@READONLY {seen}"),
    )
    definition = form_of(newest_version(eq5d), "en").definition
    send(world.ruth, on_her_list(world.ruth, eq5d), complete(definition, spec, highest))
    (offer,) = offered(walks, world.ruth)
    assert set(offer.answers) == {"seen"} and set(offer.result.scores) == {"vas"}
    with acting_as(world.curator.actor()) as actor:
        choose_drawn(actor=actor, instrument=eq5d, scales=["profile"])
    (offer,) = offered(walks, world.ruth)
    assert set(offer.answers) == {"seen", "digits"}


def test_the_pages_say_that_a_number_can_be_an_answer_and_that_what_stands_here_stays(
    walks: Walks, world: World, sign_in: Any
) -> None:
    ruth = sign_in(world.ruth)
    page = text_of(ruth.get(HERE))
    assert "A number can be an answer itself, such as pain from 0 to 10." in page
    assert "Other answers and your own words stay where they are." in page
    assert "take answers back or keep them to yourself later, what stands in this" in page
    assert "Single answers" not in page
    newest = offered(walks, world.ruth)[0]
    ruth.post(HERE, {"chosen": [newest.key]})
    ruth.post(f"/my-answers/{newest.result.ref}/keep", {"kept": "yes"})
    assert [one.answers[PAIN] for one in held(walks, world.ruth)] == [7], "as the page said"
    written = text_of(sign_in(walks.curator).get(f"{QUESTIONS}/scores-form"))
    assert "no other answers" in written and "no single answers" not in written


def test_those_who_keep_it_take_a_single_result_out_by_a_file(
    walks: Walks, world: World, sign_in: Any
) -> None:
    take(sign_in(world.ruth), walks, world)
    first, _second = held(walks, world.ruth)
    line = f"{first.record.number},{FORM},{first.instance},"
    assert walks.bring(f"{ROWS},{PAIN}", line, blank_erases=True).usable
    assert [one.answers.get(PAIN) for one in held(walks, world.ruth)] == [None, 7]


# ---------- Neither unfinished nor looked through ----------


@pytest.mark.parametrize("said", ["0", "2"])
def test_brought_up_to_date_it_is_neither_unfinished_nor_looked_through(
    said: str, walks: Walks, world: World, sign_in: Any
) -> None:
    ruth = sign_in(world.ruth)
    take(ruth, walks, world)
    newest = held(walks, world.ruth)[-1]
    line = f"{newest.record.number},{FORM},{newest.instance},{said}"
    assert walks.bring(f"{ROWS},{FORM}_complete", line).usable
    assert held(walks, world.ruth)[-1].status == int(said)
    with acting_as(world.ruth.actor()) as actor:
        sent = Response.objects.visible_to(actor).order_by("-pk")[0]
    corrected(world.ruth, sent, 2)
    take(ruth, walks, world)
    entry = held(walks, world.ruth)[-1]
    assert (entry.answers[PAIN], entry.status) == (2, Entry.Status.UNVERIFIED)
    days_pass(world, 15)
    assert due(world) == []


def test_what_was_begun_before_scores_answered_the_form_leads_nowhere(
    walks: Walks, world: World, sign_in: Any
) -> None:
    ruth = sign_in(world.ruth)
    take(ruth, walks, world)
    with acting_as(world.ruth.actor()) as actor:
        Entry.objects.visible_to(actor).update(status=Entry.Status.INCOMPLETE)
    assert "Not finished yet" not in text_of(ruth.get(DATA))
    form, record = walks.dataset.forms.get(name=FORM), held(walks, world.ruth)[0].record
    assert has(walks, form) == [record], "it counts as filled in"
    walks.dataset.forms.filter(pk=form.pk).update(scores_of="")
    assert "Not finished yet" in text_of(ruth.get(DATA)), "any other form does"
    assert has(walks, form) == []


# ---------- A form that is one no more ----------


def test_a_question_added_on_pages_is_refused_and_the_draft_stays(
    walks: Walks, world: World, sign_in: Any
) -> None:
    curator, before = sign_in(walks.curator), names()
    told = "A question of your own belongs into another form."
    for step in ("new-question", "take-over"):
        there = f"{QUESTIONS}/{FORM}/{step}"
        assert told in text_of(curator.get(there, follow=True)), step
        done = curator.post(there, {**PLAIN, "label": "And otherwise?"}, follow=True)
        assert told in text_of(done), step
    assert names() == before
    other = curator.get(f"{QUESTIONS}/person/new-question")
    assert other.status_code == 200, "every other form takes one"


def test_a_form_scores_answer_no_more_opens_to_nobody_by_itself(
    walks: Walks, world: World, sign_in: Any
) -> None:
    assert walks.dataset.forms.get(name=FORM).members_fill
    in_use_with(walks, field("otherwise", form=FORM))
    form = walks.dataset.forms.get(name=FORM)
    assert (form.scores_of, form.members_fill) == ("", False)
    assert offered(walks, world.ruth) == []
    page = text_of(sign_in(world.ruth).get(DATA))
    assert "How was your week?" not in page and "From your questionnaires" not in page
    assert walks.dataset.forms.get(name="person").members_fill, "others stay as somebody said"


# ---------- Many at once ----------


def test_more_ticks_than_one_press_can_write_are_refused_and_kept(
    walks: Walks, world: World, sign_in: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr("registry.forms.from_scores.AT_ONCE", 2)
    send(
        world.ruth,
        on_her_list(world.ruth, Instrument.objects.get(slug=WEEKLY)),
        some_answers(1),
    )
    ruth, keys = sign_in(world.ruth), [one.key for one in offered(walks, world.ruth)]
    assert len(keys) == 3
    page = ruth.post(HERE, {"chosen": keys})
    assert page.status_code == 422
    assert "Tick at most 2 lines at once; the others wait here." in text_of(page)
    assert page.content.decode().count("checked") == 3, "what she ticked is still ticked"
    assert held(walks, world.ruth) == []
    ruth.post(HERE, {"chosen": keys[:2]})
    assert len(held(walks, world.ruth)) == 2 and len(offered(walks, world.ruth)) == 1
    assert {one.occurred_on for one in held(walks, world.ruth)} == {
        timezone.localdate().isoformat()
    }


def test_one_press_takes_over_all_that_the_page_offered_and_nothing_newer(
    walks: Walks, world: World, sign_in: Any
) -> None:
    ruth = sign_in(world.ruth)
    page = ruth.get(HERE).content.decode()
    shown = re.findall(r'name="newest" value="([^"]+)"', page)
    assert len(shown) == 2 and "Take over all 2" in page
    send(
        world.ruth,
        on_her_list(world.ruth, Instrument.objects.get(slug=WEEKLY)),
        some_answers(1),
    )
    ruth.post(HERE, {"newest": shown, "all": "yes"})
    assert len(held(walks, world.ruth)) == 2
    (newer,) = offered(walks, world.ruth)
    assert newer.key not in shown


def test_where_there_are_more_than_one_press_can_write_the_newest_go_first(
    walks: Walks, world: World, sign_in: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr("registry.forms.from_scores.AT_ONCE", 1)
    first, second = (one.key for one in offered(walks, world.ruth))
    page = sign_in(world.ruth).get(HERE).content.decode()
    assert (
        re.findall(r'name="newest" value="([^"]+)"', page) == []
    )  # of one there is nothing to spare
    monkeypatch.setattr("registry.forms.from_scores.AT_ONCE", 2)
    send(
        world.ruth,
        on_her_list(world.ruth, Instrument.objects.get(slug=WEEKLY)),
        some_answers(1),
    )
    page = sign_in(world.ruth).get(HERE).content.decode()
    shown = re.findall(r'name="newest" value="([^"]+)"', page)
    assert len(shown) == 2 and first in shown and second not in shown
    assert "Take over the newest 2" in page
