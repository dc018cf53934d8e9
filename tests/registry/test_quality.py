"""The desk for quality: nine checks, own rules, what is right stays out of the way; no wall is lowered."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404
from django.test import Client
from django.test.utils import CaptureQueriesContext

from po_platform.access.actor import Hat, acting_as
from questionnaires.redcap.exporting import dictionary_csv
from questionnaires.redcap.grammar import read_operand
from questionnaires.redcap.importing import import_dictionary
from registry.actions.datasets import put_in_use, take_in_dictionary
from registry.actions.quality import accept, add_rule, look_again
from registry.cells import State
from registry.layout import Layout
from registry.models import Accepted
from registry.oddities import KINDS, LIKELY, Measure, OwnRule, fences, odd_in
from registry.queries.quality import finding_of, look_through
from tests.personas import World, make_persona
from tests.questionnaires.dictionaries import field
from tests.registry.joining import join, open_to_members
from tests.registry.terms_files import orphadata, read_in
from tests.registry.world import Walks, give_right, make_walks, rows

TODAY = date(2026, 11, 21)
HERE = "/registry/datasets/walk/quality"
COLUMNS = "record_id,sex,pregnant,minutes,metres,pace,stopped"


def check(state: State, **measure: Any) -> dict[str, str]:
    """linkId → kind, of the form "visit" with one required question."""
    listed = rows()
    listed[5] = field("minutes", validation="integer", validation_max="600", required="y")
    definition = import_dictionary(dictionary_csv(listed).encode()).definition
    assert definition is not None
    questions = Layout(definition).questions["visit"]
    found = odd_in(definition, questions, state, {}, Measure(TODAY, **measure))
    return {one.link_id: one.kind for one in found}


@pytest.mark.parametrize(
    ("answers", "link_id", "kind"),
    [
        ({}, "minutes", "required"),
        ({"minutes": 5}, "metres", "blank"),
        ({"minutes": "soon"}, "minutes", "kind"),
        ({"minutes": 700}, "minutes", "beyond"),
        ({"minutes": 500}, "minutes", "outlier"),
        ({"minutes": 1, "metres": 90, "pace": 90, "stopped": "1"}, "stopped", "hidden"),
        ({"minutes": 10, "metres": 50, "stopped": "7"}, "stopped", "choice"),
        ({"minutes": 10, "metres": 50, "pace": 7}, "pace", "calculation"),
    ],
)
def test_each_check_finds_what_it_is_for(answers: dict[str, Any], link_id: str, kind: str) -> None:
    assert check(State(answers=answers), fences={"minutes": (-20.0, 100.0)})[link_id] == kind


def test_what_is_right_is_not_odd() -> None:
    right = {"minutes": 10, "metres": 50, "pace": 5, "stopped": "0", "with_whom": ["1"]}
    assert check(State(answers=right), fences={"minutes": (-20.0, 100.0)}) == {}
    assert check(State(missing={"minutes": "UNK"}))["minutes"] == "missing"


def test_a_rule_is_told_at_its_first_question() -> None:
    rule = OwnRule("r", "Slow", read_operand("[metres] < [minutes]"))
    found = check(State(answers={"minutes": 10, "metres": 5}), rules=[rule])
    assert found["metres"] == "r"
    assert "metres" not in check(State(answers={"minutes": 10, "metres": 50}), rules=[rule])
    broken = OwnRule("r", "Zero", read_operand("[metres] / 0 = 1"))
    assert "metres" not in check(State(answers={"minutes": 10, "metres": 5}), rules=[broken])


def test_far_away_is_three_times_the_middle_half() -> None:
    assert fences(10, 20) == (-20, 50)
    assert fences(10, 10) is None


@pytest.fixture
def walks(world: World) -> Walks:
    found = make_walks(world)
    lines = ["1,0,0,10,50,5,0", "2,1,1,900,50,0.1,0", "3,0,,10,50,8,1"]
    assert found.bring(COLUMNS, *lines).usable
    return found


@pytest.fixture
def keeper(walks: Walks, sign_in: Any) -> Client:
    return sign_in(walks.curator)  # type: ignore[no-any-return]  # a fixture of conftest


def found_by(walks: Walks, persona: Any = None) -> set[tuple[str, str, str]]:
    """(record, question, kind) of everything odd, as this persona sees it."""
    actor = (persona or walks.curator).actor()
    with acting_as(actor):
        kinds = [kind for kind in KINDS if kind != "blank"]
        looked = look_through(actor=actor, dataset=walks.dataset, kinds=kinds)
    return {(one.entry.record.number, one.odd.link_id, one.odd.kind) for one in looked.findings}


@pytest.mark.django_db
def test_a_dataset_is_looked_through(walks: Walks) -> None:
    assert found_by(walks) == {
        ("2", "pregnant", "hidden"),
        ("2", "minutes", "beyond"),
        ("3", "pace", "calculation"),
    }


@pytest.mark.django_db
def test_pages_lead_from_a_finding_to_its_reason(walks: Walks, keeper: Client) -> None:
    page = keeper.get(HERE).content.decode()
    assert "Outside the range the question gives" in page and "900" in page
    address = page.split("/registry/entries/")[1].split('"')[0]
    finding = f"/registry/entries/{address}"
    assert keeper.post(finding, {"reason": ""}).status_code == 422
    assert keeper.post(finding, {"reason": "She has a twin"}).status_code == 302
    assert finding not in keeper.get(HERE).content.decode()
    right = keeper.get(f"{HERE}/right").content.decode()
    assert "She has a twin" in right
    again = right.split(f"{HERE}/right/")[1].split('"')[0]
    keeper.post(f"{HERE}/right/{again}")
    assert finding in keeper.get(HERE).content.decode()
    assert keeper.get(f"{HERE}?kind=nonsense&after=x").status_code == 200


@pytest.mark.django_db
def test_what_is_right_counts_while_the_answer_stands(walks: Walks) -> None:
    actor = walks.curator.actor()
    with acting_as(actor):
        entry = next(one for one in walks.entries() if "minutes" in one.answers and one.answers["minutes"] == 900)  # fmt: skip
        found = finding_of(actor=actor, entry=entry, kind="beyond", link_id="minutes")
        assert found is not None
        first = accept(actor=actor, finding=found, reason="Yes")
        assert accept(actor=actor, finding=found, reason="Again").pk == first.pk
    assert ("2", "minutes", "beyond") not in found_by(walks)
    walks.bring(COLUMNS, "2,1,1,901,50,0.1,0")
    assert ("2", "minutes", "beyond") in found_by(walks)


@pytest.mark.django_db
def test_own_rules_are_read_before_they_count(walks: Walks, keeper: Client) -> None:
    address = f"{HERE}/rules"
    for logic in ("[minutes", "[nothing] = 1", "[visit_arm_1][minutes] > 1", "1 = 1", ""):
        given = {"title": "Odd", "logic": logic}
        assert keeper.post(address, given).status_code == 422, logic
    keeper.post(address, {"title": "Very short walk", "logic": "[metres] = 50 and [minutes] = 10"})
    page = keeper.get(HERE).content.decode()
    assert page.count("Very short walk") == 3  # in the list of kinds, and twice found
    stop = keeper.get(address).content.decode().split(f"{address}/")[1].split('"')[0]
    keeper.post(f"{address}/{stop}")
    assert "Very short walk" not in keeper.get(HERE).content.decode()


@pytest.mark.django_db
def test_saving_says_what_looks_odd_and_saves(walks: Walks, keeper: Client) -> None:
    entry = next(one for one in walks.entries() if one.form.name == "visit")
    given = {"minutes": "650", "metres": "5", "status": "1", "seen_version": "1"}
    page = keeper.post(f"/registry/entries/{entry.ref}", given, follow=True)
    assert "Look once more at “Minutes”" in page.content.decode()
    assert any(one.answers.get("minutes") == 650 for one in walks.entries())


LONG = "She cannot walk that long"


def saved(keeper: Client, walks: Walks, form: str, **given: str) -> str:
    """What the curator reads after saving this form of record 1 again."""
    entry = next(one for one in walks.entries() if one.form.name == form)
    sent = {"status": "1", "seen_version": str(entry.row_version), **given}
    return keeper.post(f"/registry/entries/{entry.ref}", sent, follow=True).content.decode()


@pytest.mark.django_db
def test_saving_says_what_is_odd_by_a_rule_of_the_datasets_own(
    walks: Walks, keeper: Client
) -> None:
    keeper.post(f"{HERE}/rules", {"title": LONG, "logic": "[minutes] > [metres]"})
    page = saved(keeper, walks, "visit", minutes="70", metres="60")
    assert f"Look once more at “Minutes”: {LONG}." in page
    assert LONG not in saved(keeper, walks, "visit", minutes="50", metres="60")
    stop = keeper.get(f"{HERE}/rules").content.decode().split(f"{HERE}/rules/")[1].split('"')[0]
    keeper.post(f"{HERE}/rules/{stop}")
    assert LONG not in saved(keeper, walks, "visit", minutes="70", metres="60")


@pytest.mark.django_db
@pytest.mark.parametrize("logic", ["[sex] = '1' and [minutes] > 60", "[minutes] > 60 and [sex] = '1'"])  # fmt: skip
def test_a_rule_over_two_forms_is_told_at_whichever_is_saved(
    walks: Walks, keeper: Client, logic: str
) -> None:
    keeper.post(f"{HERE}/rules", {"title": LONG, "logic": logic})
    saved(keeper, walks, "person", sex="1")
    assert f"at “Minutes”: {LONG}." in saved(keeper, walks, "visit", minutes="70", metres="700")
    assert LONG not in saved(keeper, walks, "person", sex="0")
    assert LONG in saved(keeper, walks, "person", sex="1")
    # Over the whole dataset each is told once; record 2 came with it.
    assert [record for record, _name, _kind in odd_by_rules(walks)] == ["1", "2"]


def odd_by_rules(walks: Walks) -> list[tuple[str, str, str]]:
    """Findings of own rules, as the page over the dataset tells them."""
    actor = walks.curator.actor()
    with acting_as(actor):
        kinds = [str(rule.ref) for rule in walks.dataset.quality_rules.all()]
        looked = look_through(actor=actor, dataset=walks.dataset, kinds=kinds)
    return [(one.entry.record.number, one.odd.link_id, one.odd.kind) for one in looked.findings]


@pytest.mark.django_db
def test_what_was_found_right_by_a_rule_is_said_at_neither_form(
    walks: Walks, keeper: Client
) -> None:
    keeper.post(f"{HERE}/rules", {"title": LONG, "logic": "[sex] = '1' and [minutes] > 60"})
    saved(keeper, walks, "person", sex="1")
    saved(keeper, walks, "visit", minutes="70", metres="700")
    entry = next(one for one in walks.entries() if one.form.name == "person")
    rule = walks.dataset.quality_rules.get().ref
    reason = {"reason": "She trains for it"}
    given = keeper.post(f"/registry/entries/{entry.ref}/odd/{rule}/sex", reason)
    assert given.status_code == 302
    assert LONG not in saved(keeper, walks, "visit", minutes="70", metres="710")
    assert LONG not in saved(keeper, walks, "person", sex="1", born="1950")
    assert LONG in saved(keeper, walks, "visit", minutes="71", metres="710")


@pytest.mark.django_db
def test_the_person_herself_does_not_read_titles_curators_wrote(world: World, sign_in: Any) -> None:
    walks = open_to_members(world)
    join(walks, world.ruth)
    walks.dataset.forms.update(members_fill=True)
    with acting_as(walks.curator.actor()) as actor:
        add_rule(actor=actor, dataset=walks.dataset, title=LONG, logic="[minutes] > 60")
    given = {"minutes": "650", "metres": "5", "seen_version": "0", "occurred_on": ""}
    address = "/registries/walks/data/walk/visit?instance=0"
    page = sign_in(world.ruth).post(address, given, follow=True).content.decode()
    assert "Look once more at “Minutes”" in page and LONG not in page


@pytest.mark.django_db
def test_codes_out_of_use_are_found(world: World) -> None:
    read_in("orphadata", orphadata())
    walks = make_walks(world)
    listed = [*rows(), field("illness", form="visit", annotation="@TERMS='orpha'")]
    actor = walks.curator.actor()
    with acting_as(actor):
        taken = take_in_dictionary(
            actor=actor, raw=dictionary_csv(listed).encode(), registry=walks.registry,
            title="Walk", dataset=walks.dataset,
        )  # fmt: skip
        assert taken.version is not None
        put_in_use(actor=actor, dataset=walks.dataset, version=taken.version)
    lines = ["1,ORPHA:900001", "2,ORPHA:900003", "3,made up"]
    assert walks.bring("record_id,illness", *lines).usable
    assert found_by(walks) == {("2", "illness", "code"), ("3", "illness", "code")}


@pytest.mark.django_db
def test_only_forms_somebody_sees_are_looked_through(walks: Walks) -> None:
    other = make_persona("Olga Curator", role=Hat.CURATOR)
    assert found_by(walks, other) == set()
    give_right(walks, other, form="person")
    assert found_by(walks, other) == {("2", "pregnant", "hidden")}


@pytest.mark.django_db
def test_who_only_reads_accepts_nothing(walks: Walks, sign_in: Any) -> None:
    reader = make_persona("Rita Reader", role=Hat.CURATOR)
    give_right(walks, reader)
    page = sign_in(reader).get(HERE).content.decode()
    finding = page.split("/registry/entries/")[1].split('"')[0]
    client = sign_in(reader)
    assert client.post(f"/registry/entries/{finding}", {"reason": "x"}).status_code == 403
    assert client.post(f"{HERE}/rules", {"title": "x", "logic": "[metres] = 1"}).status_code == 403  # fmt: skip
    with acting_as(reader.actor()) as actor, pytest.raises(PermissionDenied):
        add_rule(actor=actor, dataset=walks.dataset, title="x", logic="[metres] = 1")
    with acting_as(walks.curator.actor()) as actor:
        assert not Accepted.objects.visible_to(actor).exists()


@pytest.mark.django_db
def test_more_records_are_no_more_questions_to_the_database(walks: Walks) -> None:
    def asked() -> int:
        actor = walks.curator.actor()
        with acting_as(actor), CaptureQueriesContext(connection) as queries:
            look_through(actor=actor, dataset=walks.dataset, kinds=LIKELY)
        return len(queries)

    before = asked()
    walks.bring(COLUMNS, *(f"{number},0,0,10,{number},1,0" for number in range(40, 65)))
    assert asked() == before


@pytest.mark.django_db
def test_an_answer_far_from_all_others_is_found(walks: Walks) -> None:
    lines = [f"{number},0,0,10,{number},,0" for number in range(40, 65)]
    walks.bring(COLUMNS, *lines, "99,0,0,10,5000,,0")
    assert ("99", "metres", "outlier") in found_by(walks)
    assert ("40", "metres", "outlier") not in found_by(walks)


@pytest.mark.django_db
def test_looking_again_is_for_whoever_may_accept(walks: Walks, world: World) -> None:
    actor = walks.curator.actor()
    with acting_as(actor):
        entry = next(one for one in walks.entries() if one.answers.get("minutes") == 900)
        found = finding_of(actor=actor, entry=entry, kind="beyond", link_id="minutes")
        assert found is not None
        row = accept(actor=actor, finding=found, reason="Yes")
    reader = make_persona("Rosa Reader", role=Hat.CURATOR)
    give_right(walks, reader)
    with acting_as(reader.actor()) as other, pytest.raises(Http404):
        look_again(actor=other, accepted=row)
    with acting_as(actor):
        look_again(actor=actor, accepted=row)
        assert Accepted.objects.visible_to(actor).filter(ended_at=None).count() == 0
