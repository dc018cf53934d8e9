"""A curator's program words a check-in by the forms of its pages, from its title to publishing it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from audit.models import Event
from proms.models import CheckIn, Instrument
from tests.personas import World
from tests.proms.api import ask, program
from tests.proms.path import text_of
from tests.proms.test_own_check_ins import written

pytestmark = pytest.mark.django_db
TITLE = {"title": {"en": "Sleep", "de": "Schlaf"}, "about": {"en": "Two questions."}}
NEVER = {"words": {"en": "never", "de": "nie"}, "counts": 0}
OFTEN = {"words": {"en": "often", "de": "oft"}, "counts": 3}


@pytest.fixture
def curator(world: World, sign_in: Any) -> Client:
    client: Client = sign_in(world.curator)
    return client


def begun(client: Client) -> str:
    """The path of a check-in with nothing but its title."""
    made = ask(client, "post", "check-ins", TITLE)
    assert made.status_code == 201, made.content
    return f"check-ins/{made.json()['ref']}"


def asked(client: Client, here: str, kind: str = "choice", **more: Any) -> str:
    """The name of a new question."""
    words = {"en": f"A {kind}?", "de": f"Eine {kind}?"}
    made = ask(client, "post", f"{here}/questions", {"kind": kind, "words": words, **more})
    assert made.status_code == 201, made.content
    name: str = made.json()["name"]
    return name


def test_it_is_worded_counted_tried_and_published(curator: Client) -> None:
    here = begun(curator)
    first, second = asked(curator, here), asked(curator, here, "rating")
    assert ask(curator, "get", here).json()["lacking"]
    assert ask(curator, "get", f"{here}/numbers").status_code == 403
    told = ask(curator, "put", f"{here}/questions/{first}/answers", {"answers": [NEVER, OFTEN]})
    assert told.status_code == 200, told.content
    rating = {"low": 0, "high": 10, "low_words": {"en": "none", "de": "keine"}}
    assert ask(curator, "put", f"{here}/questions/{second}/answers", rating).status_code == 200
    number = {
        "words": {"en": "Trouble", "de": "Mühe"}, "of": [first, second],
        "combine": "sum", "missing": "all", "direction": "higher_worse",
    }  # fmt: skip
    scale = ask(curator, "post", f"{here}/scales", number).json()["name"]
    bands = [
        {"words": {"en": "low", "de": "wenig"}, "begins": 0},
        {"words": {"en": "high", "de": "viel"}, "begins": 7},
    ]
    assert ask(curator, "put", f"{here}/scales/{scale}/bands", {"bands": bands}).status_code == 200
    ask(curator, "put", f"{here}/title", {"title": TITLE["title"]})
    shown = ask(curator, "get", here).json()
    assert (shown["lacking"], shown["languages"]) == ([], ["en", "de"])
    assert "about" not in shown["content"]  # the whole page each time, as in the form
    examples = ask(curator, "get", f"{here}/numbers").json()["results"]
    ends = [examples[n]["numbers"][0] for n in (0, -1)]
    assert [(one["value"], one["band"]) for one in ends] == [("0", "low"), ("13", "high")]
    given = {"seen": shown["seen"], "minutes": 2}
    assert ask(curator, "post", f"{here}/published", given).status_code == 201
    assert Instrument.objects.get().name == "Sleep"
    verbs = list(Event.objects.order_by("pk").values_list("verb", flat=True))
    assert "proms.check_in.begun" in verbs and verbs[-1] == "proms.check_in.published"


def test_what_a_program_writes_is_what_the_pages_would(curator: Client) -> None:
    by_hand = written(curator).content
    here = begun(curator)
    names = []
    for n in (1, 2):
        words = {"en": f"Question {n}?", "de": f"Frage {n}?"}
        made = ask(curator, "post", f"{here}/questions", {"kind": "choice", "words": words})
        names.append(made.json()["name"])
        path = f"{here}/questions/{names[-1]}/answers"
        ask(curator, "put", path, {"answers": [NEVER, OFTEN]})
    number = {"combine": "sum", "missing": "all", "direction": "higher_worse", "of": names}
    ask(curator, "post", f"{here}/scales", {"words": {"en": "Trouble", "de": "Mühe"}, **number})
    ask(curator, "put", f"{here}/title", {"title": TITLE["title"]})
    assert ask(curator, "get", here).json()["content"] == by_hand


def test_more_answers_than_a_page_has_lines_and_an_answer_keeps_its_name(curator: Client) -> None:
    here = begun(curator)
    path = f"{here}/questions/{asked(curator, here)}/answers"
    rows = [{"words": {"en": f"answer {n}"}, "counts": n} for n in range(8)]
    first = ask(curator, "put", path, {"answers": rows}).json()["content"]["questions"][0]
    assert [one["counts"] for one in first["answers"]] == [str(n) for n in range(8)]
    less = [{}, *rows[1:]]
    again = ask(curator, "put", path, {"answers": less}).json()["content"]["questions"][0]
    assert again["answers"] == first["answers"][1:]
    told = ask(curator, "put", path, {"answers": rows * 2})
    assert (told.status_code, "answers" in told.json()) == (400, True)


def test_a_question_waits_for_an_earlier_one_is_moved_and_taken_out(curator: Client) -> None:
    here = begun(curator)
    first, second = asked(curator, here, "rating"), asked(curator, here, "text")
    path = f"{here}/questions/{second}"
    after = {"words": {"en": "Why?"}, "only_if": first, "at_least": 4}
    (_one, other) = ask(curator, "put", path, after).json()["content"]["questions"]
    assert (other["only_if"], other["at_least"], other["kind"]) == (first, 4, "text")
    told = ask(curator, "put", f"{here}/questions/{first}", {**after, "only_if": second})
    assert (told.status_code, "only_if" in told.json()) == (400, True)
    assert ask(curator, "put", f"{path}/answers", {"answers": []}).status_code == 404
    moved = ask(curator, "patch", f"{here}/parts/{second}", {"up": True}).json()["content"]
    assert [one["name"] for one in moved["questions"]] == [second, first]
    out = ask(curator, "patch", f"{here}/parts/{second}", {"out": True}).json()["content"]
    assert [one.get("out", False) for one in out["questions"]] == [True, False]
    back = ask(curator, "patch", f"{here}/parts/{second}", {"out": False}).json()["content"]
    assert not any(one.get("out") for one in back["questions"])
    for strange in ({}, {"up": False}, {"up": True, "out": True}, {"down": True}):
        assert ask(curator, "patch", f"{here}/parts/{second}", strange).status_code == 400
    assert ask(curator, "patch", f"{here}/parts/q99", {"up": True}).status_code == 404


def test_what_is_wrong_is_told_and_nothing_is_kept(curator: Client) -> None:
    here = begun(curator)
    name = asked(curator, here)
    before = ask(curator, "get", here).json()["content"]
    questions = f"{here}/questions"
    number = {"of": [name], "combine": "sum", "missing": "all", "direction": "higher_worse"}
    for method, path, body, field in (
        ("put", f"{here}/title", {"title": {"fr": "Sommeil"}}, "title"),
        ("put", f"{here}/title", {"title": {}}, "title_en"),
        ("put", f"{here}/title", {"title": {"en": "x" * 121}}, "title_en"),
        ("post", questions, {"kind": "dance", "words": {"en": "?"}}, "kind"),
        ("post", questions, {"kind": "text", "words": {}}, "words_en"),
        ("put", f"{questions}/{name}", {"kind": "text", "words": {"en": "?"}}, "kind"),
        ("put", f"{questions}/{name}/answers", {"answers": [{"counts": 1}]}, "words0_en"),
        ("put", f"{questions}/{name}/answers", {"low": 0, "high": 10}, "low"),
        ("post", f"{here}/scales", {**number, "words": {}}, "words_en"),
        ("post", f"{here}/scales", {**number, "words": {"en": "N"}, "of": ["q99"]}, "of"),
    ):
        told = ask(curator, method, path, body)
        assert (told.status_code, field in told.json()) == (400, True), (path, told.content)
    assert ask(curator, "get", here).json()["content"] == before
    assert ask(curator, "put", f"{questions}/q99", {"words": {"en": "?"}}).status_code == 404
    assert ask(curator, "put", f"{here}/scales/s99/bands", {"bands": []}).status_code == 404
    page = text_of(curator.get(f"/{here}"))
    assert "A choice?" in page


def test_forty_questions_are_enough(curator: Client) -> None:
    here = begun(curator)
    for _n in range(40):
        asked(curator, here, "text")
    told = ask(curator, "post", f"{here}/questions", {"kind": "text", "words": {"en": "One more?"}})
    assert (told.status_code, "40" in told.json()["detail"]) == (403, True)


def test_nobody_else_words_one(world: World, sign_in: Any, curator: Client) -> None:
    here = begun(curator)
    name, before = asked(curator, here), CheckIn.objects.get().content
    calls: tuple[tuple[str, str, Any], ...] = (
        ("post", "check-ins", TITLE),
        ("put", f"{here}/title", TITLE),
        ("post", f"{here}/questions", {"kind": "text", "words": {"en": "?"}}),
        ("put", f"{here}/questions/{name}", {"words": {"en": "?"}}),
        ("put", f"{here}/questions/{name}/answers", {"answers": [NEVER, OFTEN]}),
        ("post", f"{here}/scales", {}),
        ("put", f"{here}/scales/s1", {}),
        ("put", f"{here}/scales/s1/bands", {"bands": []}),
        ("patch", f"{here}/parts/{name}", {"out": True}),
        ("get", f"{here}/numbers", None),
    )
    for persona in (world.ruth, world.nasser, world.administrator, world.desk):
        for method, path, body in calls:
            assert ask(sign_in(persona), method, path, body).status_code == 403, (method, path)
    for method, path, body in calls:
        assert ask(Client(), method, path, body).status_code == 401, (method, path)
        # a token shows no second factor
        assert ask(program(world.curator), method, path, body).status_code == 403, (method, path)
    assert CheckIn.objects.get().content == before
