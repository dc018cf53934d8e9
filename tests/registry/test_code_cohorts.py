"""People chosen by codes of a list: as all other conditions, and never by words somebody typed."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from po_platform.access.actor import acting_as
from questionnaires.redcap.exporting import dictionary_csv
from registry.actions.cohorts import change_cohort
from registry.actions.counted_often import could_be_counted, say_counted_often
from registry.actions.counting import Counted, count_people, split_people, subjects_of
from registry.actions.datasets import put_in_use, take_in_dictionary
from registry.cohort import Clause, Criterion, NotCohort, in_order, one_of, read_criteria
from registry.counted_people import CountedPeople, Question
from registry.layout import Layout
from registry.models import CountRun, DataRequest, Terminology
from registry.request_shown import Shown
from registry.uses import use_of
from tests.personas import World
from tests.questionnaires.dictionaries import field
from tests.registry.asking import Asking, make_asking
from tests.registry.released import Released, table
from tests.registry.terms_files import SIGNS, orphadata, read_in
from tests.registry.world import rows

pytestmark = pytest.mark.django_db
PEOPLE = 24
STIFF, KNEE, OLD = "ORPHA:900001", "ORPHA:900002", "ORPHA:900003"
SLOW, HEAVY = "HP:9000001", "HP:9000002"
MINE = "as my sister Ida"


def illness_of(number: int) -> str:
    """12 people with the first, 8 with the second, 3 with one of before, one in her own words."""
    if number == 23:
        return MINE
    return STIFF if number < 12 else KNEE if number < 20 else OLD


def signs_of(number: int) -> str:
    """Half of them none; then one or two of the list, and words beside them."""
    if number % 2:
        return ""
    return f"{SLOW} \n{HEAVY}" if number < 12 else f"{SLOW} like Ida\n{HEAVY}"


@pytest.fixture
def asking(world: World) -> Asking:
    """Each person named an illness, half of them signs."""
    read_in("orphadata", orphadata())
    read_in("hpo", SIGNS.encode())
    found = make_asking(world, PEOPLE)
    listed = rows()
    listed[4:4] = [
        field("illness", form="person", annotation="@TERMS='orpha'"),
        field("signs", "notes", form="person", annotation="@TERMS='[list],hpo'"),
        field("list", form="person"),
        field("secret", form="person", annotation="@TERMS='orpha'", identifier="y"),
    ]
    walks = found.walks
    with acting_as(walks.curator.actor()) as actor:
        taken = take_in_dictionary(
            actor=actor, raw=dictionary_csv(listed).encode(), registry=walks.registry,
            title="Walk", dataset=walks.dataset,
        )  # fmt: skip
        assert taken.version is not None, taken.to_json()
        put_in_use(actor=actor, dataset=walks.dataset, version=taken.version)
    lines = [f'{number},{illness_of(number)},"{signs_of(number)}"' for number in range(PEOPLE)]
    report = walks.bring("record_id,illness,signs", *lines)
    assert report.usable, report.errors
    return found


@pytest.fixture
def row(asking: Asking) -> DataRequest:
    return asking.draft(())


def says(name: str, op: str, *codes: str) -> Criterion:
    return Criterion("person", name, op, codes)


def who(asking: Asking, row: DataRequest, *criteria: Clause) -> set[int]:
    """The people these conditions give, by their number, on both ways they are asked."""
    layout, use = Shown(row).layout, use_of(row)
    numbers = {person.subject: number for number, person in enumerate(asking.people)}
    with acting_as(asking.researcher.actor()):
        found = subjects_of(row.dataset, layout, criteria, use)
        question = Question(row.dataset, layout, in_order(criteria), use)
        assert CountedPeople([question]).of(question) == found
    return {numbers[one] for one in found}


def counted(asking: Asking, row: DataRequest, *criteria: Criterion) -> Counted:
    with acting_as(asking.researcher.actor()) as actor:
        return count_people(
            actor=actor, dataset=row.dataset, layout=Shown(row).layout, criteria=criteria,  # type: ignore[arg-type]
            use=use_of(row),
        )  # fmt: skip


def everything(asking: Asking, row: DataRequest) -> list[set[int]]:
    """One condition of each kind, alone and beside others."""
    stiff = says("illness", "any", STIFF)
    return [
        who(asking, row, one, *others)
        for one in (
            stiff,
            says("illness", "any", KNEE, STIFF),
            says("illness", "none", STIFF),
            says("illness", "answered"),
            says("signs", "any", SLOW),
            says("signs", "any", HEAVY),
            says("signs", "none", SLOW),
        )
        for others in ((), (says("sex", "any", "0"),), (Criterion("visit", "minutes", "most", ("20",)),))
    ]  # fmt: skip


def test_people_are_chosen_by_one_of_these_codes_by_none_and_by_any_answer(
    asking: Asking, row: DataRequest
) -> None:
    assert who(asking, row, says("illness", "any", STIFF)) == {*range(12)}
    assert who(asking, row, says("illness", "any", STIFF, OLD)) == {*range(12), 20, 21, 22}
    assert who(asking, row, says("illness", "none", STIFF)) == {*range(12, 24)}
    assert who(asking, row, says("illness", "answered")) == {*range(24)}


def test_no_entry_with_one_of_these_codes_and_one_of_several_lists(
    asking: Asking, row: DataRequest
) -> None:
    assert who(asking, row, says("illness", "never_any", STIFF)) == {*range(12, 24)}
    assert who(asking, row, says("signs", "never_any", SLOW)) == {*range(24)} - {*range(0, 12, 2)}
    either = one_of([says("illness", "any", OLD), says("signs", "any", SLOW)])
    assert who(asking, row, either) == {*range(0, 12, 2), 20, 21, 22}
    with (
        acting_as(asking.researcher.actor()) as actor,
        pytest.raises(NotCohort, match="ORPHA:900999"),
    ):
        unknown = one_of(
            [says("illness", "any", OLD), says("illness", "never_any", "ORPHA:900999")]
        )
        change_cohort(actor=actor, ref=row.ref, criteria=[unknown])  # type: ignore[arg-type]


def test_of_several_codes_each_counts_by_its_line_and_words_beside_it_do_not(
    asking: Asking, row: DataRequest
) -> None:
    assert who(asking, row, says("signs", "any", SLOW)) == {*range(0, 12, 2)}
    assert who(asking, row, says("signs", "any", HEAVY)) == {*range(0, 24, 2)}
    assert who(asking, row, says("signs", "none", SLOW)) == {*range(12, 24, 2)}


def test_it_gives_the_same_people_beside_questions_that_are_counted_often(
    asking: Asking, row: DataRequest
) -> None:
    before = everything(asking, row)
    layout: Layout = Shown(row).layout
    could = could_be_counted(layout)
    names = {item.link_id for _form, item in could}
    assert {"illness", "signs"} <= names and not {"list", "secret"} & names
    often = ("sex", "minutes", "illness", "signs")
    chosen = {(form, item.link_id) for form, item in could if item.link_id in often}
    with acting_as(asking.walks.curator.actor()) as actor:
        say_counted_often(actor=actor, dataset=row.dataset, layout=layout, chosen=chosen)
    kept = row.dataset.forms.get(name="person").counted
    assert {kept["l1"], kept["l2"]} == {"illness", "signs"}
    assert everything(asking, row) == before
    assert len({frozenset(one) for one in before}) > 9


def test_what_no_list_knows_is_no_condition(asking: Asking, row: DataRequest) -> None:
    layout = Shown(row).layout
    for wrong in ([MINE], [], [STIFF] * 61, ["a b"]):
        raw = {"form": "person", "field": "illness", "op": "any", "values": wrong}
        with pytest.raises(NotCohort):
            read_criteria(layout, [raw])
    with acting_as(asking.researcher.actor()) as actor:
        for criterion in (says("illness", "any", "Ida"), says("illness", "none", SLOW)):
            with pytest.raises(NotCohort, match=criterion.values[0]):
                change_cohort(actor=actor, ref=row.ref, criteria=[criterion])  # type: ignore[arg-type]
        change_cohort(actor=actor, ref=row.ref, criteria=[says("illness", "any", OLD)])  # type: ignore[arg-type]
    row.refresh_from_db()
    assert row.cohort is not None and row.cohort.criteria[0]["values"] == [OLD]


@pytest.mark.parametrize("name", ["secret", "list", "name"])
def test_what_tells_who_somebody_is_and_free_text_choose_nobody(
    asking: Asking, row: DataRequest, name: str, sign_in: Any
) -> None:
    raw = {"form": "person", "field": name, "op": "answered", "values": []}
    with pytest.raises(NotCohort):
        read_criteria(Shown(row).layout, [raw])
    client = sign_in(asking.researcher)
    here = f"/data-requests/{row.ref}/people"
    assert f"person|{name}" not in client.get(here).content.decode()
    assert client.get(f"{here}?question=person|{name}").status_code == 404


def test_a_few_people_are_told_by_no_code(asking: Asking, row: DataRequest) -> None:
    everybody = counted(asking, row).told.value
    assert everybody == 25
    assert counted(asking, row, says("illness", "any", STIFF)).told.value == 10
    assert counted(asking, row, says("illness", "any", OLD)).told.value is None
    # What is left of everybody would be the four of them.
    left = counted(asking, row, says("illness", "any", STIFF, KNEE)).told.value
    assert left in (None, everybody)
    assert CountRun.objects.filter(criteria__0__values=[STIFF]).count() == 1


def test_whom_a_code_gives_is_split_by_another_question(asking: Asking, row: DataRequest) -> None:
    with acting_as(asking.researcher.actor()) as actor:
        made = split_people(
            actor=actor, dataset=row.dataset, layout=Shown(row).layout,  # type: ignore[arg-type]
            criteria=[says("signs", "answered")], use=use_of(row), by="sex",
        )  # fmt: skip
    assert made is not None
    assert dict(zip(made.codes, [one.value for one in made.cells], strict=True))["0"] == 10


def test_codes_are_searched_ticked_and_read_in_words_without_a_script(
    asking: Asking, row: DataRequest, sign_in: Any
) -> None:
    client = sign_in(asking.researcher)
    here = f"/data-requests/{row.ref}/people"
    asks = f"{here}?question=person|illness"
    assert "person|illness" in client.get(here).content.decode()
    found = client.post(asks, {"find": "codes", "codes::look": "hands", "op": "any"})
    page = found.content.decode()
    assert found.status_code == 200
    assert f'value="{STIFF}"' in page and "Morning hands syndrome (ORPHA:900001)" in page
    assert MINE not in page
    more = {"find": "codes", "codes::look": "knee", "codes::pick": [STIFF]}
    assert f">\n{STIFF}</textarea>" in client.post(asks, more).content.decode()
    given = {"op": "any", "codes": STIFF, "codes::pick": [KNEE]}
    assert client.post(asks, given).status_code == 302
    page = client.get(here).content.decode()
    assert "Illness: Morning hands syndrome (ORPHA:900001) or Ménage knee, dry type" in page
    client.post(here, {"take_out": "0"})
    client.post(asks, {"op": "none", "codes": "stiff dawn disease"})
    page = client.get(here).content.decode()
    assert "Illness: answered, and not Morning hands syndrome (ORPHA:900001)" in page
    assert "About 10 people" in page


@pytest.mark.parametrize(
    "given",
    [
        {"op": "any", "codes": MINE},
        {"op": "none", "codes": SLOW},
        {"op": "any", "codes": ""},
        {"op": "least", "codes": STIFF},
        {"codes": STIFF},
        {"op": "any", "codes": "", "codes::pick": ["made up"]},
        {"op": "any", "codes": "\n".join(f"ORPHA:{number}" for number in range(61))},
    ],
)
def test_a_page_without_a_code_of_the_list_is_shown_again(
    asking: Asking, row: DataRequest, sign_in: Any, given: dict[str, Any]
) -> None:
    client = sign_in(asking.researcher)
    asks = f"/data-requests/{row.ref}/people?question=person|illness"
    assert client.post(asks, given).status_code == 422
    row.refresh_from_db()
    assert row.cohort is not None and row.cohort.criteria == []


def test_where_the_list_is_not_here_only_any_answer_can_be_asked(
    asking: Asking, row: DataRequest, sign_in: Any
) -> None:
    Terminology.objects.filter(slug="orphadata").update(slug="elsewhere")
    client = sign_in(asking.researcher)
    asks = f"/data-requests/{row.ref}/people?question=person|illness"
    assert "is not here yet" in client.get(asks).content.decode()
    assert client.post(asks, {"op": "any", "codes": STIFF}).status_code == 422
    assert client.post(asks, {"op": "answered"}).status_code == 302


def test_more_codes_are_no_more_questions_to_the_database(asking: Asking, row: DataRequest) -> None:
    def asked(*codes: str) -> int:
        shown = Shown(row)
        with CaptureQueriesContext(connection) as queries:
            shown.in_words([says("illness", "any", *codes), says("signs", "any", SLOW)])
        return len(queries)

    assert asked(STIFF) == asked(STIFF, KNEE, OLD)


def test_a_release_by_a_code_is_who_has_it_and_says_so(asking: Asking) -> None:
    row = asking.ready(asking.draft((says("illness", "any", STIFF),)))
    released = Released(asking, row)
    assert released.build().n_people == 12
    bundle = released.bundle()
    assert len({one["pseudonym"] for one in table(bundle, "data_raw.csv")}) == 12
    cohort = json.loads(bundle.read("manifest.json"))["cohort"]
    assert cohort["conditions"] == [
        {"form": "person", "field": "illness", "op": "any", "values": [STIFF]}
    ]
    assert cohort["in_words"] == ["Illness: Morning hands syndrome (ORPHA:900001)"]
