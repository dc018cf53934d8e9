"""The codebook says what answers count and how numbers come about, and nothing about anybody."""

from __future__ import annotations

import csv
import io
import json
from random import Random
from typing import Any

import pytest

from proms.line_scoring import LineScorer
from proms.models import Instrument
from proms.shipped import shipped_specs
from tests.personas import World
from tests.proms.path import on_her_list, put_in, put_weekly_in_use, send, text_of, use
from tests.proms.wordless import form_for
from tests.questionnaires.forms import choice, coding, questionnaire

pytestmark = pytest.mark.django_db


def in_use(world: World, slug: str) -> Instrument:
    return use(world, put_in(world, form_for(shipped_specs()[slug]), slug))


def book_of(client: Any, slug: str) -> dict[str, Any]:
    (found,) = (
        one
        for one in json.loads(client.get("/codebook/codebook.json").content)
        if one["questionnaire"] == slug
    )
    return dict(found)


@pytest.mark.parametrize(("slug", "scale"), [("hads", "anxiety"), ("phq-9", "total")])
def test_who_has_only_the_codebook_computes_the_same_sum(
    world: World, sign_in: Any, slug: str, scale: str
) -> None:
    in_use(world, slug)
    book = book_of(sign_in(world.nasser), slug)
    (found,) = (one for one in book["scales"] if one["id"] == f"{slug}.{scale}")
    assert found["combine"] == "sum" and found["direction"] == "higher_worse"
    spec, random = shipped_specs()[slug], Random(slug)  # noqa: S311  (answers, not secrets)
    asked = {part["question"]: part["name"] for part in found["parts"]}
    questions = {one["id"]: one["answers"] for one in book["questions"] if one["id"] in asked}
    for _time in range(5):
        chosen = {name: random.choice(answers) for name, answers in questions.items()}
        told = [one["counts"][f"{slug}.{asked[name]}"] for name, one in chosen.items()]
        given = {asked[name]: one["code"] for name, one in chosen.items()}
        scored = LineScorer(spec)._scored(given)["scales"][scale]["value"]
        assert sum(int(number) for number in told) == scored


def test_ranges_missing_rules_and_what_counts_as_missing_stand_in_it(
    world: World, sign_in: Any
) -> None:
    form = form_for(shipped_specs()["kccq-12"])
    for item in form["item"]:
        if item["linkId"] in ("q1a", "q1b", "q1c"):
            item["answerOption"].append(
                coding("6", "Not done for other reasons", "http://loinc.org")
            )
    use(world, put_in(world, form, "kccq-12"))
    book = book_of(sign_in(world.nasser), "kccq-12")
    scales = {one["id"].split(".")[1]: one for one in book["scales"]}
    limits = scales["physical_limitation"]
    assert (limits["low"], limits["high"], limits["direction"]) == ("0", "100", "higher_better")
    assert (limits["missing"]["needs"], limits["missing"]["of"]) == (2, 3)
    assert limits["source"]
    (first,) = (one for one in book["questions"] if one["id"] == limits["parts"][0]["question"])
    counts = [next(iter(one["counts"].values())) for one in first["answers"]]
    assert counts == ["1", "2", "3", "4", "5", "missing"]


def test_the_page_the_table_and_the_menu(world: World, sign_in: Any) -> None:
    weekly = put_weekly_in_use(world)
    send(world.ruth, on_her_list(world.ruth, weekly))
    client = sign_in(world.nasser)
    assert 'href="/codebook"' in client.get("/clinic").content.decode()
    assert weekly.name in text_of(client.get("/codebook"))
    page = text_of(client.get(f"/codebook/{weekly.slug}"))
    assert "0 to 10" in page and "higher is worse" in page and "Free to use" in page
    raw = client.get("/codebook/codebook.csv")
    rows = list(csv.DictReader(io.StringIO(raw.content.decode("utf-8-sig"))))
    assert {row["part"] for row in rows} >= {"questionnaire", "question", "scale"}
    (pain,) = (row for row in rows if row["id"] == "weekly-check-in.pain")
    assert (pain["low"], pain["high"], pain["direction"]) == ("0", "10", "higher_worse")
    whole = page + raw.content.decode()
    assert "Kneading dough" not in whole and str(world.ruth.subject) not in whole


