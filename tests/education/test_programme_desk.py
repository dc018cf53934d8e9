"""Programmes are written part by part, and come out when somebody else has read what changed."""

from __future__ import annotations

import json
import re
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from education.actions.programme_writing import take_in_programme
from education.models import Programme, ProgrammeVersion, StepState
from education.programme_shape import (
    Module,
    Step,
    as_json,
    faults,
    hints,
    read_modules,
    rule_parts,
    shown_when,
    step_in,
    steps_of,
    with_step,
)
from education.shipped_programme import FOLDER, LESSONS, shipped_programmes
from education.way import Known, way_of
from members.queries.own import own_rows
from po_platform.access.actor import acting_as
from po_platform.demo.programmes import seed_lessons
from questionnaires.expressions import AllOf, Answered
from tests.education.path import declared, next_check
from tests.education.programme_path import begun, shipped
from tests.personas import World


def text(answer: Any) -> str:
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


# ---------- Written and published ----------


@pytest.mark.django_db
def test_a_programme_is_written_one_thing_at_a_time_and_published_by_a_reviewer(
    world: World, sign_in: Any
) -> None:
    shipped(world)  # brings a questionnaire into use
    editor, reviewer = sign_in(world.editor), sign_in(world.reviewer)
    made = editor.post("/write/programmes/new", {"title": "Better nights", "language": "en"})
    desk = made["location"]
    assert "Still missing" in text(editor.get(desk))
    editor.post(f"{desk}/top", {"title": "Better nights", "lead": "Sleep.", "not_for": "Ill.",
                                "good_for": "Awake.", "guided": "on"})  # fmt: skip
    part = Programme.objects.get(slug="better-nights").versions.get().modules[0]["id"]
    for kind, values in (
        ("questionnaire", {"questionnaire": "where-strength-goes"}),
        ("read", {"text": "Rest.", "ask": "When?", "examples": "At noon."}),
        ("plan", {"text": "Make one."}),
    ):
        page = editor.post(f"{desk}/parts/{part}/steps", {"kind": kind, "title": f"A {kind}"})
        step = page["location"]
        answer = editor.post(step, {"title": f"A {kind}", "minutes": "5", **values})
        assert answer.status_code == 302
    modules = Programme.objects.get(slug="better-nights").versions.get().modules
    asked, read, plan = modules[0]["steps"]
    when = f"{desk}/steps/{read['id']}/when"
    assert "Bad nights" in text(editor.get(when))
    editor.post(when, {"only_if": f"{asked['id']}.takes|nights"})
    assert "(not for everybody)" in text(editor.get(desk))
    editor.post(f"{desk}/steps/{plan['id']}/move", {"do": "up"})
    assert "Whoever wrote" not in text(editor.get(f"{desk}/publish"))
    assert "A medical reviewer publishes" in text(editor.get(f"{desk}/publish"))
    assert editor.post(f"{desk}/publish", draft_mark(desk)).status_code == 403
    assert "Make one." in text(reviewer.get(f"{desk}/publish"))
    reviewer.post(f"{desk}/publish", draft_mark(desk))
    programme = Programme.objects.get(slug="better-nights")
    assert programme.live is not None
    titles = [step.title for step in steps_of(read_modules(programme.live.modules))]
    assert titles == ["A questionnaire", "A plan", "A read"]
    assert programme.live.modules[0]["steps"][0]["version"]


