"""From where on a change is called meaningful: at the published limit, and never just below it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from members.actions.organisation import accept_purpose
from po_platform.access.actor import acting_as
from po_platform.kit.charts import Point, change_words
from proms.actions.instruments import fit_spec
from proms.actions.scoring_again import score_again, start_scoring_again
from proms.course import _meaningful
from proms.intended_purpose import mark
from proms.models import Instrument
from proms.queries.course import scores_over_time
from proms.queries.instruments import newest_version
from proms.scale_spec import ScaleSpec, load_spec
from proms.scale_spec.document import canonical, parsed
from proms.scale_spec.same import counts_as
from proms.scoring import Scorer
from proms.shipped import shipped_specs
from questionnaires.queries import form_of
from tests.personas import World
from tests.proms.path import on_her_list, put_in, send, use
from tests.proms.wordless import complete, form_for, highest, lowest

QLQ = {f"q{n}": 2 for n in range(1, 29)} | {"q29": 4, "q30": 4}

# spec, scale, answers before, then, and whether its source calls the change meaningful
AT_THE_LIMIT: tuple[tuple[str, str, dict[str, int], dict[str, int], bool], ...] = (
    ("peg", "total", {"q1": 6, "q2": 6, "q3": 6}, {"q1": 5, "q2": 5, "q3": 5}, True),
    ("peg", "total", {"q1": 6, "q2": 6, "q3": 6}, {"q1": 5, "q2": 5, "q3": 6}, False),
    # for worsening none was published
    ("peg", "total", {"q1": 5, "q2": 5, "q3": 5}, {"q1": 8, "q2": 8, "q3": 8}, False),
    *(
        ("qlq-c30", scale, QLQ, {**QLQ, **moved}, meaningful)
        for scale, moved, meaningful in (
            ("PF2", {"q1": 1, "q2": 1}, True),  # 13.33
            ("PF2", {"q1": 1}, False),  # 6.67
            ("PF2", {"q1": 3, "q2": 3}, True),
            ("PF2", {"q1": 3}, False),
            ("EF", {"q21": 1, "q22": 1}, True),  # 16.67
            ("EF", {"q21": 1}, False),  # 8.33
            ("EF", {"q21": 3}, False),
            ("SF", {"q26": 1}, True),  # 16.67
            ("SF", {"q27": 3}, True),
            ("QL2", {"q29": 5, "q30": 5}, True),  # 16.67
            ("QL2", {"q29": 5}, False),  # 8.33
            ("QL2", {"q30": 3}, False),
        )
    ),
)


def told(spec: ScaleSpec, scale: str, before: Decimal | None, now: Decimal | None) -> bool:
    """Whether the words of the change call it meaningful."""
    held = spec.scale(scale)
    first, then = Point(date(2026, 3, 1), before, "ok"), Point(date(2026, 3, 8), now, "ok")
    said = change_words(first, then, held.direction, _meaningful(held))
    return said.meaningful is True


@pytest.mark.parametrize(("slug", "scale", "before", "then", "meaningful"), AT_THE_LIMIT)
def test_it_begins_at_the_limit(
    slug: str, scale: str, before: dict[str, int], then: dict[str, int], meaningful: bool
) -> None:
    spec = shipped_specs()[slug]
    scorer = Scorer(spec)
    first, now = (
        scorer.score({name: str(value) for name, value in given.items()}).scales[scale].value
        for given in (before, then)
    )
    assert first != now and told(spec, scale, first, now) is meaningful, (first, now)


def test_of_depression_every_step_of_its_table_is_on_the_right_side() -> None:
    spec, sides = shipped_specs()["promis-depression-4a"], set()
    held = spec.scale("t_score")
    rows = sorted(held.transform[0].table.rows.values())  # type: ignore[union-attr]  # a lookup
    for before in rows:
        for now in rows:
            far = abs(now - before) >= Decimal("3.5")
            sides.add((far, now > before))
            if before != now:
                assert told(spec, "t_score", before, now) is far, (before, now)
    assert len(sides) == 4


@pytest.mark.parametrize("slug", ["peg", "promis-depression-4a", "qlq-c30"])
def test_who_it_was_found_in_stands_beside_each_number(slug: str) -> None:
    changes = [scale.change for scale in shipped_specs()[slug].scales if scale.change]
    assert changes and all(
        "doi:10." in one.source and "abstract" in one.source and " in " in f" {one.kind} "
        for one in changes
    )


def before_update(spec: ScaleSpec) -> ScaleSpec:
    """The rule as it was shipped before: the same numbers, nothing said of changes."""
    document = parsed(spec.canonical)
    document["version"], document["notes"] = "1.0.0", "As it was."
    for scale in document["scales"]:
        scale.pop("change", None)
    return load_spec(canonical(document))


def otherwise(spec: ScaleSpec) -> ScaleSpec:
    """A rule that computes another number from the same answers."""
    document = parsed(spec.canonical)
    document["version"] = "9.9.9"
    document["scales"][0]["round"] = 0
    return load_spec(canonical(document))


def fitted(world: World, form: Instrument, spec: ScaleSpec) -> None:
    actor = world.curator.actor()
    with acting_as(actor):
        version = newest_version(form)
        assert fit_spec(actor=actor, instrument=form, version=version, spec=spec).complete


def answer(world: World, form: Instrument, spec: ScaleSpec, pick: Any) -> None:
    definition = form_of(newest_version(form), "en").definition
    send(world.ruth, on_her_list(world.ruth, form), complete(definition, spec, pick))


def lines(world: World) -> list[tuple[str, int, bool]]:
    """Version of the rule, how many numbers, whether it says from where on a change counts."""
    actor = world.ruth.actor()
    with acting_as(actor):
        accept_purpose(actor=world.administrator.actor(), mark=mark())
        found = scores_over_time(actor=actor, subject=world.ruth.subject)
    return [(one.spec.version, len(one.points), one.scale.change is not None) for one in found]


@pytest.mark.django_db
def test_a_rule_that_says_more_of_the_same_numbers_goes_on_with_the_line(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = shipped_specs()["peg"]
    former = before_update(spec)
    with monkeypatch.context() as shipped:
        shipped.setattr("proms.actions.instruments.shipped_specs", lambda: {spec.id: former})
        form = use(world, put_in(world, form_for(spec), spec.id))
    answer(world, form, former, highest)
    assert lines(world)[0][0] == "1.0.0"
    fitted(world, form, spec)
    answer(world, form, spec, lowest)
    assert lines(world) == [(spec.version, 2, True)]
    actor = world.curator.actor()
    with acting_as(actor):
        start_scoring_again(actor=actor, instrument=form)
    score_again()
    assert lines(world) == [(spec.version, 2, True)]


@pytest.mark.django_db
def test_a_rule_that_computes_otherwise_never_does(world: World) -> None:
    spec = shipped_specs()["peg"]
    other = otherwise(spec)
    form = use(world, put_in(world, form_for(spec), spec.id))
    answer(world, form, spec, highest)
    fitted(world, form, other)
    answer(world, form, other, lowest)
    assert [(version, n) for version, n, _says in lines(world)] == [("1.0.1", 1), ("9.9.9", 1)]


@pytest.mark.parametrize("slug", sorted(shipped_specs()))
def test_what_is_said_of_numbers_makes_no_other_rule_and_what_computes_them_does(slug: str) -> None:
    spec = shipped_specs()[slug]
    assert counts_as(before_update(spec)) == counts_as(spec)
    document = parsed(spec.canonical)
    document["scales"][0]["round"] = 7
    assert counts_as(load_spec_unchecked(spec, canonical(document))) != counts_as(spec)


def load_spec_unchecked(spec: ScaleSpec, document: str) -> ScaleSpec:
    """The same spec with another text: what is compared is the text."""
    return replace(spec, canonical=document)
