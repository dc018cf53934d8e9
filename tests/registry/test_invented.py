"""Invented data of a request: the columns of its release, its visits, repeats, dates and codes."""

from __future__ import annotations

import csv
from io import StringIO
from typing import Any

import pytest

from po_platform.access.actor import Hat, acting_as
from questionnaires.redcap.exporting import dictionary_csv
from registry.actions.datasets import put_in_use, take_in_dictionary
from registry.models import DataRequest, Event, FormAtEvent
from tests.personas import World, make_persona
from tests.questionnaires.dictionaries import field
from tests.registry.asking import Asking, make_asking
from tests.registry.released import Released
from tests.registry.terms_files import orphadata, read_in
from tests.registry.world import rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def asking(world: World) -> Asking:
    return make_asking(world, 4)


def visits(asking: Asking) -> None:
    """Two visits, the second again and again; what is asked of the person stands at none."""
    dataset = asking.walks.dataset
    form = dataset.forms.get(name="visit")
    for position, (name, again) in enumerate([("start_arm_1", False), ("later_arm_1", True)]):
        event = Event.objects.create(
            dataset=dataset, name=name, title=name, position=position, repeats=again
        )
        FormAtEvent.objects.create(event=event, form=form)


def invented(asking: Asking, row: DataRequest, sign_in: Any) -> list[dict[str, str]]:
    page = sign_in(asking.researcher).get(f"/data-requests/{row.ref}/artificial.csv")
    assert page.status_code == 200
    return list(csv.DictReader(StringIO(page.content.decode())))


def test_it_has_the_columns_and_visits_of_the_release(asking: Asking, sign_in: Any) -> None:
    visits(asking)
    row = asking.ready()
    released = Released(asking, row)
    released.build()
    header = released.bundle().read("data_raw.csv").decode().splitlines()[0]
    lines = invented(asking, row, sign_in)
    assert ",".join(lines[0]) == header
    assert {line["redcap_event_name"] for line in lines} == {"", "start_arm_1", "later_arm_1"}
    of_later = [line for line in lines if line["redcap_event_name"] == "later_arm_1"]
    assert {line["redcap_repeat_instance"] for line in of_later} == {"1", "2", "3"}
    assert {line["redcap_repeat_instrument"] for line in of_later} == {""}
    assert not any(line["sex"] or line["born"] for line in of_later)
    assert len({line["pseudonym"] for line in lines}) == 100


def test_a_form_that_repeats_stands_in_lines_of_its_own(asking: Asking, sign_in: Any) -> None:
    asking.walks.dataset.forms.filter(name="visit").update(repeats=True)
    row = asking.draft()
    lines = invented(asking, row, sign_in)
    again = [line for line in lines if line["redcap_repeat_instrument"] == "visit"]
    once = [line for line in lines if not line["redcap_repeat_instrument"]]
    assert len(once) == 100 < len(again)
    assert not any(line["minutes"] for line in once)
    assert any(line["minutes"] for line in again) and not any(line["sex"] for line in again)


def test_dates_are_as_the_committee_settled(asking: Asking, sign_in: Any) -> None:
    row = asking.draft()
    assert {len(line["born"]) for line in invented(asking, row, sign_in)} == {0, 10}
    DataRequest.objects.filter(pk=row.pk).update(dates="year")
    assert {len(line["born"]) for line in invented(asking, row, sign_in)} == {0, 4}


def test_coded_questions_get_codes_of_the_list_and_no_other(asking: Asking, sign_in: Any) -> None:
    read_in("orphadata", orphadata())
    walks, listed = asking.walks, rows()
    coded = field("illness", form="person", annotation="@TERMS='orpha'")
    raw = dictionary_csv([*listed[:4], coded, *listed[4:]]).encode()
    with acting_as(walks.curator.actor()) as actor:
        intake = take_in_dictionary(
            actor=actor, raw=raw, registry=walks.registry, title="Walk", dataset=walks.dataset
        )
        assert intake.dataset is not None and intake.version is not None, intake.to_json()
        put_in_use(actor=actor, dataset=intake.dataset, version=intake.version)
    row = asking.draft()
    DataRequest.objects.filter(pk=row.pk).update(variables=[*row.variables, "illness"])
    found = {line["illness"] for line in invented(asking, row, sign_in)}
    assert found - {""} == {"ORPHA:900001", "ORPHA:900002"}


def test_nobody_but_who_asks_fetches_it(asking: Asking, sign_in: Any) -> None:
    row = asking.approved()
    here = f"/data-requests/{row.ref}/artificial.csv"
    other = make_persona("Other Researcher", role=Hat.RESEARCHER)
    assert sign_in(other).get(here).status_code == 404
    assert sign_in(asking.walks.curator).get(here).status_code == 403
    assert sign_in(asking.researcher).get(here).status_code == 200