@pytest.mark.django_db
def test_a_version_that_changed_since_it_was_read_is_not_published(
    world: World, sign_in: Any
) -> None:
    programme = shipped(world)
    editor, desk = sign_in(world.editor), f"/write/programmes/{programme.ref}"
    editor.post(f"{desk}/draft")
    reviewer = sign_in(world.reviewer)
    read = {"mark": mark_in(text(reviewer.get(f"{desk}/publish"))), **next_check()}
    editor.post(f"{desk}/steps/nights/move", {"do": "away"})
    answer = reviewer.post(f"{desk}/publish", read)
    assert answer.status_code == 403
    page = answer.content.decode()
    assert "The text changed since you opened it. Read it again." in page
    assert reviewer.post(f"{desk}/publish", {}).status_code == 422
    out = ProgrammeVersion.objects.filter(programme=programme, state="published")
    assert out.count() == 1
    # What the refusal shows is what the next press is about.
    assert (
        reviewer.post(f"{desk}/publish", {"mark": mark_in(page), **next_check()}).status_code == 302
    )
    assert out.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("where", "mine", "theirs", "kept"),
    [
        ("top", {"lead": "Mine."}, {"lead": "Theirs."}, "lead"),
        ("steps/nights", {"text": "Mine."}, {"text": "Theirs."}, "text"),
    ],
)
def test_two_editors_on_one_thing_do_not_overwrite_each_other_unseen(
    world: World, sign_in: Any, where: str, mine: dict[str, str], theirs: dict[str, str], kept: str
) -> None:
    programme = shipped(world)
    first, desk = sign_in(world.editor), f"/write/programmes/{programme.ref}"
    first.post(f"{desk}/draft")
    needed = {"title": "Nights", "minutes": "5", "not_for": "Ill."}
    opened = {"mark": mark_in(text(first.get(f"{desk}/{where}"))), **needed}
    assert first.post(f"{desk}/{where}", {**opened, **theirs}).status_code == 302
    late = first.post(f"{desk}/{where}", {**opened, **mine})
    page = late.content.decode()
    assert late.status_code == 422
    assert "Somebody else changed this meanwhile." in page
    assert "Mine." in page
    assert "Theirs." in page.split("What stands there now")[-1]
    again = {**opened, **mine, "mark": mark_in(page)}
    assert first.post(f"{desk}/{where}", again).status_code == 302
    draft = programme.versions.get(state="draft")
    nights = step_in(read_modules(draft.modules), "nights")
    assert nights is not None
    assert (draft.lead if kept == "lead" else nights.text) == "Mine."


@pytest.mark.django_db
def test_a_draft_changes_nothing_of_what_is_live(world: World, sign_in: Any) -> None:
    programme = shipped(world)
    editor, desk = sign_in(world.editor), f"/write/programmes/{programme.ref}"
    editor.post(f"{desk}/draft")
    sent = {"title": "Other", "lead": "Other.", "not_for": "Ill.", "course_needed": "on"}
    assert editor.post(f"{desk}/top", sent).status_code == 302
    programme.refresh_from_db()
    assert (programme.guided, programme.course_needed, programme.example) == (True, False, True)
    reviewer = sign_in(world.reviewer)
    assert "Whoever hands out cards" in text(reviewer.get(f"{desk}/publish"))
    assert reviewer.post(f"{desk}/publish", draft_mark(desk)).status_code == 302
    programme.refresh_from_db()
    # A doctor of this house read it: it is no example any more.
    assert (programme.guided, programme.course_needed, programme.example) == (False, True, False)


@pytest.mark.django_db
def test_a_rule_that_asks_more_than_one_thing_stays_until_another_is_chosen(
    world: World, sign_in: Any
) -> None:
    programme = shipped(world)
    editor, desk = sign_in(world.editor), f"/write/programmes/{programme.ref}"
    editor.post(f"{desk}/draft")
    draft = programme.versions.get(state="draft")
    modules = read_modules(draft.modules)
    nights = step_in(modules, "nights")
    assert nights is not None
    assert nights.show_if is not None
    both = AllOf((nights.show_if, Answered("what-it-is")))
    draft.modules = as_json(with_step(modules, replace(nights, show_if=both)))
    draft.save()
    when = f"{desk}/steps/nights/when"
    page = text(editor.get(when))
    assert "Leave it as it is: a rule from a file" in page
    assert 'value="keep" selected' in page
    assert "a rule from a file" in text(editor.get(f"{desk}/walk"))
    for chosen, combined in (("keep", True), ("", False)):
        editor.post(when, {"only_if": chosen})
        found = step_in(read_modules(programme.versions.get(state="draft").modules), "nights")
        assert found is not None
        assert (found.show_if == both) is combined


def mark_in(page: str) -> str:
    """Of the text a page was opened on, as its form carries it."""
    found = re.search(r'name="mark" value="([0-9a-f]{64})"', page)
    assert found is not None
    return found[1]


def draft_mark(desk: str) -> dict[str, str]:
    """What somebody sends who has read the draft just now."""
    ref = desk.rsplit("/", 1)[1]
    mark = ProgrammeVersion.objects.get(programme__ref=ref, state="draft").mark
    return {"mark": mark, **next_check()}


