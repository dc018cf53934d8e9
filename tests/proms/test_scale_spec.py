"""Loading a scale spec: what does not agree with itself is refused, with its path, in words."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proms.scale_spec import SpecRefused, load_spec
from tests.proms.spec_examples import Document, document, scale


def refusals(content: Any) -> list[str]:
    with pytest.raises(SpecRefused) as refused:
        load_spec(content)
    return [str(problem) for problem in refused.value.problems]


def the_refusal(content: Any) -> str:
    found = refusals(content)
    assert len(found) == 1, found
    return found[0]


def changed(content: Document, path: str, value: Any) -> Document:
    *way, last = path.split(".")
    place: Any = content
    for step in way:
        place = place[int(step)] if step.isdigit() else place[step]
    place[last] = value
    return content


def test_a_sound_spec_is_loaded_with_its_own_id_version_and_hash() -> None:
    spec = load_spec(document())
    assert (spec.id, spec.version, len(spec.sha256)) == ("example", "1.0.0", 64)
    assert spec.scale("total").high == 12


def test_the_hash_follows_the_content_not_the_way_it_is_written() -> None:
    content = document()
    reordered = dict(reversed(content.items()))
    spelled = json.dumps(content).replace('"range": [0, 12]', '"range": [0.0, 12.00]')
    assert load_spec(reordered).sha256 == load_spec(content).sha256
    assert load_spec(spelled).sha256 == load_spec(content).sha256
    assert load_spec(changed(content, "version", "1.0.1")).sha256 != load_spec(document()).sha256


def test_a_word_that_is_not_known_is_named_with_a_suggestion() -> None:
    assert the_refusal(changed(document(), "scales.0.dirrection", "x")) == (
        "scales[0].dirrection: This word is not known. Did you mean “direction”?"
    )


def test_all_problems_are_told_at_once() -> None:
    content = changed(document(), "scales.0.round", "none")
    content = changed(content, "scales.0.label", "Total")
    assert [problem.split(":")[0] for problem in refusals(content)] == [
        "scales[0].label",
        "scales[0].round",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[1",
        "{",
        '{"a": NaN}',
        "[]",
        "7",
        "null",
        '"x"',
        "[" * 100_000,
        '{"a": 1, "a": 2}',
        '{"id": 1e999999999}',
        '{"id": "\\ud800"}',
        '{"id": "\\u0000"}',
    ],
)
def test_what_is_not_a_json_object_is_refused(text: str) -> None:
    assert refusals(text)


def test_a_weight_out_of_range_is_refused_at_load() -> None:
    too_high = changed(document(), "items.q2", {"values": {"never": 0, "always": 4}})
    assert the_refusal(too_high) == (
        "scales[0].range: The answers can reach 0 to 13; the range must say the same."
    )
    too_low = changed(document(), "items.q2", {"values": {"never": 0, "always": 2}})
    assert "can reach 0 to 11" in the_refusal(too_low)


def test_a_weight_outside_the_ends_it_is_reversed_in_is_refused() -> None:
    content = changed(document(), "items.q1.reverse", {"min": 0, "max": 2})
    assert the_refusal(content).startswith("items.q1.reverse: A weight lies outside")


def test_a_code_with_two_meanings_is_refused() -> None:
    content = changed(document(), "items.q1.missing_codes", ["never"])
    assert "“never” has two meanings" in the_refusal(content)


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        ({"rule": "min_answered", "n": 3}, "A part of a sum is not the sum"),
        ({"rule": "half", "prorate": True, "value": 0}, "Choose one: prorate, or a value"),
        ({"rule": "all", "prorate": True}, "there is nothing to estimate"),
        ({"rule": "treat_as", "value": 9}, "outside what “q1” can weigh"),
        ({"rule": "min_answered", "n": 5, "prorate": True}, "A whole number from 0 to 4"),
        ({"rule": "treat_as"}, "A number is needed here"),
        ({"rule": "sometimes"}, "Choose one of: all, min_answered"),
    ],
)
def test_a_missing_rule_that_would_mislead_is_refused(missing: Document, said: str) -> None:
    assert said in refusals(document(missing=missing))[0]


def band(low: float, high: float, source: str = "made up") -> Document:
    return {"from": low, "to": high, "label": {"en": "some"}, "source": source}


@pytest.mark.parametrize(
    ("bands", "said"),
    [
        ([band(0, 5), band(7, 12)], "must begin at 6"),
        ([band(0, 6), band(6, 12)], "must begin at 7"),
        ([band(1, 12)], "must begin at 0"),
        ([band(0, 11)], "must end at 12"),
        ([band(0, 12, source="")], "Some text is needed"),
    ],
)
def test_bands_leave_no_gap_and_name_their_source(bands: list[Document], said: str) -> None:
    assert said in the_refusal(document(bands=bands))


def test_bands_meet_at_the_finest_step_of_the_scale() -> None:
    bands = [band(0, 4.9), band(5, 12)]
    assert load_spec(document(bands=bands, round=1)).scale("total").band_of(Decimal("4.9"))


@pytest.mark.parametrize(
    ("direction", "better", "worse"), [("higher_worse", -3, 4), ("higher_better", 3, -4)]
)
def test_a_change_carries_the_sign_of_its_direction(
    direction: str, better: int, worse: int
) -> None:
    change = {"better": better, "worse": worse, "kind": "MCID", "source": "made up"}
    load_spec(document(direction=direction, change=change))
    turned = {**change, "better": worse, "worse": better}
    assert refusals(document(direction=direction, change=turned))[0].startswith("scales[0].change")


def test_a_change_without_a_source_is_refused() -> None:
    assert "change.source" in the_refusal(document(change={"better": -3, "kind": "MCID"}))


def lookup_document(rows: Document) -> Document:
    content = document(2, transform=[{"lookup": "t"}], range=[20, 80], round=1)
    table = {"kind": "lookup", "rows": rows, "valid_for": "a test", "source": "made up"}
    return changed(content, "tables", {"t": table})


def test_a_lookup_table_has_exactly_the_rows_the_answers_can_reach() -> None:
    rows = {"0": 20, "1": 30, "2": 40, "3": 50, "4": 60, "5": 70, "6": 80}
    load_spec(lookup_document(rows))
    without_four = {raw: t for raw, t in rows.items() if raw != "4"}
    assert "no row for 4" in the_refusal(lookup_document(without_four))
    assert "lead to the row 7" in the_refusal(lookup_document({**rows, "7": 90}))


def test_a_lookup_never_meets_a_prorated_sum() -> None:
    content = lookup_document({str(n): 20 + 10 * n for n in range(7)})
    content = changed(content, "scales.0.missing", {"rule": "half", "prorate": True})
    assert "nothing may be prorated" in the_refusal(content)


def test_a_scale_may_only_use_what_stands_before_it() -> None:
    composite = scale([], id="both", range=[0, 12], of=[{"scale": "later"}])
    del composite["from"]
    assert "no scale “later” before" in the_refusal({**document(), "composites": [composite]})


def test_inverting_a_scale_takes_the_sum_of_its_ends() -> None:
    composite = scale([], id="both", range=[0, 12], of=[{"scale": "total", "invert": 100}])
    del composite["from"]
    assert "write 12" in the_refusal({**document(), "composites": [composite]})


def test_an_algorithm_is_a_claim_about_known_names() -> None:
    rule = {"id": "many", "label": {"en": "Many"}, "if": "count(q1..q4 >= 2)", "source": "made up"}
    assert "This is a number" in the_refusal({**document(), "algorithms": [rule]})
    rule["if"] = "q1 >= 2 and q9 >= 2"
    assert "“q9” is not an item" in the_refusal({**document(), "algorithms": [rule]})


@pytest.mark.parametrize("value", [[], 3, "x", None, {"q1": 3}, {"q1": {"values": {"a": True}}}])
def test_items_of_any_other_shape_are_refused(value: Any) -> None:
    assert refusals(changed(document(), "items", value))


def places(content: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    inside: list[tuple[str | int, Any]] = []
    if isinstance(content, dict):
        inside = list(content.items())
    if isinstance(content, list):
        inside = list(enumerate(content))
    return [*([path] if path else []), *(p for k, v in inside for p in places(v, (*path, k)))]


def rich_document() -> Document:
    content = lookup_document({str(n): 20 + 10 * n for n in range(7)})
    content["scales"][0]["bands"] = [band(20, 80)]
    content["scales"][0]["change"] = {"better": -3, "worse": 4, "kind": "MCID", "source": "us"}
    content["items"]["q1"] = {"values": "steps", "follow": {"other": "q3"}}
    content["items"]["q3"] = {"values": {"a": 0, "b": 3}, "reverse": {"min": 0, "max": 3}}
    label = {"en": "Many"}
    rule = {"id": "many", "label": label, "if": "count(q1..q2 >= 2) >= 2", "source": "us"}
    attach = {"system": "urn:us", "panel_codes": ["us"], "items": {"q1": ["one"]}}
    return {**content, "algorithms": [rule], "attach": attach}


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=6,
)


@given(st.sampled_from(places(rich_document())), anything)
def test_any_damage_is_loaded_or_refused_in_words_and_nothing_else(
    place: tuple[str | int, ...], value: Any
) -> None:
    content: Any = rich_document()
    load_spec(content)
    inner = content
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = value
    try:
        load_spec(content)
    except SpecRefused as refused:
        assert all(str(problem) for problem in refused.problems)


@pytest.mark.parametrize("key", ["id", "range", "from", "combine", "missing", "round", "source"])
def test_a_scale_without_one_of_its_needed_words_is_refused(key: str) -> None:
    content = document()
    del content["scales"][0][key]
    assert any(problem.startswith(f"scales[0].{key}") for problem in refusals(content))
