"""After a rule that computes otherwise: an average stands beside numbers of its own rule alone."""

from __future__ import annotations

from typing import Any

import pytest

from po_platform.access.actor import acting_as
from proms.actions.instruments import fit_spec
from proms.models import Instrument, NormTable
from proms.norms import choice_of
from proms.queries.instruments import newest_version
from proms.scale_spec import ScaleSpec, load_spec
from proms.scale_spec.document import canonical, parsed
from proms.shipped import shipped_specs
from tests.members.sharing_steps import share
from tests.personas import World
from tests.proms.norm_tables import PAIN, posted, read_in
from tests.proms.path import main_of, on_her_list, put_weekly_in_use, send, some_answers, text_of

pytestmark = pytest.mark.django_db
COURSE, MINE, NUMBERS = "/my-answers", "/my-answers/averages", "/my-answers/numbers"
DOTTED = 'class="norm"'
ALL_AGES = "sex,age_from,age_to,mean\nall,,,4.5\n"
SAID = "Dotted line, 4.5: average of all, Nowhere, 2019."
OTHERWISE = "The numbers are computed otherwise since then"


def the_other_way_round() -> ScaleSpec:
    """The rule put right: more is better now, and the number has another name."""
    document = parsed(shipped_specs()["weekly-check-in"].canonical)
    document["version"] = "9.9.9"
    pain = document["scales"][0]
    pain["direction"], pain["label"] = "higher_better", {"en": "Ease", "de": "Ruhe"}
    return load_spec(canonical(document))


def put_right(world: World, weekly: Instrument) -> None:
    curator = world.curator.actor()
    with acting_as(curator):
        fit = fit_spec(
            actor=curator, instrument=weekly, version=newest_version(weekly),
            spec=the_other_way_round(),
        )  # fmt: skip
    assert fit.complete


@pytest.fixture
def two_rules(world: World) -> tuple[Instrument, NormTable, NormTable]:
    """Answers under the rule and under the one put right, and a table of each."""
    weekly = put_weekly_in_use(world)
    send(world.ruth, on_her_list(world.ruth, weekly), some_answers(8))
    before = read_in(world, weekly, table=ALL_AGES)
    put_right(world, weekly)
    send(world.ruth, on_her_list(world.ruth, weekly), some_answers(3))
    NormTable.objects.filter(pk=before.pk).update(place="Once")
    return weekly, before, read_in(world, weekly, table=ALL_AGES)


def test_it_is_drawn_in_the_chart_of_its_own_rule_alone(
    world: World, sign_in: Any, two_rules: tuple[Instrument, NormTable, NormTable]
) -> None:
    _weekly, before, now = two_rules
    ruth = sign_in(world.ruth)
    for table, place, name in ((before, "Once", "Pain"), (now, "Nowhere", "Ease")):
        assert ruth.post(MINE, {"line1": choice_of(table.ref, "all")}).status_code == 302
        course = ruth.get(COURSE)
        # one line, and the same mark in “how to read the charts”
        assert main_of(course).count(DOTTED) == 2
        assert text_of(course).count(SAID.replace("Nowhere", place)) == 1
        numbers = text_of(ruth.get(NUMBERS))
        assert numbers.count(SAID.replace("Nowhere", place)) == 1
        assert f"{name}: Dotted line" in numbers
    share(world.ruth, world.nasser)
    nasser, here = sign_in(world.nasser), f"/clinic/people/{world.ruth.subject}"
    nasser.post(f"{here}/scales", {"line1": choice_of(now.ref, "all")})
    assert main_of(nasser.get(here)).count(DOTTED) == 2
    assert text_of(nasser.get(f"{here}/numbers")).count(SAID) == 1


def test_a_scale_under_two_rules_is_chosen_once_in_the_words_of_the_newer(
    world: World, sign_in: Any, two_rules: tuple[Instrument, NormTable, NormTable]
) -> None:
    share(world.ruth, world.nasser)
    here = f"/clinic/people/{world.ruth.subject}/scales"
    for client, address in ((sign_in(world.ruth), MINE), (sign_in(world.nasser), here)):
        page = text_of(client.get(address))
        assert "Ease (" in page and "Pain (" not in page
        line = choice_of(two_rules[2].ref, "all")
        assert client.post(address, {"line1": line}).status_code == 302
        assert f'value="{line}" selected' in client.get(address).content.decode()
        assert client.post(address, {"line1": ""}).status_code == 302
        assert f'value="{line}" selected' not in client.get(address).content.decode()


def test_the_curator_reads_that_a_table_draws_no_line_since_the_rule_was_put_right(
    world: World, sign_in: Any
) -> None:
    weekly = put_weekly_in_use(world)
    table, curator = read_in(world, weekly), sign_in(world.curator)
    page = f"/instruments/{weekly.slug}/averages"
    assert OTHERWISE not in text_of(curator.get(page))
    put_right(world, weekly)
    assert text_of(curator.get(page)).count(OTHERWISE) == 1
    curator.post(page, {"end": str(table.ref)})
    read_in(world, weekly)
    assert OTHERWISE not in text_of(curator.get(page))


def test_the_look_says_from_where_to_where_and_which_way_the_numbers_run(
    world: World, sign_in: Any
) -> None:
    weekly = put_weekly_in_use(world)
    page, curator = f"/instruments/{weekly.slug}/averages", sign_in(world.curator)
    looked = text_of(curator.post(page, posted()))
    assert "which way the numbers run" in looked
    assert "The number goes from 0 to 10. Higher = worse." in looked
    put_right(world, weekly)
    looked = text_of(curator.post(page, posted()))
    assert "The number goes from 0 to 10. Higher = better." in looked
    assert PAIN.endswith(".pain") and not NormTable.objects.exists()