@pytest.mark.django_db
def test_a_draft_is_thrown_away_and_live_stays(world: World, sign_in: Any) -> None:
    programme = shipped(world)
    editor, desk = sign_in(world.editor), f"/write/programmes/{programme.ref}"
    assert editor.post(f"{desk}/top", {"title": "X"}).status_code == 403
    editor.post(f"{desk}/draft")
    editor.post(f"{desk}/parts", {"title": "One more"})
    part = programme.versions.get(state="draft").modules[-1]["id"]
    editor.post(f"{desk}/parts/{part}", {"title": "Another name"})
    assert "Another name" in text(editor.get(desk))
    editor.post(f"{desk}/parts/{part}", {"do": "away"})
    assert "Another name" not in text(editor.get(desk))
    editor.post(f"{desk}/draft", {"do": "drop"})
    assert programme.versions.get().state == "published"


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["ruth", "guide", "nasser", "reviewer"])
def test_nobody_but_editors_writes(world: World, sign_in: Any, who: str) -> None:
    programme = shipped(world)
    browser = sign_in(world.people[who])
    assert (
        browser.post("/write/programmes/new", {"title": "X", "language": "en"}).status_code == 403
    )
    assert browser.post(f"/write/programmes/{programme.ref}/draft").status_code == 403


# ---------- Files ----------


def small() -> dict[str, Any]:
    return {
        "slug": "small", "language": "en", "title": "Small", "lead": "A", "not_for": ["B"],
        "modules": [{"id": "m", "title": "M", "steps": [{"id": "s", "kind": "plan", "title": "S"}]}],
    }  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(
    "harm",
    [
        {"modules": "none"},
        {"modules": [{"id": "m"}]},
        {"modules": [{"id": "m", "title": "M", "steps": [{"id": "m", "kind": "x", "title": "S"}]}]},
        {"modules": [{"id": "m", "title": "M", "html": "<script>"}]},
        {"title": 7},
        {"title": "x" * 401},
        {"lead": "nul \x00"},
        {"not_for": [1]},
    ],
)
def test_a_harmful_file_is_refused_and_nothing_is_written(world: World, harm: Any) -> None:
    with acting_as(world.editor.actor()) as actor, pytest.raises(ValueError, match=r"\w+.*: "):
        take_in_programme(actor=actor, value={**small(), **harm})
    assert not Programme.objects.exists()


@pytest.mark.django_db
def test_the_same_file_again_is_the_same_programme(world: World) -> None:
    for title in ("Small", "Smaller"):
        with acting_as(world.editor.actor()) as actor:
            take_in_programme(actor=actor, value={**small(), "title": title})
    assert Programme.objects.get().versions.get().title == "Smaller"


def any_with_diary(modules: Any) -> bool:
    return any(step.shows_diary for step in steps_of(modules))


@pytest.mark.parametrize("folder", [FOLDER, LESSONS])
def test_what_is_shipped_is_complete_and_the_same_in_both_languages(folder: Path) -> None:
    shapes: dict[str, list[Any]] = {}
    for value in shipped_programmes(folder):
        modules = read_modules(value["modules"])
        assert faults(modules, lead=value["lead"], not_for=value["not_for"]) == []
        assert folder == LESSONS or (hints(modules) == [] and any_with_diary(modules))
        assert read_modules(json.loads(json.dumps(as_json(modules)))) == modules
        told = [(step.id, step.kind, step.show_if, len(step.items)) for step in steps_of(modules)]
        shapes.setdefault(value["translation_of"] or value["slug"], []).append(told)
    assert len(shapes) == (1 if folder == FOLDER else 4)
    for english, german in shapes.values():
        assert english == german


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "Only when you call us yourself"), ("de", "Nur wenn Sie uns selbst anrufen")],
)
def test_the_lesson_about_codes_knows_those_we_ask_for_at_the_telephone(
    language: str, said: str
) -> None:
    lesson = json.loads((LESSONS / f"signing-in.{language}.json").read_text("utf-8"))
    step = step_in(read_modules(lesson["modules"]), "never-tell")
    assert step is not None
    assert said in step.text


def test_a_film_without_captions_does_not_come_out() -> None:
    film = Step(
        "film", "watch", "A film", url="https://films.example.org/a", transcript="What is said.",
        ask="And you?", examples=("So.",),
    )  # fmt: skip
    for captions, said in (("", True), ("nobody looked", True), ("yes", False), ("sound", False)):
        module = Module("m", "M", (replace(film, captions=captions),))
        found = [str(one) for one in faults([module], lead="x", not_for=["y"])]
        assert any("needs captions" in one for one in found) is said
        assert (
            any("make it a step to read with the words of the film" in one for one in found) is said
        )


