"""score: a line in, a line out; what cannot be scored says so, and the next line is scored."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from proms.shipped import shipped_specs
from proms.slugs import NotShipped, find
from proms.value_sets import DIMENSIONS, ValueSetRefused, with_value_sets

PHQ_9 = {f"q{n}": 1 for n in range(1, 10)}


def line(answers: object, name: object = 1) -> str:
    return json.dumps({"id": name, "answers": answers})


def run(monkeypatch: pytest.MonkeyPatch, slug: str, *lines: str | bytes, **options: Any) -> Any:
    """What it wrote, parsed line by line."""
    raw = b"\n".join(text if isinstance(text, bytes) else text.encode() for text in lines)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
    out = io.StringIO()
    call_command("score", slug, stdout=out, **options)
    return [json.loads(written) for written in out.getvalue().splitlines()]


def test_each_line_becomes_its_scores(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = run(monkeypatch, "phq-9", line(PHQ_9, "a"), line({**PHQ_9, "q9": None}, 7))
    assert first == {
        "id": "a",
        "scales": {"total": {"value": 9, "state": "ok", "n_answered": 9}},
    }
    assert second["id"] == 7
    assert second["scales"]["total"] == {"value": None, "state": "not_scorable", "n_answered": 8}


@pytest.mark.parametrize(
    ("wrong", "item"),
    [
        (line({"q1": 4}), "q1"),
        (line({"q1": -1}), "q1"),
        (line({"q1": 1.5}), "q1"),
        (line({"q1": True}), "q1"),
        (line({"q1": "often"}), "q1"),
        (line({"q1": [1]}), "q1"),
        (line({"q1": {}}), "q1"),
        ('{"id": 1, "answers": {"q1": 1e400}}', "q1"),
        ('{"id": 1, "answers": {"q1": 1e-400000}}', None),
        (line({"q77": 1}), "q77"),
        (line({"q1": 1, "Q1": 2}), "q1"),
        (line(None), None),
        (line([1, 2]), None),
        ('{"id": 1}', None),
        ('{"id": 1, "answers": {"q1": NaN}}', None),
        ('{"id": 1, "answers": {"q1": 1, "q1": 2}}', None),
        ("[1, 2]", None),
        ("total rubbish", None),
        ("[" * 5000, None),
        (b"\xff\xfe{}", None),
    ],
)
def test_a_wrong_line_gets_an_error_and_the_next_is_scored(
    monkeypatch: pytest.MonkeyPatch, wrong: str | bytes, item: str | None
) -> None:
    bad, good = run(monkeypatch, "phq-9", wrong, line(PHQ_9, 2))
    if wrong == '{"id": 1, "answers": {"q1": 1e-400000}}':
        assert "scales" in bad  # JSON itself reads this as 0
    else:
        assert bad["error"]["message"]
        assert bad["error"].get("item") == item
    assert good["scales"]["total"]["value"] == 9


def test_numbers_codes_and_case_say_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    ways = [2, 2.0, "2", " 2 ", "LA6570-1"]
    found = run(monkeypatch, "phq-9", *[line({**PHQ_9, "q3": way}) for way in ways])
    assert {score["scales"]["total"]["value"] for score in found} == {10}
    (eq,) = run(monkeypatch, "eq5d5l", line({"mo": 1, "sc": "1", "UA": 1, "pd": 1, "ad": 1}))
    assert eq["scales"]["index_Germany"]["value"] == 1


def test_published_items_without_a_score_may_stand_there(monkeypatch: pytest.MonkeyPatch) -> None:
    (found,) = run(monkeypatch, "phq-9", line({**PHQ_9, "q10": 2}))
    assert found["scales"]["total"]["value"] == 9


@pytest.mark.parametrize(
    ("slug", "item", "wrong", "right"),
    [
        ("phq-9", "q10", 9, [0, 3, "LA6573-5", None]),
        ("gad-7", "q8", 4, [0, "3"]),
        ("rand-36", "q2", 99, [1, 5]),
        ("promis-global-10", "global01", 9, [1, 5]),
        ("promis-global-10", "global09r", "x", [1, "5"]),
        ("esas-r", "q10", 44, [0, 10]),
    ],
)
def test_a_wrong_code_at_a_published_item_without_a_score_is_told(
    monkeypatch: pytest.MonkeyPatch, slug: str, item: str, wrong: object, right: list[object]
) -> None:
    lines = [line({item: answer}) for answer in (wrong, *right)]
    refused, *taken = run(monkeypatch, slug, *lines)
    assert refused["error"]["item"] == item
    assert "it takes" in refused["error"]["message"]
    assert ["error" in one for one in taken] == [False] * len(right)


def test_scores_made_of_scales_count_the_questions_below(monkeypatch: pytest.MonkeyPatch) -> None:
    spec = shipped_specs()["qlq-c30"]
    every = dict.fromkeys(spec.items, 1)
    gone = {**every, "q1": None, "q2": None, "q21": None}
    whole, some = run(monkeypatch, "qlq-c30", line(every), line(gone), working=True)
    first, second = whole["scales"]["summary"], some["scales"]["summary"]
    assert (first["n_answered"], first["n_items"], first["state"]) == (27, 27, "ok")
    assert (second["n_answered"], second["n_items"], second["state"]) == (24, 27, "prorated")
    (days,) = run(monkeypatch, "hrqol-4", line({"q2": 3, "q3": 4}), working=True)
    assert days["scales"]["healthy_days"]["n_answered"] == 2


def test_the_working_is_told_on_request(monkeypatch: pytest.MonkeyPatch) -> None:
    (found,) = run(monkeypatch, "who-5", line({"q1": 3}), working=True)
    assert found["spec"]["version"] == "1.0.0"
    assert found["scales"]["percent"]["working"]["combined"] is None
    answers = {f"q{n}": 3 for n in range(1, 6)}
    (found,) = run(monkeypatch, "who-5", line(answers), working=True)
    percent = found["scales"]["percent"]
    assert (percent["value"], percent["working"]["combined"]) == (60, 15)
    assert percent["working"]["transforms"] == [{"step": "linear", "value": 60}]


def test_a_file_is_read_as_well(tmp_path: Path) -> None:
    file, out = tmp_path / "lines", io.StringIO()
    file.write_text(line(PHQ_9) + "\n\n")
    call_command("score", "phq-9", file=str(file), stdout=out)
    assert json.loads(out.getvalue())["scales"]["total"]["value"] == 9
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("score", "phq-9", file=str(tmp_path / "none"))


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("PHQ9", "phq-9"),
        ("gad_7", "gad-7"),
        ("EQ5D", "eq-5d-5l"),
        ("EORTC-QLQ-C30", "qlq-c30"),
        ("rand36", "rand-36"),
        ("PROMIS-10", "promis-global-10"),
        ("promis-4a-fatigue", "promis-fatigue-4a"),
        ("PROMIS-SF-v1.0-Anxiety-4a", "promis-anxiety-4a"),
        ("kccq12", "kccq-12"),
        ("CDC-HRQOL-4", "hrqol-4"),
        ("facit-f", "facit-fatigue"),
    ],
)
def test_instruments_are_found_however_they_are_written(said: str, meant: str) -> None:
    assert find(said, shipped_specs()).id == meant


def test_an_unknown_name_says_what_may_be_meant() -> None:
    with pytest.raises(NotShipped) as none:
        find("phq-90", shipped_specs())
    assert "phq-9" in none.value.near
    with pytest.raises(CommandError, match="There is no instrument"):
        call_command("score", "nothing-like-it")


# ---------- Further value sets ----------


def further(name: str = "Elsewhere", **terms: str) -> str:
    """A table with one column: every level costs as much as its number in hundredths."""
    rows = {"StartValue": "1", **{f"{d}{n}": f"-0.0{n}" for d in DIMENSIONS for n in range(2, 6)}}
    return f",{name}\n" + "".join(f"{term},{value}\n" for term, value in (rows | terms).items())


def test_further_value_sets_are_computed_beside_the_shipped_ones(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    table = tmp_path / "sets.csv"
    table.write_text(further(Intercept="-0.1"))
    more = {"value_sets": str(table), "source": "doi:10.0000/made-up-for-a-test"}
    answers = {"MO": 1, "SC": 2, "UA": 3, "PD": 4, "AD": 5}
    (found,) = run(monkeypatch, "eq-5d-5l", line(answers), **more)
    assert found["scales"]["index_Elsewhere"]["value"] == 0.76
    assert found["scales"]["index_Germany"]["value"] == 0.141
    with pytest.raises(CommandError, match="--source"):
        call_command("score", "eq-5d-5l", value_sets=str(table))
    with pytest.raises(CommandError, match="no EQ-5D-5L"):
        call_command("score", "phq-9", **more)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (further("Germany"), "already"),
        (further(N9="-0.1"), "not known"),
        (further(MO2="much"), "is not a number"),
        (further(MO2="NaN"), "is not a number"),
        (further(MO2="1e999"), "is not a number"),
        (further(MO2="NA"), "lacks MO2"),
        (further("No name"), "cannot be the name"),
        (further().replace("MO2,", "SC2,"), "twice"),
        ("", "no value set"),
    ],
)
def test_a_table_that_says_too_little_is_refused(text: str, told: str) -> None:
    with pytest.raises(ValueSetRefused, match=told):
        with_value_sets(shipped_specs()["eq-5d-5l"], text, "made up")