def test_without_a_licence_rules_stand_and_wording_does_not(world: World, sign_in: Any) -> None:
    form = questionnaire(choice("q1", "Canary wording"), title="A form")
    instrument = use(world, put_in(world, form, "a-form"))
    client = sign_in(world.nasser)
    before = book_of(client, "a-form")
    assert before["questions"][0]["answers"][0]["words"] == "Answer Canary wording"
    instrument.licence = "refused"
    instrument.save()
    after = book_of(client, "a-form")
    assert [one["id"] for one in after["questions"]] == ["q1"]
    assert before["questions"][0]["words"] and after["questions"][0]["words"] is None
    assert after["licence"]["state"] == "refused" and after["words_in"] == ""
    for address in ("/codebook/a-form", "/codebook/codebook.json", "/codebook/codebook.csv"):
        assert "Answer Canary wording" not in client.get(address).content.decode()
    assert "Its wording may not be shown now" in text_of(client.get("/codebook/a-form"))


def test_words_for_bands_wait_for_the_intended_purpose(
    world: World, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_use(world, "phq-9")
    client = sign_in(world.nasser)
    assert book_of(client, "phq-9")["scales"][0]["bands"]
    monkeypatch.setattr("proms.intended_purpose.is_accepted", lambda: False)
    assert not book_of(client, "phq-9")["scales"][0]["bands"]


def test_an_earlier_version_stays_readable(world: World, sign_in: Any) -> None:
    first = questionnaire(choice("q1", "Before"), title="A form")
    use(world, put_in(world, first, "a-form"))
    use(world, put_in(world, questionnaire(choice("q1", "After"), title="A form"), "a-form"))
    client = sign_in(world.nasser)
    newest, before = client.get("/codebook/a-form"), client.get("/codebook/a-form?version=1")
    assert "Version 2, the one people answer now" in text_of(newest)
    assert "Answer Before" not in text_of(newest) and "?version=1" in newest.content.decode()
    assert "Version 1, an earlier one" in text_of(before) and "Answer Before" in text_of(before)
    for wrong in ("3", "0", "x", "1" * 30):
        assert client.get(f"/codebook/a-form?version={wrong}").status_code == 404
        assert client.get(f"/api/v1/codebook/a-form?version={wrong}").status_code == 404
    every = json.loads(client.get("/codebook/codebook.json").content)
    assert [one["version"] for one in every] == [2, 1]
    assert client.get("/api/v1/codebook/a-form?version=1").json() == every[1]
    assert client.get("/api/v1/codebook/a-form").json() == every[0]


def test_programs_read_the_codebook_and_a_curators_the_register(
    world: World, sign_in: Any, client: Any
) -> None:
    weekly = put_weekly_in_use(world)
    put_in(world, questionnaire(choice("q1", "x"), title="Not in use"), "not-in-use")
    for persona in (world.nasser, world.curator):
        (book,) = sign_in(persona).get("/api/v1/codebook").json()["results"]
        assert book["questionnaire"] == weekly.slug
    rows = sign_in(world.curator).get("/api/v1/register").json()["results"]
    told = {one["questionnaire"]: (one["in_use"], one["usable"], one["licence"]) for one in rows}
    assert told == {
        weekly.slug: (True, True, "free"),
        "not-in-use": (False, False, "unanswered"),
    }
    for end in ("codebook", f"codebook/{weekly.slug}", "register"):
        assert sign_in(world.ruth).get(f"/api/v1/{end}").status_code == 403
        assert client.get(f"/api/v1/{end}").status_code == 401
    assert sign_in(world.nasser).get("/api/v1/register").status_code == 403


def test_a_table_program_reads_no_formula(world: World, sign_in: Any) -> None:
    form = questionnaire(choice("q1", "=1+1"), title="=cmd()")
    use(world, put_in(world, form, "a-form"))
    table = sign_in(world.nasser).get("/codebook/codebook.csv").content.decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(table)) for cell in row]
    assert "'=cmd()" in cells and not any(cell.startswith("=") for cell in cells)


def test_members_and_strangers_read_no_codebook(world: World, sign_in: Any, client: Any) -> None:
    weekly = put_weekly_in_use(world)
    for end in ("", f"/{weekly.slug}", "/codebook.csv", "/codebook.json"):
        assert sign_in(world.ruth).get(f"/codebook{end}").status_code == 403
        assert client.get(f"/codebook{end}").status_code in (302, 403)
    assert sign_in(world.nasser).get("/codebook/no-such-thing").status_code == 404
    put_in(world, questionnaire(choice("q1", "x"), title="Not in use"), "not-in-use")
    assert sign_in(world.nasser).get("/codebook/not-in-use").status_code == 404