@pytest.mark.django_db
def test_a_first_step_too_long_to_be_tried_at_a_doctors_is_said_at_the_desk_and_keeps_nothing_back(
    world: World, sign_in: Any
) -> None:
    said = "The first step takes longer than 2 minutes."
    programme = shipped(world)
    editor, desk = sign_in(world.editor), f"/write/programmes/{programme.ref}"
    editor.post(f"{desk}/draft")
    assert said not in editor.get(desk).content.decode()
    draft = programme.versions.get(state="draft")
    draft.modules[0]["steps"][0]["minutes"] = 3
    draft.save()
    page = editor.get(desk).content.decode()
    assert said in page
    assert "See what changed, and publish" in page


@pytest.mark.django_db
def test_lessons_are_practised_and_nothing_of_it_is_kept(world: World, sign_in: Any) -> None:
    declared(world.editor, world.reviewer)
    seed_lessons(world.editor.actor(), world.reviewer.actor())
    assert Programme.objects.filter(example=True).count() == 8
    row = begun(world.ruth, Programme.objects.get(slug="practising-here"))
    ruth, steps = sign_in(world.ruth), f"/programmes/mine/{row.ref}/steps"
    page = text(ruth.get(f"{steps}/try-questions"))
    assert "What do you like to drink in the morning?" in page
    tried = text(ruth.post(f"{steps}/try-questions", {"drink": "tea", "words": "secret words"}))
    assert "This is what you would send" in tried
    assert "secret words" in tried
    assert "secret words" not in text(ruth.get(f"{steps}/try-questions"))
    assert ruth.post(f"{steps}/try-board", {"words": ""}).status_code == 422
    tried = text(ruth.post(f"{steps}/try-board", {"words": "Hello <b>all</b>"}))
    assert "This is how your post would look" in tried
    assert "<p>Hello &lt;b&gt;all&lt;/b&gt;</p>" in tried
    assert "Hello" not in text(ruth.get(f"{steps}/try-board")).split("<form")[-1]
    with acting_as(world.ruth.actor()) as actor:
        kept = own_rows(StepState, actor).filter(enrolment=row).exclude(done_at=None)
        assert [(one.words, one.answers, one.missing) for one in kept] == [("", {}, {})] * 2


def test_advice_without_its_question_and_a_rule_that_looks_ahead_are_faults() -> None:
    value = deepcopy(next(iter(shipped_programmes())))
    steps = value["modules"][1]["steps"]
    steps[0]["ask"] = ""
    modules = read_modules(value["modules"])
    assert any(
        "what does this mean" in str(one) for one in faults(modules, lead="x", not_for=["y"])
    )
    steps[0]["ask"] = "When?"
    steps.insert(0, steps.pop())  # still behind its question
    value["modules"][0]["steps"].insert(0, steps.pop(0))
    modules = read_modules(value["modules"])
    assert any("comes later" in str(one) for one in faults(modules, lead="x", not_for=["y"]))


# ---------- The way, pure ----------

IDS = [f"s{n}" for n in range(6)]


@st.composite
def programmes(draw: Any) -> tuple[Module, ...]:
    """Steps whose rules look at steps before, behind, or at themselves."""
    steps = []
    for name in IDS:
        source = draw(st.sampled_from(["", "situation", *(f"{one}.q" for one in IDS), *IDS]))
        rule = shown_when(source, draw(st.sampled_from(["a", "b"])) if "." in source else "")
        steps.append(Step(name, "reflect", name, show_if=rule))
    return (Module("m", "M", tuple(steps)),)


@given(
    modules=programmes(),
    answers=st.dictionaries(st.sampled_from(IDS), st.sampled_from(["a", "b"])),
    done=st.frozensets(st.sampled_from(IDS)),
)
def test_a_way_is_always_in_order_ends_and_counts_only_what_shows(
    modules: tuple[Module, ...], answers: dict[str, str], done: frozenset[str]
) -> None:
    known = Known({name: {"q": code} for name, code in answers.items()}, {})
    way = way_of(modules, known, done)
    shown = [step.id for step in way.steps]
    assert shown == [name for name in IDS if name in shown]
    assert way.done_count == len(done & set(shown)) <= len(shown)
    assert way_of(modules, known, done) == way
    # Going on always comes to an end, through each step of hers once.
    finished, turns = set(done), 0
    while (following := way_of(modules, known, finished).next_step) is not None:
        assert following.id not in finished
        finished.add(following.id)
        turns += 1
    assert turns <= len(IDS)


@given(source=st.sampled_from(["", "situation", "s1.q"]), code=st.sampled_from(["", "a"]))
def test_a_rule_comes_back_as_it_was_written(source: str, code: str) -> None:
    wanted = (source, code) if source else ("", "")
    assert rule_parts(shown_when(source, code)) == wanted
