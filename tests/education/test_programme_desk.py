"""Programmes are written part by part, and come out when somebody else has read what changed."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from education.actions.programme_writing import take_in_programme
from education.models import Programme, ProgrammeVersion
from education.programme_shape import (
    Module,
    Step,
    as_json,
    faults,
    read_modules,
    rule_parts,
    shown_when,
    steps_of,
)
from education.shipped_programme import shipped_programmes
from education.way import Known, way_of
from po_platform.access.actor import acting_as
from tests.education.programme_path import shipped
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
    assert editor.post(f"{desk}/publish", {"number": "1"}).status_code == 403
    assert "Make one." in text(reviewer.get(f"{desk}/publish"))
    reviewer.post(f"{desk}/publish", {"number": "1"})
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
    editor.post(f"{desk}/steps/nights/move", {"do": "away"})
    answer = sign_in(world.reviewer).post(f"{desk}/publish", {"number": "1"})
    assert answer.status_code == 403
    assert ProgrammeVersion.objects.filter(programme=programme, state="published").count() == 1


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


def test_what_is_shipped_is_complete_and_the_same_in_both_languages() -> None:
    english, german = shipped_programmes()
    shapes = []
    for value in (english, german):
        modules = read_modules(value["modules"])
        assert faults(modules, lead=value["lead"], not_for=value["not_for"]) == []
        assert read_modules(json.loads(json.dumps(as_json(modules)))) == modules
        shapes.append([(step.id, step.kind, step.show_if) for step in steps_of(modules)])
    assert shapes[0] == shapes[1]
    assert german["translation_of"] == english["slug"]


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
